"""Where strands bind: the site of every step of an uncondensed network.

A site is a gate, a toehold with its flanks and the branch domain beside it. It is told by names
that other gates do not change: a domain is called by its place in a signal, or in the gate it was
made for, and whatever stands in the history of a signal is one and the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.enumeration.merging import ANY, HistoryMask
from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.ir.network import NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.tube import TubeStep, TubeStepKind

_END = "-"

Strand = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a toehold binds: see `TubeStep`."""

    name: str
    word: str


def sited_steps(system: DsdSystem, network: ReactionNetwork) -> tuple[TubeStep, ...]:
    """One step per reaction of an uncondensed network, in its order."""
    sites = _Sites(system, network)
    return tuple(map(sites.step, network.reactions))


def _at(kind: TubeStepKind, site: _Site | None) -> TubeStep:
    return TubeStep(kind) if site is None else TubeStep(kind, site.name, site.word)


class StableNames:
    """Names of domains, strands and complexes that do not depend on other gates."""

    def __init__(self, system: DsdSystem) -> None:
        self._mask = HistoryMask(system)
        self._domains: dict[str, str] = {}
        self._strands: dict[Strand, str] = {}
        self._fuels: dict[str, str] = {}
        for signal in system.signals:
            self._name_domains(signal.species, (signal.complex,), {signal.history})
        seen: Counter[str] = Counter()
        complexes = {fuel.name: fuel.complex for fuel in system.fuels}
        for module in system.modules:
            seen[module.name] += 1
            number = seen[module.name]
            gate = module.name if number == 1 else f"{module.name} ({number})"
            self._name_domains(gate, [complexes[name] for name in module.fuels], set())
            for place, name in enumerate(module.fuels, start=1):
                self._fuels.setdefault(name, f"{gate}, fuel {place}")
                for strand in complexes[name].strands:
                    self._strands.setdefault(strand, f"{gate}, fuel {place}")

    def _name_domains(self, of: str, complexes: Sequence[Complex], skip: set[str | None]) -> None:
        place = 0
        for complex_ in complexes:
            for strand in complex_.strands:
                for one in map(domain_name, strand):
                    if one in skip:
                        self._domains.setdefault(one, ANY)
                    if one not in self._domains:
                        place += 1
                        self._domains[one] = f"{of}.{place}"

    def domain(self, occurrence: str) -> str:
        """The name of a domain, starred or not."""
        name = domain_name(occurrence)
        return self._domains.get(name, name)

    def fuel(self, name: str) -> str:
        """The name of a fuel."""
        return self._fuels.get(name, name)

    def gate(self, strand: Strand) -> str:
        """The gate that a strand belongs to, or its domains where it belongs to none."""
        known = self._strands.get(strand)
        return known or " ".join(map(self.domain, self._mask.strand(strand)))

    def history_hidden(self, strand: Strand) -> Strand:
        """The strand with "?" for the history of a signal."""
        return self._mask.strand(strand)

    def complex(self, complex_: Complex) -> str:
        """A complex by its structure and the names of its domains, whatever the histories."""
        masked = self._mask.mask(complex_)
        turned = [
            (
                tuple(
                    tuple(self.domain(o) + ("*" if o.endswith("*") else "") for o in strand)
                    for strand in rotation.strands
                ),
                rotation.structure,
            )
            for rotation in masked.rotations()
        ]
        strands, structure = min(turned)
        return " + ".join(" ".join(strand) for strand in strands) + f" | {structure}"


@dataclass(frozen=True, slots=True)
class _Open:
    """An unpaired domain at a place of a strand, with the neighbours of its place."""

    occurrence: str
    strand: Strand
    before: str | None
    after: str | None


class _Sites:
    def __init__(self, system: DsdSystem, network: ReactionNetwork) -> None:
        self._names = StableNames(system)
        self._toeholds = frozenset(d.name for d in system.domains if d.is_toehold)
        self._complexes: Mapping[str, Complex] = {s.name: s.complex for s in network.species}
        self._open: dict[str, tuple[_Open, ...]] = {}
        self._labels: dict[str, str] = {}

    def step(self, reaction: NetworkReaction[str]) -> TubeStep:
        if reaction.leak:
            return TubeStep(TubeStepKind.LEAK, pair=self._pair(reaction.reactants))
        if len(reaction.reactants) == 2:
            return _at(TubeStepKind.BINDING, self._site(*reaction.reactants))
        if len(reaction.reactants) == 1 and len(reaction.products) == 2:
            site = self._site(*reaction.products)
            if site is not None:
                return _at(TubeStepKind.OPENING, site)
        return TubeStep(TubeStepKind.OTHER)

    def _pair(self, species: Sequence[str]) -> str:
        for name in species:
            if name not in self._labels:
                self._labels[name] = self._names.complex(self._complexes[name])
        return " with ".join(sorted(self._labels[name] for name in species))

    def _site(self, first: str, second: str) -> _Site | None:
        """The first of the sites at which two species can bind; those with a branch come first."""
        found = [
            (branch == _END, site.name, site.word)
            for one, other in ((first, second), (second, first))
            for site, branch in self._between(self._open_of(one), self._open_of(other))
        ]
        if not found:
            return None
        _, name, word = min(found)
        return _Site(name, word)

    def _between(
        self, invading: Sequence[_Open], targets: Sequence[_Open]
    ) -> Iterator[tuple[_Site, str]]:
        names = self._names
        for target in targets:
            if not target.occurrence.endswith("*"):
                continue
            for invader in invading:
                if invader.occurrence != complement(target.occurrence):
                    continue
                branch = self._branch(invader, target)
                toehold = names.domain(target.occurrence)
                flanks = [
                    _END if one is None else names.domain(one)
                    for one in (target.before, target.after, invader.before, invader.after)
                ]
                name = f"{names.gate(target.strand)}: {toehold} to {branch}"
                yield _Site(name, f"{toehold} in {', '.join(flanks)}"), branch

    def _branch(self, invader: _Open, target: _Open) -> str:
        """The domain beside the toehold with which displacement goes on."""
        for own, other in ((invader.after, target.before), (invader.before, target.after)):
            if own is not None and other is not None and own == complement(other):
                return self._names.domain(own)
        return _END

    def _open_of(self, name: str) -> tuple[_Open, ...]:
        if name not in self._open:
            self._open[name] = tuple(self._unpaired(self._complexes[name]))
        return self._open[name]

    def _unpaired(self, complex_: Complex) -> Iterator[_Open]:
        for strand, marks in complex_.marked_strands():
            hidden = self._names.history_hidden(strand)
            for place, (occurrence, mark) in enumerate(zip(strand, marks, strict=True)):
                if mark == "." and domain_name(occurrence) in self._toeholds:
                    # Only the flank may be a history; the branch is told by the strand itself.
                    before = hidden[place - 1] if place else None
                    after = hidden[place + 1] if place + 1 < len(strand) else None
                    yield _Open(occurrence, strand, before, after)
