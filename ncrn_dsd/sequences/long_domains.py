"""Nucleotides for one long domain: depth-first search, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.junctions import Junctions
from ncrn_dsd.sequences.nucleotides import (
    LONGEST_RUN_NT,
    STRONG,
    is_palindrome,
    trailing_run_nt,
)
from ncrn_dsd.sequences.run_index import RunIndex

STRONG_FRACTION = (0.3, 0.7)
"""Smallest and largest share of C and G: equal shares make equal branch migration rates."""

STEPS_PER_DOMAIN = 4000
"""Prefixes looked at before a domain is given up; without crowding about 30 are needed."""


@dataclass(frozen=True, slots=True)
class LongDomainRules:
    """What a long domain must obey on its own.

    Parameters
    ----------
    strong_min, strong_max: number of C and G together.
    """

    length_nt: int
    alphabet: str
    strong_min: int
    strong_max: int

    @classmethod
    def for_length(cls, length_nt: int, alphabet: str) -> LongDomainRules:
        low, high = STRONG_FRACTION
        # The small term undoes the rounding of products such as 0.7 * 10.
        strong_min, strong_max = ceil(low * length_nt - 1e-9), floor(high * length_nt + 1e-9)
        return cls(length_nt, "".join(sorted(alphabet)), strong_min, strong_max)

    def allow(self, prefix: str, junctions: Junctions) -> bool:
        """Whether `prefix` can be the beginning of such a domain, seen on its own."""
        run = trailing_run_nt(prefix)
        letter = prefix[-1]
        outside = junctions.before[letter] if run == len(prefix) else 0
        outside += junctions.after[letter] if len(prefix) == self.length_nt else 0
        if run + outside > LONGEST_RUN_NT[letter]:
            return False
        strong = sum(letter in STRONG for letter in prefix)
        return strong <= self.strong_max and (
            strong + self.length_nt - len(prefix) >= self.strong_min
        )


def choose_long_domain(
    rules: LongDomainRules, index: RunIndex, junctions: Junctions, draws: Draws
) -> str | None:
    """A sequence that obeys `rules` and whose words are all free in `index`.

    None when there is none or `STEPS_PER_DOMAIN` prefixes did not lead to one; the index is left
    as it was.
    """
    pending = draws.order(rules.alphabet)
    for _ in range(STEPS_PER_DOMAIN):
        if not pending:
            return None
        prefix = pending.pop()
        if not rules.allow(prefix, junctions) or not index.last_word_is_free(prefix):
            continue
        if len(prefix) < rules.length_nt:
            pending.extend(prefix + letter for letter in draws.order(rules.alphabet))
        elif index.admits(prefix) and not is_palindrome(prefix):
            return prefix
    return None
