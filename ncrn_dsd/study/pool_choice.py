"""How many sequences toeholds share, where rates are to be equal and no number is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.ir.sharing import PoolSizes, SharedSystem
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.word_ranking import figures_of, is_as_aimed, rank_of


@dataclass(frozen=True, slots=True)
class TriedPool:
    """A system on a pool of one size, with the words that its toeholds would have.

    Parameters
    ----------
    words: None where `refusal` says why there are none.
    """

    shared: SharedSystem
    words: ToeholdWords | None
    refusal: str = ""


def choose_pool(
    sizes: PoolSizes, try_pool: Callable[[int], TriedPool], spec: SequenceSpec
) -> SharedSystem:
    """The system on the best of some pools, with what is known of each of them.

    Larger pools are tried first, as in them fewer strands meet that have nothing to do with each
    other, until K, k and occupancy are as is aimed at. If none is, the best is that whose reactions
    stay the same, and then the first by what the search for words minimises.
    """
    tried: list[TriedPool] = []
    for number in sizes.numbers:
        # A chain of reactants that exchange keeps a word of its own.
        if tried and number <= tried[0].shared.sharing.first:
            break
        tried.append(try_pool(number))
        words = tried[-1].words
        if _stays(tried[-1]) and words is not None and is_as_aimed(words, spec):
            break

    def rank(one: TriedPool) -> tuple[bool, bool, tuple[float, ...]]:
        found = () if one.words is None else rank_of(one.words, spec)
        return not _stays(one), one.words is None, found

    best = min(tried, key=rank)
    sharing = replace(
        best.shared.sharing,
        why=_why(best, tried, sizes),
        tried=tuple(map(_told, tried)),
    )
    return replace(best.shared, sharing=sharing)


def _stays(one: TriedPool) -> bool:
    return one.shared.sharing.verdict is Verdict.PROVED


def _why(best: TriedPool, tried: Sequence[TriedPool], sizes: PoolSizes) -> str:
    sharing = best.shared.sharing
    rule = "the largest number that was tried"
    if len(tried) > 1:
        rule = (
            "of the numbers that were tried that with which reactions stay the same, then K is "
            "most equal, then k, then toeholds are least occupied, the largest of equals"
        )
        if not _stays(best):
            rule += "; that reactions stay the same is shown for none"
    return (
        f"{len(sharing.pool)}, chosen by the program, one for each of {sharing.first} chains of "
        f"reactants that exchange and {sharing.second} for all others: {rule}; {sizes.why}"
    )


def _told(one: TriedPool) -> str:
    sharing = one.shared.sharing
    figures = one.refusal if one.words is None else figures_of(one.words)
    return (
        f"{sharing.first} + {sharing.second} words: same reactions {sharing.verdict.value} "
        f"({sharing.reactions_before}, {sharing.reactions_after}); {figures}"
    )
