"""Limits and switches of an enumeration."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.model.rates import USUAL_CONDITIONS, Conditions

PEPPERCORN_1_1 = "peppercorn-1.1"


class Engine(Enum):
    """Who enumerates."""

    OWN = "own"
    PEPPERCORN = "peppercorn"


@dataclass(frozen=True, slots=True)
class EnumerationOptions:
    """What bounds an enumeration.

    Parameters
    ----------
    max_complex_size: strands in one complex.
    max_complexes, max_reactions: sizes of one detailed network (one gate module).
    release_cutoff_11_nt, release_cutoff_1n_nt: longest helix that opens spontaneously when the
        complex stays in one piece, or falls into several; 0 for no such limit.
    k_slow_per_s, k_fast_per_s: a unimolecular reaction slower than both is dropped, between
        them it is slow like an association, above both it is fast. With the default 0 every
        one is fast. A `k_slow_per_s` above 0 raises the release cutoffs so far that the rate
        alone decides.
    reject_remote: leave out branch migration that does not start next to a bound toehold.
    max_helix: a step goes on along the strands as far as it can, and counts as one reaction.
    leak_per_M_s: rate constant of displacement without a toehold between two complexes; 0 for
        none. Such reactions are a class of their own.
    leak_order: leaks that it takes together, at most, to come to what is found: 0 for leaks of what
        is designed alone, whose products react no further; 1 also for what these do next by
        toeholds; 2 also for leaks of these
        products, and for what two of them do.
    keep_encounters: keep bindings of two complexes without a common long domain that can only
        fall apart again. They change no condensed reaction, but their number grows with the
        square of the system when a toehold is universal; toehold occlusion is made of them.
    merge_histories: take released forms of a signal for the signal itself, and check that they
        do the same; the network then grows with the fan of a signal and not with its square.
    compatibility: None, or "peppercorn-1.1" to repeat known rate errors of that program.
    engine: our own, or Peppercorn in worker processes as the reference.
    conditions: the buffer and its temperature, on which it depends how fast helices open.

    Raises
    ------
    EnumerationError: E012, the options contradict each other.
    """

    max_complex_size: int = 10
    max_complexes: int = 10_000
    max_reactions: int = 50_000
    release_cutoff_11_nt: int = 7
    release_cutoff_1n_nt: int = 7
    k_slow_per_s: float = 0.0
    k_fast_per_s: float = 0.0
    reject_remote: bool = False
    max_helix: bool = True
    leak_per_M_s: float = 0.0
    leak_order: int = 1
    keep_encounters: bool = False
    merge_histories: bool = False
    compatibility: str | None = None
    engine: Engine = Engine.OWN
    conditions: Conditions = USUAL_CONDITIONS

    def __post_init__(self) -> None:
        sizes = (self.max_complex_size, self.max_complexes, self.max_reactions)
        cutoffs = (self.release_cutoff_11_nt, self.release_cutoff_1n_nt)
        if min(sizes) < 1 or min(self.leak_order, *cutoffs) < 0:
            raise _refusal(
                "a limit is below one, or a release cutoff or the order of leaks is negative",
                "give limits of one or more, and cutoffs and an order of zero or more",
            )
        rates = (self.k_slow_per_s, self.k_fast_per_s, self.leak_per_M_s)
        if not all(math.isfinite(k) and k >= 0 for k in rates):
            raise _refusal("a rate is negative or not finite", "give rates of zero or more")
        if 0 < self.k_fast_per_s < self.k_slow_per_s:
            raise _refusal(
                f"k-slow {self.k_slow_per_s:g}/s is above k-fast {self.k_fast_per_s:g}/s",
                "choose k-slow at or below k-fast",
            )
        if self.compatibility not in {None, PEPPERCORN_1_1}:
            raise _refusal(
                f"the compatibility '{self.compatibility}' is unknown",
                f'use "{PEPPERCORN_1_1}", or leave it out',
            )
        if self.merge_histories and self.leak_per_M_s > 0:
            raise _refusal(
                "leaks tell the forms of a signal apart", "leave out the leak or the merging"
            )
        if self.engine is Engine.PEPPERCORN:
            self._check_for_peppercorn()

    def _check_for_peppercorn(self) -> None:
        if self.leak_per_M_s > 0:
            raise _refusal("Peppercorn knows no leak reactions", "use the engine 'own' for them")
        if self.merge_histories:
            raise _refusal(
                "Peppercorn keeps all forms of a signal apart", "use the engine 'own' to merge them"
            )
        if self.conditions != USUAL_CONDITIONS:
            raise _refusal(
                "Peppercorn's rates are those of 25 C and 12.5 mM Mg2+",
                "leave out the conditions, or use the engine 'own'",
            )
        if self.compatibility is not None:
            raise _refusal(
                "compatibility is for our own engine", "leave it out, or use the engine 'own'"
            )
        if self.k_slow_per_s > 0 and self.release_cutoff_11_nt != self.release_cutoff_1n_nt:
            raise _refusal(
                "Peppercorn takes no k-slow beside two different release cutoffs",
                "give one release cutoff, or use the engine 'own'",
            )


def _refusal(what: str, hint: str) -> EnumerationError:
    return EnumerationError("E012", "the enumeration options", what, hint)
