"""Merge the variants of signals into one species each.

Species whose complexes differ only in the history domains of signal strands are one kind, as
long as all members of a kind do the same at the same rates, counted by kinds. The network of
kinds is then exact for the sums of concentrations (strong lumpability; Kemeny & Snell 1960, and
Feret et al., PNAS 106:6453, 2009, for reaction networks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ncrn_dsd.ir.dsd import Complex, DsdSystem, domain_name
from ncrn_dsd.ir.network import NetworkReaction, NetworkSpecies, ReactionNetwork

ANY = "?"
"""Stands for any history in a masked strand."""

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedNetwork:
    """A network of kinds, and what was merged.

    Parameters
    ----------
    kind_of: species of the full network and the species of the merged one it belongs to, in
        the order of the full network.
    """

    network: ReactionNetwork
    kind_of: tuple[tuple[str, str], ...]


def merge_variants(system: DsdSystem, network: ReactionNetwork) -> MergedNetwork:
    """An exact network whose kinds differ in history only.

    Kinds whose members react differently are split until all members agree, so a scheme that
    tells histories apart keeps its variants. A kind has the complex of its first member and its
    name, or the name of the formal species if all its variants are of this kind.
    """
    history = HistoryMask(system)
    kinds: dict[object, list[str]] = {}
    for species in network.species:
        kinds.setdefault((species.role, history.mask(species.complex)), []).append(species.name)
    members = list(kinds.values())
    reacts = _Reactivity(network)
    while (finer := reacts.split(members)) != members:
        members = finer
    by_name = {s.name: s for s in network.species}
    variants = Counter(by_name[own[0]].formal for own in members)
    merged = [_named(by_name[own[0]], variants) for own in members]
    kind_of = {x: kind.name for kind, own in zip(merged, members, strict=True) for x in own}
    return MergedNetwork(
        replace(network, species=tuple(merged), reactions=reacts.between(kind_of, members)),
        tuple((s.name, kind_of[s.name]) for s in network.species),
    )


def merge_bounding_leaks(system: DsdSystem, network: ReactionNetwork) -> MergedNetwork:
    """Merge variants although leaks tell some of them apart.

    A strand that one history lets leak into a gate, as that of the gate it came from does, would
    split all variants of its signal and whatever they are part of. So what any member of a kind
    leaks to counts for all members: leaks are bounded from above, and all else is exact.

    Parameters
    ----------
    network: with leaks whose own products react no further.
    """
    history = HistoryMask(system)
    own = tuple(r for r in network.reactions if not r.leak)
    met = {x for r in own for x in (*r.reactants, *r.products)}
    leaked = {x for r in network.reactions if r.leak for x in r.products} - met
    masks = {s.name: history.mask(s.complex) for s in network.species if s.name in leaked}
    idle = merge_idle(network, masks)
    rest = tuple(s for s in network.species if s.name not in leaked)
    merged = merge_variants(system, replace(network, species=rest, reactions=own))
    kind_of = dict(idle.kind_of) | dict(merged.kind_of)
    fresh = [s for s in idle.network.species if s.name in leaked]
    leaks = _bounded((r for r in network.reactions if r.leak), kind_of)
    return MergedNetwork(
        replace(
            merged.network,
            species=(*merged.network.species, *fresh),
            reactions=(*merged.network.reactions, *leaks),
        ),
        tuple((s.name, kind_of[s.name]) for s in network.species),
    )


def merge_idle(network: ReactionNetwork, told_apart: Mapping[str, Hashable]) -> MergedNetwork:
    """An exact network for the sums of species that take part in nothing and are alike.

    What only leaks make is most of a network with leaks, and mostly differs in what is paired.

    Parameters
    ----------
    told_apart: of species that may be merged, what they must have in common.

    Returns
    -------
    As many reactions as before, in their order, so that what is known of each stays known. Of what
    is merged, the first species stands for all.
    """
    taken = {x for r in network.reactions for x in r.reactants}
    first: dict[Hashable, str] = {}
    kind_of = {
        s.name: s.name
        if s.name in taken or s.name not in told_apart
        else first.setdefault((s.role, told_apart[s.name]), s.name)
        for s in network.species
    }
    reactions = tuple(
        replace(r, products=tuple(sorted(kind_of[x] for x in r.products)))
        for r in network.reactions
    )
    kept = tuple(s for s in network.species if kind_of[s.name] == s.name)
    return MergedNetwork(
        replace(network, species=kept, reactions=reactions), tuple(kind_of.items())
    )


def _bounded(
    leaks: Iterable[NetworkReaction[str]], kind_of: Mapping[str, str]
) -> Iterator[NetworkReaction[str]]:
    """Leaks between kinds, as fast as the fastest between any of their members."""
    number = {kind: i for i, kind in enumerate(dict.fromkeys(kind_of.values()))}
    place = {x: number[kind] for x, kind in kind_of.items()}
    found: dict[tuple[Names, Names], dict[Names, float]] = {}
    for r in leaks:
        sides = (tuple(sorted(kind_of[x] for x in s)) for s in (r.reactants, r.products))
        rates = found.setdefault((next(sides), next(sides)), {})
        rate = r.rate * _meeting_share(r.reactants, place)
        rates[r.reactants] = rates.get(r.reactants, 0.0) + rate
    for (reactants, products), rates in found.items():
        if reactants != products:
            yield NetworkReaction(reactants, products, max(rates.values()), (), leak=True)


def _named(first: NetworkSpecies, variants: Counter[str | None]) -> NetworkSpecies:
    if first.formal is None or variants[first.formal] > 1:
        return first
    return replace(first, name=first.formal)


class HistoryMask:
    """Hides the history domains of signal strands."""

    def __init__(self, system: DsdSystem) -> None:
        self._places: dict[tuple[str, ...], tuple[int, ...]] = {}
        for signal in system.signals:
            if signal.history is None:
                continue
            for strand in signal.complex.strands:
                hidden = tuple(i for i, o in enumerate(strand) if domain_name(o) == signal.history)
                if hidden:
                    self._places[_hide(strand, hidden)] = hidden
        self._hidden = sorted(set(self._places.values()))

    def mask(self, complex_: Complex) -> Complex:
        """The complex with "?" for every history domain, in canonical rotation."""
        strands = tuple(self.strand(strand) for strand in complex_.strands)
        return Complex(strands, complex_.structure).canonical()

    def strand(self, strand: tuple[str, ...]) -> tuple[str, ...]:
        """The strand with "?" for its history, if it is one of a signal."""
        for hidden in self._hidden:
            if hidden[-1] < len(strand):
                candidate = _hide(strand, hidden)
                if self._places.get(candidate) == hidden:
                    return candidate
        return strand


def _hide(strand: tuple[str, ...], places: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(ANY if i in places else o for i, o in enumerate(strand))


class _Reactivity:
    """What species do, counted by kinds."""

    def __init__(self, network: ReactionNetwork) -> None:
        self._reactions = network.reactions
        self._partners: dict[str, set[str]] = {}
        for r in network.reactions:
            for x, y in (r.reactants, r.reactants[::-1]) if len(r.reactants) == 2 else ():
                self._partners.setdefault(x, set()).add(y)

    def split(self, members: list[list[str]]) -> list[list[str]]:
        """Kinds split wherever two members do different things."""
        kind_of = {x: i for i, own in enumerate(members) for x in own}
        outcomes = self._outcomes(kind_of)
        finer: list[list[str]] = []
        for own in members:
            if len(own) == 1:
                finer.append(own)
                continue
            groups: dict[object, list[str]] = {}
            for x in own:
                groups.setdefault(self._signature(x, kind_of, members, outcomes), []).append(x)
            finer += groups.values()
        return finer

    def _outcomes(self, kind_of: dict[str, int]) -> dict[Names, frozenset[object]]:
        """Per choice of reactants: products by kinds, with rates to so many digits."""
        total: dict[Names, dict[object, float]] = {}
        for r in self._reactions:
            outcome = (tuple(sorted(kind_of[x] for x in r.products)), r.leak)
            found = total.setdefault(r.reactants, {})
            found[outcome] = found.get(outcome, 0.0) + r.rate
        return {
            # Two different members of one kind meet twice as often as two copies of either in
            # (a + b)^2, so in the plain convention their constant is twice as large.
            reactants: frozenset(
                (o, f"{k * _meeting_share(reactants, kind_of):.9e}") for o, k in found.items()
            )
            for reactants, found in total.items()
        }

    def _signature(
        self,
        x: str,
        kind_of: dict[str, int],
        members: list[list[str]],
        outcomes: dict[Names, frozenset[object]],
    ) -> object:
        alone = outcomes.get((x,), frozenset())
        met: dict[int, dict[object, list[str]]] = {}
        for kind in {kind_of[y] for y in self._partners.get(x, ())}:
            for y in members[kind]:
                done = outcomes.get(tuple(sorted((x, y))), frozenset())
                met.setdefault(kind, {}).setdefault(done, []).append(y)
        return alone, frozenset(
            # Partners of one kind that are met differently are told apart by name.
            (kind, done, tuple(names) if len(groups) > 1 else ())
            for kind, groups in met.items()
            for done, names in groups.items()
        )

    def between(
        self, kind_of: dict[str, str], members: list[list[str]]
    ) -> tuple[NetworkReaction[str], ...]:
        """Reactions between kinds, as those of the first members."""
        first = {own[0] for own in members}
        merged: dict[tuple[Names, Names, bool], NetworkReaction[str]] = {}
        for r in self._reactions:
            kinds, products = (
                tuple(sorted(kind_of[x] for x in side)) for side in (r.reactants, r.products)
            )
            key = (kinds, products, r.leak)
            known = merged.get(key)
            modules = tuple(sorted({*r.modules, *(known.modules if known else ())}))
            rate = known.rate if known else 0.0
            if first.issuperset(r.reactants):
                rate += r.rate
            merged[key] = NetworkReaction(kinds, products, rate, modules, r.leak)
        return tuple(r for r in merged.values() if r.reactants != r.products)


def _meeting_share(reactants: Names, kind_of: Mapping[str, int]) -> float:
    return 0.5 if len({kind_of[x] for x in reactants}) < len(set(reactants)) else 1.0
