"""Enumerates a system gate module by gate module and unites the condensed networks.

Signals connect the modules: a variant that one module releases is handed to every module that
knows the signal, and modules whose start complexes changed are enumerated again, until nothing
new is released. What is left out is crosstalk: reactions between fuels or intermediates of one
module and anything but the signals of its own formal reactions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.isomorphism import NamedClass, instantiate, neutral
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import run_jobs
from ncrn_dsd.enumeration.union import EnumeratedModule, unite
from ncrn_dsd.enumeration.variants import SignalForms
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, DsdSystem, GateModule
from ncrn_dsd.ir.network import ReactionNetwork

Progress = Callable[[int, int], None]


def enumerate_modules(
    system: DsdSystem,
    crn: FormalCrn,
    dosed: frozenset[str],
    options: EnumerationOptions,
    progress: Progress | None = None,
    workers: int = 2,
) -> ReactionNetwork:
    """Condensed network of a system, enumerated module by module.

    Parameters
    ----------
    crn: the formal CRN that the modules refer to by index.
    dosed: formal species that are pipetted, so that the signal with its own history domain
        exists. A signal without history domain always exists. A signal that nobody doses and
        nobody can produce exists with its own history domain too, because otherwise there
        would be nothing to say about its reactions.
    progress: called with the numbers of finished and of known module runs.
    workers: worker processes at a time.

    Raises
    ------
    EnumerationError: E001 worker failed, E002 unknown species or fuel, E003 to E006 see `unite`.
    """
    _refuse_unknown_names(system, crn, dosed)
    run = _Run(system, crn, dosed, options, progress, workers)
    run.to_fixpoint()
    return unite(system, run.forms, tuple(run.result_of(m) for m in system.modules))


@dataclass(frozen=True, slots=True)
class _Start:
    complexes: tuple[Complex, ...]
    reactants: tuple[Complex, ...]
    named: NamedClass


class _Run:
    """The state of one fixpoint iteration."""

    def __init__(
        self,
        system: DsdSystem,
        crn: FormalCrn,
        dosed: frozenset[str],
        options: EnumerationOptions,
        progress: Progress | None,
        workers: int,
    ) -> None:
        self.system, self.crn, self.options = system, crn, options
        self.progress, self.workers = progress, workers
        self.forms = SignalForms(system)
        self._lengths = {d.name: d.length_nt for d in system.domains}
        self._fuels = {f.name: f for f in system.fuels}
        self._starts: dict[int, _Start] = {}
        self._classes: dict[EnumerationJob, CondensedNetwork] = {}
        self._finished = 0
        produced = {p for r in crn.reactions for p in r.products}
        for signal in system.signals:
            name = signal.species
            if signal.history is None or name in dosed or name not in produced:
                self.forms.add_own(name)

    def to_fixpoint(self) -> None:
        while True:
            changed = self._changed_modules()
            if changed:
                self._enumerate(changed)
            elif not self._unblock():
                return

    def result_of(self, module: GateModule) -> EnumeratedModule:
        named = self._starts[module.index].named
        network = instantiate(self._classes[named.job], named.names)
        return EnumeratedModule(module, self._starts[module.index].complexes, network)

    def _changed_modules(self) -> list[GateModule]:
        """Modules to enumerate next.

        What a module releases follows from its fuels and reactants; so those without a result
        come first, then those with new reactants, and those with new products only at the end,
        when each of them is enumerated once.
        """
        tiers: tuple[list[GateModule], ...] = ([], [], [])
        for module in self.system.modules:
            if not all(map(self.forms.exists, self._reactants(module))):
                continue
            old = self._starts.get(module.index)
            if old is None:
                tiers[0].append(module)
            elif old.reactants != self._forms_of(self._reactants(module)):
                tiers[1].append(module)
            elif old.complexes != self._start_complexes(module):
                tiers[2].append(module)
        return next((tier for tier in tiers if tier), [])

    def _enumerate(self, modules: list[GateModule]) -> None:
        known = self._finished + len(modules)
        by_class: dict[EnumerationJob, list[GateModule]] = {}
        for module in modules:
            complexes = self._start_complexes(module)
            self._starts[module.index] = _Start(
                complexes,
                self._forms_of(self._reactants(module)),
                neutral(complexes, self._lengths),
            )
            by_class.setdefault(self._starts[module.index].named.job, []).append(module)
        jobs = {
            f"{members[0].index} ({members[0].name})": job
            for job, members in by_class.items()
            if job not in self._classes
        }
        for name, network in _run_all(jobs, self.options, self.workers):
            self._classes[jobs[name]] = network
            self._advance(len(by_class[jobs[name]]), known)
        self._advance(known - self._finished, known)
        for module in modules:
            network = self.result_of(module).network
            self.forms.find_in(c for members in network.macrostates for c in members)

    def _advance(self, steps: int, known: int) -> None:
        self._finished += steps
        if self.progress is not None and steps:
            self.progress(self._finished, known)

    def _unblock(self) -> bool:
        """Seed signals that only modules waiting for each other could produce."""
        missing = [
            species
            for module in self.system.modules
            if module.index not in self._starts
            for species in self._reactants(module)
            if not self.forms.exists(species)
        ]
        for species in missing:
            self.forms.add_own(species)
        return bool(missing)

    def _start_complexes(self, module: GateModule) -> tuple[Complex, ...]:
        fuels = [self._fuels[name].complex for name in module.fuels]
        signals = self._forms_of((*self._reactants(module), *self._products(module)))
        # A fuel may be the signal of a species; it must enter once. The rotation in which the
        # scheme wrote it is kept, so that equal gates of different modules look equal.
        return tuple({c.canonical(): c for c in (*signals, *fuels)}.values())

    def _forms_of(self, species: Sequence[str]) -> tuple[Complex, ...]:
        return tuple(form for name in dict.fromkeys(species) for form in self.forms.of(name))

    def _reactants(self, module: GateModule) -> list[str]:
        return [x for i in module.reactions for x in self.crn.reactions[i].reactants]

    def _products(self, module: GateModule) -> list[str]:
        return [x for i in module.reactions for x in self.crn.reactions[i].products]


def _run_all(
    jobs: dict[str, EnumerationJob], options: EnumerationOptions, workers: int
) -> Iterator[tuple[str, CondensedNetwork]]:
    if options.engine is Engine.PEPPERCORN:
        yield from run_jobs(jobs, options, workers)
    else:
        for name, job in jobs.items():
            yield name, condense_job(job, options)


def _refuse_unknown_names(system: DsdSystem, crn: FormalCrn, dosed: frozenset[str]) -> None:
    signals = {s.species for s in system.signals}
    unknown = sorted((dosed | frozenset(crn.names)) - signals)
    if unknown:
        raise EnumerationError(
            "E002",
            f"species {unknown[0]}",
            "it is in the CRN or in the schedule, but the system has no signal for it",
            "translate the same CRN that is enumerated",
        )
    fuels = {f.name for f in system.fuels}
    for module in system.modules:
        for name in module.fuels:
            if name not in fuels:
                raise EnumerationError(
                    "E002",
                    f"module {module.name}",
                    f"its fuel {name} is not among the fuels of the system",
                    "add the fuel to the system or remove it from the module",
                )
