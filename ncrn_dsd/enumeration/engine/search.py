"""Find everything a set of complexes can do.

Fast unimolecular reactions happen long before a complex meets another one, so only resting
complexes associate (Grun et al., arXiv:1505.03738).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.binding import Association, Binder
from ncrn_dsd.enumeration.engine.class_moves import ClassMoves, ReactionRules
from ncrn_dsd.enumeration.engine.components import strong_components
from ncrn_dsd.enumeration.engine.encounters import Encounters
from ncrn_dsd.enumeration.engine.given import GivenReactions
from ncrn_dsd.enumeration.engine.growth import growing
from ncrn_dsd.enumeration.engine.histories import Histories
from ncrn_dsd.enumeration.engine.history_check import HistoryCheck
from ncrn_dsd.enumeration.engine.leak import LeakFinder
from ncrn_dsd.enumeration.engine.network import (
    BIND21,
    Cut,
    Enumeration,
    FastComponent,
    StructureReaction,
)
from ncrn_dsd.enumeration.engine.structure import StrandPool, Structure

_PROGRESS_STEP = 256


@dataclass(frozen=True, slots=True)
class SearchRules:
    """What counts as a reaction, and how far the search goes.

    Parameters
    ----------
    keep_encounters: keep bindings that can only fall apart again.
    leak: rate constant of displacement without a toehold [1/(M s)]; 0 for none.
    leak_min_nt: a helix must be longer than this for its displacement to count as a leak.
    leak_order: so many leaks together lead to what is found, at most; with 0 what leaks make reacts
        no further.
    """

    reactions: ReactionRules
    max_complex_size: int
    max_complexes: int
    max_reactions: int
    keep_encounters: bool
    leak: float
    leak_min_nt: int
    leak_order: int


class Search:
    """One enumeration."""

    def __init__(
        self,
        pool: StrandPool,
        rules: SearchRules,
        progress: Callable[[int, int], None] | None = None,
        histories: Histories | None = None,
        given: GivenReactions | None = None,
    ) -> None:
        self._pool = pool
        self._rules = rules
        self._progress = progress
        self._histories = histories
        self._network = Enumeration()
        class_moves = ClassMoves(pool, rules.reactions, histories.normal if histories else None)
        self._given = given or GivenReactions((), 0.0)
        self._fast, self._slow = self._given.among(class_moves.fast, class_moves.slow)
        encounters = Encounters(pool, class_moves, self._network.component_of, rules.max_complexes)
        moves = rules.reactions.moves
        # What becomes of an encounter is decided for all complexes of a pattern together, and
        # a given reaction makes one of them different.
        keep = rules.keep_encounters or given is not None
        kept = None if keep else encounters
        self._binder = Binder(pool, moves.length_nt, moves.max_helix, kept)
        self._leaked = Binder(pool, moves.length_nt, moves.max_helix, kept)
        self._order = 0
        self._order_of: dict[Structure, int] = {}
        self._paired: set[Structure] = set()
        self._waiting: list[Structure] = []
        self._reactions = 0
        self._oversized = 0
        self._smallest_oversized: Structure | None = None
        self._met = 0
        self._stopped = False
        self._one_step = False

    def run(self, start: Iterable[Structure], *, one_step: bool = False) -> Enumeration:
        """Enumerate from the start complexes.

        Unless a limit is reached, the result does not depend on their order.

        Parameters
        ----------
        one_step: what they bring about meets nothing.
        """
        for structure in start:
            self._settle(self._histories.normal(structure) if self._histories else structure)
        self._one_step = one_step
        self._pair_up()
        if self._rules.leak > 0:
            for order in range(1, max(1, self._rules.leak_order) + 1):
                self._order = order
                self._leak()
                if not self._rules.leak_order:
                    break
                self._pair_up_leaked()
                self._pair_up()
        if self._smallest_oversized is not None:
            self._tell_oversized(self._smallest_oversized)
        return self._network

    def first_difference(self) -> tuple[Structure, ...] | None:
        """Complexes with which forms of a signal do different things; None if none.

        Only for a search that took them for one, after its run.
        """
        if self._histories is None:
            return None
        moves = ClassMoves(self._pool, self._rules.reactions)
        check = HistoryCheck(self._pool, self._network, self._histories, moves, self._binder)
        return check.first_difference()

    def _pair_up(self) -> None:
        """Let every waiting complex meet all that met before, until a limit ends it.

        What leaks bring about meets only what needs no leak here: two such complexes meet as rarely
        as both their leaks happen.
        """
        while self._waiting and not self._limit_reached():
            structure = self._waiting.pop()
            for reaction in self._slow(structure):
                self._keep(reaction)
            if not self._order:
                self._binder.add(structure)
                self._paired.add(structure)
            elif self._order < self._rules.leak_order:
                self._leaked.add(structure)
            met = set()
            for partner, associations in self._binder.partners(structure):
                met.add(partner)
                self._associate(structure, partner, associations)
            for partner in self._given.partners(structure):
                if partner in self._paired and partner not in met:
                    self._associate(structure, partner, [])
            self._met += 1
            if self._progress is not None and self._met % _PROGRESS_STEP == 0:
                self._progress(self._met, self._met + len(self._waiting))
        self._limit_reached()

    def _pair_up_leaked(self) -> None:
        """Let complexes that leaks brought about meet, as many leaks together as this order."""
        known = [(order, s) for s, order in self._order_of.items() if 0 < order < self._order]
        for order, structure in known:
            if self._limit_reached():
                return
            other = self._order - order
            for partner, associations in self._leaked.partners(structure):
                # Of both, one looks for the other.
                if self._order_of[partner] == other and (order, structure) <= (other, partner):
                    self._associate(structure, partner, associations)

    def _leak(self) -> None:
        """Let resting complexes leak that take one leak less than this order together."""
        reactions = self._rules.reactions
        moves = replace(reactions.moves, reject_remote=False)
        finder = LeakFinder(self._pool, moves, self._rules.leak_min_nt, self._rules.leak)
        known = {s: self._order_of[s] for s in self._network.resting if s in self._order_of}
        found = list(finder.between(known, self._order - 1))
        for number, reaction in enumerate(found):
            if self._limit_reached():
                left = len(found) - number
                self._leave_out_leaks(left)
                self._network.cuts.append(Cut(f"{left} of {len(found)} leaks were left out"))
                break
            largest = max(reaction.products, key=lambda s: len(s[0]))
            if len(largest[0]) > self._rules.max_complex_size:
                self._drop(largest)
                self._leave_out_leaks(1)
            else:
                self._keep(reaction)

    def _leave_out_leaks(self, count: int) -> None:
        if self._order == 1:
            self._network.leaks_left_out += count

    def _associate(self, a: Structure, b: Structure, associations: list[Association]) -> None:
        merged: dict[Structure, float] = {}
        for association in associations:
            if len(association.product[0]) > self._rules.max_complex_size:
                self._drop(association.product)
            elif association.product not in merged:
                merged[association.product] = association.rate
            elif self._rules.reactions.add_parallel_moves:
                merged[association.product] += association.rate
        computed = [DetailedReaction((a, b), (p,), rate, BIND21) for p, rate in merged.items()]
        for reaction in self._given.instead_of((a, b), computed):
            self._keep(reaction)

    def _keep(self, reaction: StructureReaction) -> None:
        """Add a slow reaction, unless a limit keeps its products from being followed."""
        if all(self._settle(product) for product in reaction.products):
            self._network.slow.append(reaction)
            self._reactions += 1

    def _settle(self, structure: Structure) -> bool:
        """Follow fast reactions from a complex until everything reached is known.

        False when that passes the limit of complexes; nothing of it is kept then.
        """
        known = self._network.component_of
        if structure in known:
            return True
        if self._stopped:
            return False
        fast: dict[Structure, list[StructureReaction]] = {}
        moves = 0
        frontier = [structure]
        while frontier:
            here = frontier.pop()
            if here in fast:
                continue
            if len(fast) >= self._rules.max_complexes:
                text = f"one complex refolds into more than {self._rules.max_complexes} others"
                self._stop(Cut(text, (structure,)))
                return False
            fast[here] = self._fast(here)
            moves += len(fast[here])
            if moves > self._rules.max_reactions:
                text = f"one complex refolds by more than {self._rules.max_reactions} reactions"
                self._stop(Cut(text, (structure,)))
                return False
            for reaction in fast[here]:
                frontier += [p for p in reaction.products if p not in fast and p not in known]
        self._reactions += sum(map(len, fast.values()))
        self._add_components(fast)
        return True

    def _add_components(self, fast: dict[Structure, list[StructureReaction]]) -> None:
        edges = {
            s: [p for r in found for p in r.products if p in fast] for s, found in fast.items()
        }
        for members in strong_components(edges):
            inside = set(members)
            is_resting = all(p in inside for s in members for r in fast[s] for p in r.products)
            number = len(self._network.components)
            self._network.components.append(
                FastComponent(tuple(members), {s: fast[s] for s in members}, is_resting)
            )
            for member in members:
                self._network.component_of[member] = number
            if is_resting and not self._one_step:
                self._waiting += members
                self._order_of |= dict.fromkeys(members, self._order)

    def _stop(self, cut: Cut) -> None:
        self._stopped = True
        self._network.cuts.append(cut)

    def _limit_reached(self) -> bool:
        """Whether the search is over; told once."""
        if self._stopped:
            return True
        found = len(self._network.component_of)
        for count, limit, what in (
            (found, self._rules.max_complexes, "complexes"),
            (self._reactions, self._rules.max_reactions, "reactions"),
        ):
            if count > limit:
                text = (
                    f"the limit of {limit} {what} was reached; {len(self._waiting)} resting "
                    "complexes were not paired up"
                )
                resting = self._network.resting or tuple(self._network.component_of)
                largest = max(resting, key=lambda s: (len(s[0]), s))
                polymer = growing(self._network.resting, largest)
                self._stop(Cut(text, polymer or (largest,)))
                return True
        return False

    def _drop(self, product: Structure) -> None:
        self._oversized += 1
        best = self._smallest_oversized
        if best is None or (len(product[0]), product) < (len(best[0]), best):
            self._smallest_oversized = product

    def _tell_oversized(self, smallest: Structure) -> None:
        text = (
            f"{self._oversized} reactions with a product of more than "
            f"{self._rules.max_complex_size} strands were dropped"
        )
        polymer = growing(self._network.resting, smallest)
        self._network.cuts.append(Cut(text, polymer or (smallest,)))
