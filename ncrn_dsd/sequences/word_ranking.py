"""Words of toeholds beside what they are aimed at: which are better, which will do, and why these.

K of exchanges comes first, then k, then what has the complement of a toehold at its levels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.gate_rates import WITHIN_GROUP
from ncrn_dsd.ir.open_toeholds import LARGEST_RATIO
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.unneeded import INSIDE_BP

OWN_SHARE = 0.8
"""Part of `LARGEST_RATIO` that own complements may take; the rest is for everything else."""

PACE_DECADES = 0.1
"""Steps in which rates are compared, below those that `WITHIN_GROUP` allows."""

RATE_DECADES = 0.02
"""The same where toeholds have exchanged their words."""

WIDENINGS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 30.0)
"""Windows tried in turn, as multiples of the one that `WITHIN_GROUP` allows."""


@dataclass(frozen=True, slots=True)
class TriedLetters:
    """Words over some letters of domains and of toeholds, or why there are none."""

    domains: str
    toeholds: str
    found: tuple[ToeholdWords, ...]
    refusal: SequenceError | None

    def best(self, spec: SequenceSpec) -> ToeholdWords:
        """The first of those that rank highest."""
        return min(self.found, key=lambda words: rank_of(words, spec))

    @property
    def letters(self) -> str:
        """In words."""
        if self.domains == self.toeholds:
            return f"{self.domains} for all domains"
        return f"{self.domains} for long domains and {self.toeholds} for toeholds"


def is_as_aimed(words: ToeholdWords, spec: SequenceSpec) -> bool:
    """K, k and what has their complement are as is aimed at, as far as levels are known."""
    apart = words.rates_apart
    # Where alike toeholds are alike in k, others may bind as strongly as they like.
    looked_at = words.widenings[:1] if spec.short_duplexes and apart else words.widenings
    is_equal = max(looked_at) <= WIDENINGS[0] and (apart is None or apart <= WITHIN_GROUP)
    return is_equal and not excess_of(words.occupancy)


def is_enough(words: ToeholdWords, spec: SequenceSpec) -> bool:
    """As wanted, or with equal K, since more letters would close toeholds for the sake of k."""
    known = words.rates_apart is not None and words.widenings[0] <= WIDENINGS[0]
    return (known and not excess_of(words.occupancy)) or is_as_aimed(words, spec)


def rank_of(words: ToeholdWords, spec: SequenceSpec) -> tuple[float, ...]:
    """K comes first, then k, then occupancy; without levels, as equal as within groups."""
    exchanging, others = words.widenings
    if words.rates_apart is None:
        return (exchanging, others)
    apart = max(0.0, math.log10(words.rates_apart / WITHIN_GROUP))
    steps = math.ceil(apart / (RATE_DECADES if spec.short_duplexes else PACE_DECADES))
    folds = words.folds if spec.short_duplexes else 0
    return (exchanging, steps, excess_of(words.occupancy), folds, others)


def excess_of(occupancy: float | None) -> float:
    """By how many decades own complements occupy a toehold too much, in steps of a tenth."""
    if occupancy is None or occupancy <= OWN_SHARE * LARGEST_RATIO:
        return 0.0
    return math.ceil(10 * math.log10(occupancy / (OWN_SHARE * LARGEST_RATIO))) / 10


def reasons_of(
    best: ToeholdWords, tried: Sequence[TriedLetters], spec: SequenceSpec
) -> Iterator[str]:
    """Why toeholds have these words, as sentences."""
    yield from (_of_all_letters if spec.alphabet is None else _of_given)(best, tried, spec)
    exchanging, others_too = (WITHIN_GROUP**widening for widening in best.widenings)
    yield (
        f"predicted K of one group is within {exchanging:.3g} times, and the binding of toeholds "
        f"that do not exchange within {others_too:.3g} times (aim: {WITHIN_GROUP:g})"
    )
    if best.rates_apart is not None:
        yield (
            f"predicted k of gates that should be alike is within {best.rates_apart:.3g} times "
            f"(aim: {WITHIN_GROUP:g})"
        )
    if best.folds:
        yield (
            f"toeholds fold strands with each other in {best.folds} places, by more than "
            f"{INSIDE_BP} bp"
        )
    if best.occupancy is not None:
        yield (
            f"what has its complement occupies an open toehold by a Σ K c of at most "
            f"{best.occupancy:.2g} at the levels of the design (aim: {LARGEST_RATIO:g}, with all "
            "else that binds)"
        )
    if exchanging > WITHIN_GROUP + 1e-9:
        yield (
            "more equal words for each: longer toeholds (toehold_lengths) or fewer of them "
            "(toehold_pool)"
        )


def _of_given(
    best: ToeholdWords, tried: Sequence[TriedLetters], spec: SequenceSpec
) -> Iterator[str]:
    """Why toeholds have other letters than those that the design gives, or these."""
    for one in tried:
        if one.toeholds == best.alphabet:
            fixed = "the design fixes them" if spec.toehold_alphabet else "chosen by the program"
            yield f"{len(best.words)} toeholds of the letters {best.alphabet}: {fixed}"
            return
        if one.refusal is not None and not one.found:
            yield f"not of {one.toeholds} alone: {one.refusal.what}"
            continue
        other = one.best(spec)
        what = f"K would be up to {WITHIN_GROUP ** other.widenings[0]:.2g} times apart"
        if other.rates_apart is not None:
            what += f", k up to {other.rates_apart:.2g} times"
        yield f"not of {one.toeholds} alone: {what}"


def _of_all_letters(
    best: ToeholdWords, tried: Sequence[TriedLetters], spec: SequenceSpec
) -> Iterator[str]:
    """The choice among all letters, with the figures of each that was tried."""
    chosen = next(one for one in tried if any(words is best for words in one.found))
    # What occupies toeholds is known where their levels are.
    equal = "K is equal" if best.occupancy is None else "K is equal and toeholds let go"
    rule = (
        f"the fewest with which {equal}, since toeholds with G pair with the C of other domains"
        if is_enough(best, spec)
        else f"with none of them {equal}; with these K is most equal, then k"
    )
    yield f"{chosen.letters}, chosen by the program: {rule}"
    for one in tried:
        if one.found:
            yield f"{one.letters}: {figures_of(one.best(spec))}"
        elif one.refusal is not None:
            yield f"{one.letters}: {one.refusal.what}"


def figures_of(words: ToeholdWords) -> str:
    """What the search minimises, in the order in which it does."""
    figures = [f"K within {WITHIN_GROUP ** words.widenings[0]:.3g} times"]
    if words.rates_apart is not None:
        figures.append(f"k within {words.rates_apart:.3g} times")
    if words.occupancy is not None:
        figures.append(f"Σ K c of own complements at most {words.occupancy:.2g}")
    return ", ".join([*figures, f"strands folded by toeholds in {words.folds} places"])
