"""A small learner with its operating point, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from run_fixture import small_design

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Action, Dose, Schedule, Segment, SegmentKind
from ncrn_dsd.ir.verdict import Obligation
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.schedule import dsd_schedule
from ncrn_dsd.model.design import Design
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.obligations import Operated, operating_obligations
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.tolerances import StatedTolerances


@dataclass(frozen=True)
class Learner:
    """A learner as it was designed."""

    design: Design
    program: LearningProgram
    system: DsdSystem
    network: ReactionNetwork
    certificate: str
    realisation: Realisation
    schedule: Schedule
    firings: tuple[float, ...]


@cache
def learner(scheme: str) -> Learner:
    """Linear regression in one variable."""
    design = small_design("seeded faults")
    program = build(design)
    system = translate(program.crn, load_scheme(scheme))
    network = enumerated(system, program)
    certificate = prove_system(system, program.crn, network, 30.0).certificate
    assert certificate is not None
    firings = train(
        program, formal_chemistry(program.crn), program.training, program.probes
    ).firings
    samples = len(program.task.train) * program.epochs
    point = realise(system, program.crn, network, design.dsd, firings, samples)
    schedule = dsd_schedule(program.training, point)
    return Learner(design, program, system, network, certificate, point, schedule, firings)


def enumerated(system: DsdSystem, program: LearningProgram) -> ReactionNetwork:
    dosed = frozenset(content.species for content in program.dosed)
    return enumerate_whole(system, program.crn, dosed, EnumerationOptions())


def logic(of: Learner, system: DsdSystem) -> tuple[Obligation, ...]:
    """The obligations on a system that was spoilt before it was enumerated."""
    network = enumerated(system, of.program)
    assert network.complete
    return prove_system(system, of.program.crn, network, 30.0).report.obligations


def operation(
    of: Learner,
    *,
    program: LearningProgram | None = None,
    network: ReactionNetwork | None = None,
    realisation: Realisation | None = None,
    schedule: Schedule | None = None,
) -> tuple[Obligation, ...]:
    """The obligations on an operating point, something of which was spoilt."""
    return operating_obligations(
        Operated(
            program or of.program,
            of.system,
            network or of.network,
            of.certificate,
            realisation or of.realisation,
            schedule or of.schedule,
            of.firings,
        ),
        StatedTolerances(),
    )


def renamed(complex_: Complex, names: dict[str, str]) -> Complex:
    """The same complex with other domains."""

    def new(occurrence: str) -> str:
        name = occurrence.removesuffix("*")
        return names.get(name, name) + occurrence[len(name) :]

    return replace(complex_, strands=tuple(tuple(map(new, s)) for s in complex_.strands))


def with_fuel(system: DsdSystem, name: str, complex_: Complex) -> DsdSystem:
    fuels = tuple(replace(f, complex=complex_) if f.name == name else f for f in system.fuels)
    return replace(system, fuels=fuels)


def swapped_product(system: DsdSystem, module: int, fuel: int, old: str, new: str) -> DsdSystem:
    """In one fuel of a gate the long domain of the species `old` is that of `new`."""
    name = system.modules[module].fuels[fuel]
    complex_ = next(f.complex for f in system.fuels if f.name == name)
    names = {_recognition(system, old)[1]: _recognition(system, new)[1]}
    changed = renamed(complex_, names)
    assert changed != complex_
    return with_fuel(system, name, changed)


def without_fuel(system: DsdSystem, module: int, fuel: int) -> DsdSystem:
    gate = system.modules[module]
    name = gate.fuels[fuel]
    gates = list(system.modules)
    gates[module] = replace(gate, fuels=tuple(f for f in gate.fuels if f != name))
    return replace(
        system,
        fuels=tuple(f for f in system.fuels if f.name != name),
        modules=tuple(gates),
    )


def shielded_gate(system: DsdSystem, module: int, first: str, other: str) -> DsdSystem:
    """A second first gate that would take `other` for `first`, if their toeholds were equal.

    Only a toehold of its own keeps it from reacting.
    """
    gate = system.modules[module]
    fuel = next(f for f in system.fuels if f.name == gate.fuels[0])
    t, d, u = _recognition(system, first)
    _, other_d, other_u = _recognition(system, other)
    complex_ = renamed(fuel.complex, {t: "shield", d: other_d, u: other_u})
    extra = Fuel(f"{fuel.name}_second", complex_, (module,), fuel.origin)
    gates = list(system.modules)
    gates[module] = replace(gate, fuels=(*gate.fuels, extra.name))
    return replace(
        system,
        domains=(*system.domains, Domain("shield", 5)),
        fuels=(*system.fuels, extra),
        modules=tuple(gates),
    )


def duplicated_toehold(system: DsdSystem, other: str) -> DsdSystem:
    """The toehold of a shielded gate is that of the species `other`."""
    names = {"shield": _recognition(system, other)[0]}
    return replace(
        system,
        domains=tuple(d for d in system.domains if d.name != "shield"),
        fuels=tuple(replace(f, complex=renamed(f.complex, names)) for f in system.fuels),
    )


def _recognition(system: DsdSystem, species: str) -> tuple[str, str, str]:
    _, t, d, u = system.signal_of(species).complex.strands[0]
    return t, d, u


def with_slower_gate(network: ReactionNetwork, module: int, factor: float) -> ReactionNetwork:
    """All steps of a gate between two partners at another rate, as by a toehold too short."""
    return replace(
        network,
        reactions=tuple(
            replace(r, rate=r.rate * factor)
            if r.modules == (module,) and len(r.reactants) == 2
            else r
            for r in network.reactions
        ),
    )


def with_formal_rate(program: LearningProgram, reaction: int, factor: float) -> LearningProgram:
    reactions = list(program.crn.reactions)
    reactions[reaction] = replace(reactions[reaction], rate=reactions[reaction].rate * factor)
    return replace(program, crn=replace(program.crn, reactions=tuple(reactions)))


def with_dosed(
    schedule: Schedule, fuel: str, kinds: tuple[SegmentKind, ...], factor: float
) -> Schedule:
    """A fuel dosed with another amount in the setup, in refills, or both."""

    def action(a: Action) -> Action:
        if not isinstance(a, Dose):
            return a
        return Dose(
            tuple(
                replace(c, amount=c.amount * factor) if c.species == fuel else c for c in a.contents
            )
        )

    return _mapped(schedule, lambda s: s.kind in kinds, lambda actions: tuple(map(action, actions)))


def with_actions(
    schedule: Schedule,
    number: int,
    change: Callable[[tuple[Action, ...]], tuple[Action, ...]],
) -> Schedule:
    """One sample in which the host does something else."""
    chosen = [s for s in schedule.segments if s.kind is SegmentKind.SAMPLE][number]
    return _mapped(schedule, lambda s: s is chosen, change)


def _mapped(
    schedule: Schedule,
    which: Callable[[Segment], bool],
    change: Callable[[tuple[Action, ...]], tuple[Action, ...]],
) -> Schedule:
    segments = tuple(
        replace(s, actions=change(s.actions)) if which(s) else s for s in schedule.segments
    )
    return replace(schedule, segments=segments)
