"""Strands -> the same strands with fewer toehold sequences, and whether they do the same."""

from __future__ import annotations

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.toehold_sharing import share_toeholds
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.gate_rates import WITHIN_GROUP
from ncrn_dsd.ir.sharing import PoolSizes, SharedSystem
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.model.quantities import MOST_IN_POOL
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.stage import Work, stage


@stage("share toeholds")
def share_system(
    work: Work,
    system: DsdSystem,
    limits: EnumerationOptions,
    pool: ToeholdPoolSpec,
    sequences: SequenceSpec,
) -> SharedSystem:
    """The system with its toeholds mapped onto a pool.

    Parameters
    ----------
    sequences: what nucleotides should be like; they decide how many words there are, where the
        pool does not say.

    Raises
    ------
    TruncatedError: E011, the system itself is not enumerated within the limits.
    """
    why = ""
    if not pool.is_given:
        pool, why = as_many_as_fit(system, sequences)
    return share_toeholds(system, limits, pool, work.report, why=why)


@stage("pool sizes")
def sizes_to_try(work: Work, system: DsdSystem, sequences: SequenceSpec) -> PoolSizes:
    """How many sequences toeholds might share so that rates are equal.

    As many as there are words for, and as many as there are of nearly one energy over each choice
    of letters. Where toeholds have several lengths, nothing is tried.
    """
    # Searching the pool of toeholds loads compiled kernels.
    from ncrn_dsd.sequences.alphabets import equal_words, letters_tried
    from ncrn_dsd.sequences.options import SearchOptions

    del work
    pool, _ = as_many_as_fit(system, sequences)
    toeholds = [d for d in system.domains if d.is_toehold]
    if pool.sequences is None:
        return PoolSizes((), "")
    length_nt = toeholds[0].length_nt
    letters = dict.fromkeys(letters for _, letters in letters_tried(sequences))
    equal = {a: equal_words(length_nt, a, SearchOptions.of(sequences)) for a in letters}
    most = min(pool.sequences, len(toeholds))
    numbers = {most, *(number for number in equal.values() if number < most)}
    counted = " and ".join(f"{number} over {letters}" for letters, number in equal.items())
    return PoolSizes(
        tuple(sorted(numbers, reverse=True)),
        f"words of {length_nt} nt that keep apart and bind within {WITHIN_GROUP:g} times are "
        f"{counted}",
    )


def as_many_as_fit(system: DsdSystem, sequences: SequenceSpec) -> tuple[ToeholdPoolSpec, str]:
    """A pool of as many sequences as there are words for, as far as a pool may go, and why.

    The more there are, the fewer strands occupy toeholds where nothing comes of it. Where toeholds
    have several lengths, nothing is chosen.
    """
    # Searching the pool of toeholds loads compiled kernels.
    from ncrn_dsd.sequences.options import SearchOptions
    from ncrn_dsd.sequences.toehold_pool import toehold_room

    lengths_nt = {d.length_nt for d in system.domains if d.is_toehold}
    if len(lengths_nt) != 1:
        return ToeholdPoolSpec(), ""
    (length_nt,) = lengths_nt
    options = SearchOptions.of(sequences)
    toeholds = sum(d.is_toehold for d in system.domains)
    room = {letters: toehold_room(length_nt, letters, options) for letters in sequences.alphabets}
    # The first letters with words for all, or else those with most.
    enough = min(toeholds, MOST_IN_POOL)
    letters = next((a for a in room if room[a] >= enough), max(room, key=lambda a: room[a]))
    words = room[letters]
    count = max(1, min(words, MOST_IN_POOL))
    chosen = "as many as there are words for"
    if count != words:
        chosen = f"{count}, the {'most' if words > count else 'least'} that a pool may have"
    why = (
        f"{chosen}: {words} words of {length_nt} nt over "
        f"{', '.join(letters)} lie within {sequences.toehold_window_kcal:g} kcal/mol of "
        f"their median and clash by at most {sequences.toehold_clash:g}"
    )
    return ToeholdPoolSpec(sequences=count), why
