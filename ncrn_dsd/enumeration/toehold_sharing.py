"""Map the toeholds of a system onto few sequences, so that its reactions stay the same.

First toeholds are those that partners exchange with: an exchange that begins with one ends with
the other, and its equilibrium constant is that of two equal words when both have one sequence. All
toeholds that are linked by exchanges, which is a chain of reactants, get one sequence. All others
are second toeholds, and get as few sequences as the enumeration allows.

Which toeholds must differ is learned from what the strands do. If toeholds a and b have one
sequence, a strand can bind with its a where only b was meant. Every resting complex meets every
other one once, and each outcome that needs such a pair says that a and b must differ. When no
such outcome is left, resting complexes bring about what they did before, so nothing new can arise
from it either, and the whole enumerations, which are compared in the end, are equal.

A pair that brings about nothing new can still make a longer way of a reaction that is there: a
strand that is bound to two gates, say, with a toehold that was meant for one. Such complexes can
outnumber all others in what is simulated. Where few are asked for, pairs that are seen in them are
kept apart too, as far as there are sequences.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.network import Enumeration
from ncrn_dsd.enumeration.engine.run import Alphabet, condense_job, enumerate_detailed
from ncrn_dsd.enumeration.engine.structure import Structure
from ncrn_dsd.enumeration.isomorphism import rename, rename_strand
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.shared_toeholds import (
    BecameOne,
    all_names,
    became_one,
    compare_shared,
    images_of,
    rates_of_images,
    with_shared_toeholds,
)
from ncrn_dsd.enumeration.uncondensed import without_dead_ends
from ncrn_dsd.enumeration.union import SAME_RATE
from ncrn_dsd.enumeration.whole import whole_job
from ncrn_dsd.errors import TruncatedError
from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, complex_key, domain_name
from ncrn_dsd.ir.network import NetworkReaction
from ncrn_dsd.ir.sharing import SharedSystem
from ncrn_dsd.model.dsd import ToeholdPoolSpec

Progress = Callable[[int, int], None]
Pair = frozenset[str]
"""Two toeholds."""
Clause = frozenset[Pair]
"""Pairs of toeholds of which at least one pair must not have one sequence."""
_Mixed = Callable[[Structure], Clause]
_MOST_ROUNDS = 40
"""So many choices are tried for one of few steps; learners need a third of them."""


def share_toeholds(
    system: DsdSystem,
    options: EnumerationOptions,
    pool: ToeholdPoolSpec,
    progress: Progress | None = None,
    why: str = "",
) -> SharedSystem:
    """A system with few toehold sequences, and both whole enumerations compared.

    Where the pool is too small, the system is made all the same, and its verdict names the
    reactions that are new.

    Parameters
    ----------
    options: how both are enumerated, always by our own engine; leaks are no part of it.
    pool: how many sequences.
    progress: called with the numbers of complexes that were paired up and of those known.
    why: why the pool is as large as it is, where it was not asked for.

    Raises
    ------
    TruncatedError: E011, the system itself cannot be enumerated within the limits.
    """
    options = replace(options, leak_per_M_s=0.0, keep_encounters=False)
    before = condense_job(whole_job(system, options), options, progress)
    if before.truncated_by is not None:
        raise TruncatedError(
            "E011",
            "sharing toeholds",
            f"the system itself is not enumerated ({before.truncated_by}), so nothing can be "
            "compared with it",
            "raise the limits in [dsd.limits], choose another scheme, or keep a sequence for "
            "each toehold",
        )
    search = _Search(system, before, options, pool, progress)
    while search.learn() or search.widen(search.is_cut):
        pass
    if pool.few_steps and not search.is_cut:
        search.save_steps()
    found = search.compare()
    while search.widen(found.sharing.truncated_by is not None):
        found = search.compare()
    return replace(found, sharing=replace(found.sharing, why=why or pool.wanted))


class _Search:
    """Attempts at a pool, each of which learns from the one before."""

    def __init__(
        self,
        system: DsdSystem,
        before: CondensedNetwork,
        options: EnumerationOptions,
        pool: ToeholdPoolSpec,
        progress: Progress | None,
    ) -> None:
        self._system, self._before = system, before
        self._options, self._progress = options, progress
        chains = exchange_chains(system, before)
        self._first = frozenset(name for chain in chains for name in chain)
        self._choice = _Choice(system, chains, pool)
        self._differ: set[Pair] = set()
        self._longer: set[Pair] = set()
        self._names = self._choice.names(self._differ)
        self.is_cut = False

    def learn(self) -> bool:
        """Let resting complexes meet; whether that teaches another mapping."""
        return self._learn_from(self._meet())

    def save_steps(self) -> None:
        """Choose the mapping on which fewest complexes of other pairs arise.

        Of those that are tried, each of which keeps apart what was seen on the ones before.
        """
        best: tuple[int, dict[str, str]] | None = None
        for _ in range(_MOST_ROUNDS):
            met, names = self._meet(), self._names
            if met.clauses or met.is_cut:
                is_other = self._learn_from(met)
            else:
                steps = [clause for c in met.steps() if (clause := self._of_second(c))]
                if best is None or len(steps) < best[0]:
                    best = len(steps), names
                self._longer.update(*steps)
                is_other = self._renamed()
            if not is_other:
                break
        if best is not None:
            self._names, self.is_cut = best[1], False

    def _meet(self) -> _Met:
        return _new_outcomes(self._system, self._before, self._names, self._options, self._progress)

    def _of_second(self, clause: Clause) -> Clause:
        return frozenset(pair for pair in clause if pair.isdisjoint(self._first))

    def _learn_from(self, met: _Met) -> bool:
        self.is_cut = met.is_cut
        open_ = {clause for clause in met.clauses if clause.isdisjoint(self._differ)}
        of_second = {self._of_second(clause) for clause in open_} - {frozenset()}
        # Strands that second toeholds make equal can look as if chains were to blame.
        self._differ |= _chosen(of_second or open_)
        return self._renamed()

    def widen(self, is_cut: bool) -> bool:
        """Take more sequences if a limit cut something off; whether there are more to take."""
        if is_cut:
            self._choice.widen()
        return is_cut and self._renamed()

    def _renamed(self) -> bool:
        old, self._names = self._names, self._choice.names(self._differ, self._longer)
        return self._names != old

    def compare(self) -> SharedSystem:
        """The system with the mapping that there is now, and both whole enumerations."""
        shared = with_shared_toeholds(self._system, self._names)
        after = condense_job(whole_job(shared, self._options), self._options, self._progress)
        return compare_shared(
            (self._system, shared),
            (self._before, after),
            self._names,
            self._first,
            rejects_remote=self._options.reject_remote,
        )


def exchange_chains(system: DsdSystem, network: CondensedNetwork) -> tuple[tuple[str, ...], ...]:
    """First toeholds: those that exchanges link, in the order of the domains.

    An exchange is a reaction of two complexes whose reverse there is too. It begins with a
    toehold that one reactant and its complement that the other has open, and so does its reverse.
    """
    toeholds = _shareable(system)
    members = [_Open(found, toeholds) for found in network.macrostates]
    there = {(r.reactants, r.products) for r in network.reactions}
    chain_of: dict[str, set[str]] = {}
    for reactants, products in there:
        if (products, reactants) not in there or len(reactants) != 2 or len(products) != 2:
            continue
        ends = [members[a].binds(members[b]) for a, b in (reactants, products)]
        if not all(ends):
            continue
        together: set[str] = set()
        for name in ends[0] | ends[1]:
            together |= chain_of.get(name, {name})
        for name in together:
            chain_of[name] = together
    rank = {name: i for i, name in enumerate(toeholds)}
    chains = {id(c): tuple(sorted(c, key=rank.__getitem__)) for c in chain_of.values()}
    return tuple(sorted(chains.values(), key=lambda chain: rank[chain[0]]))


def _shareable(system: DsdSystem) -> tuple[str, ...]:
    """Names of toeholds in the order of the domains; a history domain stands for any."""
    return tuple(d.name for d in system.domains if d.is_toehold and not d.history)


class _Open:
    """Toeholds and complements that members of a macrostate have open."""

    def __init__(self, members: Iterable[Complex], toeholds: Collection[str]) -> None:
        self.occurrences = {
            o for one in members for o in one.unpaired() if domain_name(o) in toeholds
        }

    def binds(self, other: _Open) -> set[str]:
        """Toeholds with which they can bind each other."""
        return {domain_name(o) for o in self.occurrences if complement(o) in other.occurrences}


class _Choice:
    """Assigns sequences to toeholds, as long as some must not be equal."""

    def __init__(
        self, system: DsdSystem, chains: tuple[tuple[str, ...], ...], pool: ToeholdPoolSpec
    ) -> None:
        self._toeholds = _shareable(system)
        self._length_nt = {d.name: d.length_nt for d in system.domains}
        self._chains = chains
        first = {name for chain in chains for name in chain}
        self._second = [(name,) for name in self._toeholds if name not in first]
        self._pool = pool
        self._least_second = 1

    def widen(self) -> None:
        """Take twice as many second toeholds, if the program chooses their number."""
        if self._pool.second is None and self._pool.sequences is None:
            self._least_second = min(2 * self._least_second, len(self._second))

    def names(self, differ: Collection[Pair], longer: Collection[Pair] = ()) -> dict[str, str]:
        """The sequence of every toehold, called by its first member.

        Parameters
        ----------
        differ: toeholds that must not be equal; where the pool is too small, some are.
        longer: second toeholds that should not be equal; they take no sequence more.
        """
        apart = _Apart(differ, self._length_nt)
        first = [part for chain in self._chains for part in apart.split(chain)]
        most_first, most_second = self._pool.first, self._pool.second
        if self._pool.sequences is not None:
            most_first, most_second = self._divide(apart, first, self._pool.sequences)
        if most_first is not None:
            first = apart.colour(first, most_first, most_first)
        least = self._least_second if most_second is None else most_second
        second = apart.colour(self._second, least, most_second)
        if longer:
            most = max(len(second), least)
            second = apart.colour(self._second, least, most, frozenset(longer))
        groups = [*first, *second]
        rank = {name: i for i, name in enumerate(self._toeholds)}
        ordered = [sorted(group, key=rank.__getitem__) for group in groups]
        return {name: group[0] for group in ordered for name in group}

    def _divide(
        self, apart: _Apart, first: Sequence[tuple[str, ...]], sequences: int
    ) -> tuple[int, int]:
        """One first sequence per chain, the others for second toeholds; fewer where it must."""
        least_second = len(apart.colour(self._second, 0, None))
        of_first = max(min(len(first), sequences - least_second), min(len(first), 1))
        return of_first, max(sequences - of_first, 1)


class _Apart:
    """Toeholds that must not be equal: learned pairs, and those of different lengths."""

    def __init__(self, differ: Collection[Pair], length_nt: Mapping[str, int]) -> None:
        self._length_nt = length_nt
        self._differ: dict[str, set[str]] = defaultdict(set)
        for a, b in differ:
            self._differ[a].add(b)
            self._differ[b].add(a)

    def split(self, chain: tuple[str, ...]) -> list[tuple[str, ...]]:
        """A chain in as few parts as must differ; one, as a rule."""
        return self.colour([(name,) for name in chain], 0, None)

    def colour(
        self,
        parts: Sequence[tuple[str, ...]],
        least: int,
        most: int | None,
        longer: Collection[Pair] = frozenset(),
    ) -> list[tuple[str, ...]]:
        """Parts put together in groups: `least`, and more where they must, but at most `most`.

        Parts that have most to differ from come first (Brelaz, Commun. ACM 22:251, 1979); a part
        goes to the smallest group that it may join, or where it differs from least if it must.

        Parameters
        ----------
        longer: pairs that should not be in one group either, but rather than those that must not.
        """
        must: dict[int, set[int]] = {i: set() for i in range(len(parts))}
        near: dict[int, set[int]] = {i: set() for i in range(len(parts))}
        for i, j in combinations(range(len(parts)), 2):
            clashes = self._clash(parts[i], parts[j])
            if clashes or any(frozenset((a, b)) in longer for a in parts[i] for b in parts[j]):
                near[i].add(j)
                near[j].add(i)
            if clashes:
                must[i].add(j)
                must[j].add(i)
        groups: list[list[int]] = [[] for _ in range(min(least, len(parts)))]
        place: dict[int, int] = {}
        waiting = set(near)
        while waiting:
            best = min(
                waiting,
                key=lambda i: (-len({place[j] for j in near[i] if j in place}), -len(near[i]), i),
            )
            waiting.remove(best)
            free = [g for g in range(len(groups)) if near[best].isdisjoint(groups[g])]
            if not free and (most is None or len(groups) < most):
                groups.append([])
                free = [len(groups) - 1]
            chosen = free or range(len(groups))
            place[best] = min(
                chosen,
                key=lambda g: (
                    len(must[best].intersection(groups[g])),
                    len(near[best].intersection(groups[g])),
                    len(groups[g]),
                    g,
                ),
            )
            groups[place[best]].append(best)
        return [
            tuple(name for i in sorted(group) for name in parts[i]) for group in groups if group
        ]

    def _clash(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        return any(
            self._length_nt[a] != self._length_nt[b] or b in self._differ[a]
            for a in one
            for b in other
        )


@dataclass(frozen=True, slots=True)
class _Met:
    """What encounters taught.

    Parameters
    ----------
    clauses: for each outcome that is new, pairs of toeholds that it needs to be equal.
    steps: tells for each complex on the way of a reaction the pairs that are bound in it.
    is_cut: a limit ended the encounters.
    """

    clauses: set[Clause]
    steps: Callable[[], list[Clause]]
    is_cut: bool


def _new_outcomes(
    system: DsdSystem,
    network: CondensedNetwork,
    names: Mapping[str, str],
    options: EnumerationOptions,
    progress: Progress | None,
) -> _Met:
    """What equal names of toeholds bring about when every two resting complexes meet once."""
    shared, every = with_shared_toeholds(system, names), all_names(system, names)
    complexes = images_of(network, every)
    whole = whole_job(shared, options)
    job = EnumerationJob(
        whole.domains,
        tuple(sorted(frozenset().union(*complexes), key=complex_key)),
        histories=whole.histories,
        one_step=True,
    )
    alphabet, found = enumerate_detailed(job, options, progress)
    strands = {s for m in network.macrostates for c in m for s in c.strands}
    mixed = _Origins(alphabet, strands, every).mixed
    images = [frozenset(map(alphabet.encode, members)) for members in complexes]
    if not all(found.component_of.keys() >= members for members in images):
        return _Met(set(), list, is_cut=True)
    clauses = {
        *_of_confused(network, became_one(system, network, complexes), every),
        *_of_new_members(found, images, mixed),
        *_of_new_reactions(found, _allowed(network, found, images), mixed),
    }
    return _Met(
        clauses - {frozenset()},
        lambda: [mixed(structure) for structure in _on_ways(found)],
        bool(found.cuts),
    )


def _on_ways(found: Enumeration) -> list[Structure]:
    """Complexes that an uncondensed network of these would have."""
    kept = without_dead_ends(found.reactions, frozenset(found.resting))
    return list(dict.fromkeys(s for r in kept for s in (*r.reactants, *r.products)))


class _Origins:
    """Which toeholds of the translated system stand at the places of a complex."""

    def __init__(
        self, alphabet: Alphabet, strands: Iterable[tuple[str, ...]], names: Mapping[str, str]
    ) -> None:
        self._at: dict[int, list[set[str]]] = {}
        for strand in sorted(strands):
            number = alphabet.strand(rename_strand(strand, names))
            places = self._at.setdefault(number, [set() for _ in strand])
            for place, occurrence in zip(places, strand, strict=True):
                place.add(domain_name(occurrence))
        self._mixed: dict[Structure, Clause] = {}

    def mixed(self, structure: Structure) -> Clause:
        """Base-paired toeholds and complements that were of different toeholds."""
        if structure not in self._mixed:
            self._mixed[structure] = frozenset(self._find_mixed(structure))
        return self._mixed[structure]

    def _find_mixed(self, structure: Structure) -> Iterator[Pair]:
        strands, pair = structure
        places = [names for number in strands for names in self._at[number]]
        for here, there in enumerate(pair):
            if there > here and places[here].isdisjoint(places[there]):
                yield frozenset((min(places[here]), min(places[there])))


Reaction = tuple[tuple[int, ...], tuple[int, ...]]
"""Reactants and products, by the numbers of their components."""


def _allowed(
    network: CondensedNetwork, found: Enumeration, images: Sequence[frozenset[Structure]]
) -> dict[Reaction, float]:
    """Images of the reactions that there are before, with their rates."""
    place = [found.component_of[min(members)] for members in images]

    def image_of(reaction: NetworkReaction[int]) -> Reaction:
        reactants, products = (
            tuple(sorted(place[i] for i in side))
            for side in (reaction.reactants, reaction.products)
        )
        return reactants, products

    return {image: max(rates) for image, rates in rates_of_images(network, image_of).items()}


def _of_confused(
    network: CondensedNetwork, became: BecameOne, every: Mapping[str, str]
) -> Iterator[Clause]:
    """For complexes that become the same: toeholds in which they differ."""
    for places in became.confused:
        for i, j in combinations(places, 2):
            one, other = min(network.macrostates[i], key=complex_key), network.macrostates[j]
            yield max((_differences(one, c, every) for c in other), key=_clause_key)


def _differences(one: Complex, other: Complex, every: Mapping[str, str]) -> Clause:
    """Toeholds in which two complexes with the same image differ; none with another image."""
    image = rename(one, every)
    for turned in other.rotations():
        if rename(turned, every) == image:
            return frozenset(
                frozenset((domain_name(a), domain_name(b)))
                for here, there in zip(one.strands, turned.strands, strict=True)
                for a, b in zip(here, there, strict=True)
                if a != b
            )
    return frozenset()


def _of_new_members(
    found: Enumeration, images: Sequence[frozenset[Structure]], mixed: _Mixed
) -> Iterator[Clause]:
    """For resting complexes that refold into something new."""
    for members in images:
        component = found.components[found.component_of[min(members)]]
        if members.issuperset(component.members) and component.is_resting:
            continue
        yield from _ways(found, [min(members)], mixed).values()


def _of_new_reactions(
    found: Enumeration, allowed: Mapping[Reaction, float], mixed: _Mixed
) -> Iterator[Clause]:
    """For reactions that are new or have another rate: what their ways need, or else meet."""
    targets: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for step in condense(found):
        rate = allowed.get((step.reactants, step.products))
        # What a limit cut off is missing in rates.
        differs = not found.cuts and not math.isclose(step.rate, rate or 0.0, rel_tol=SAME_RATE)
        if rate is None or differs:
            targets[step.reactants].update(step.products)
    starts: dict[tuple[int, ...], list[Structure]] = defaultdict(list)
    for reaction in found.slow:
        reactants = tuple(sorted(found.component_of[s] for s in reaction.reactants))
        if reactants in targets:
            starts[reactants] += reaction.products
    for reactants, products in targets.items():
        ways = _ways(found, starts[reactants], mixed)
        ends = [clause for s, clause in ways.items() if found.component_of[s] in products]
        needed = {clause for clause in ends if clause} or {c for c in ways.values() if c}
        yield from sorted(needed, key=_clause_key)[: None if any(ends) else 1]


def _ways(found: Enumeration, start: Iterable[Structure], mixed: _Mixed) -> dict[Structure, Clause]:
    """What becomes of complexes before they rest, and the pairs that have to be equal for it.

    Ways that need none are followed first, so that a complex has one if it can.
    """
    clause_of = {structure: mixed(structure) for structure in start}
    now = [structure for structure, clause in clause_of.items() if not clause]
    later = [structure for structure, clause in clause_of.items() if clause]
    while now or later:
        here = now.pop() if now else later.pop()
        for reaction in found.components[found.component_of[here]].fast[here]:
            for product in reaction.products:
                needed = clause_of[here] | mixed(product)
                if product not in clause_of or (clause_of[product] and not needed):
                    clause_of[product] = needed
                    (later if needed else now).append(product)
    return clause_of


def _clause_key(clause: Clause) -> list[list[str]]:
    return sorted(map(sorted, clause))


def _chosen(clauses: Iterable[Clause]) -> set[Pair]:
    """A pair of each clause, and few of them."""
    left = set(clauses)
    chosen: set[Pair] = set()
    while left:
        times = Counter(pair for clause in left for pair in clause)
        best = min(times, key=lambda p: (-times[p], sorted(p)))
        chosen.add(best)
        left = {clause for clause in left if best not in clause}
    return chosen
