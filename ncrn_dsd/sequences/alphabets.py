"""Letters of domains: whether they leave room for a system, and which do where none are given."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import Domain, DsdSystem
from ncrn_dsd.ir.gate_rates import WITHIN_GROUP
from ncrn_dsd.ir.toehold_words import ChosenLetters
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.fixed import given_sequences
from ncrn_dsd.sequences.nucleotides import LETTERS
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.toehold_pool import toehold_room


def check_room(spec: SequenceSpec, missing: Iterable[Domain]) -> None:
    """Refuse what counting alone shows to be impossible: each word occurs at most once.

    Parameters
    ----------
    missing: domains that have no nucleotides yet.

    Raises
    ------
    SequenceError: Q004, long domains need more words than there are.
    """
    domains = list(missing)
    needed = sum(max(0, domain.length_nt - spec.max_shared_run) for domain in domains)
    word_nt = spec.max_shared_run + 1
    there = len(spec.letters) ** word_nt
    if needed > there:
        raise SequenceError(
            "Q004",
            "long domains",
            f"{len(domains)} long domains need {needed} different words of {word_nt} nt but "
            f"{spec.letters} has only {there} (max_shared_run = {spec.max_shared_run})",
            f"raise max_shared_run to {word_nt}, or give the alphabet more letters",
        )


def long_domains_to_find(system: DsdSystem, spec: SequenceSpec) -> list[Domain]:
    """Long domains that a design brings no sequences for.

    Raises
    ------
    SequenceError: Q006, the sequences that it brings are not of this system.
    """
    kept = given_sequences(system, spec.kept_sequences)
    return [d for d in system.without_clamps().domains if not d.is_toehold and d.name not in kept]


def letters_with_room(system: DsdSystem, spec: SequenceSpec) -> ChosenLetters:
    """Letters of domains, and why these.

    The first over which all toeholds keep apart are taken, or else those over which most do, of
    those that all rules allow and that have words for all long domains.

    Raises
    ------
    SequenceError: Q006, the sequences that a design brings are not of this system.
    """
    if spec.alphabet is not None:
        return ChosenLetters(spec.alphabet, "the design fixes them")
    needed = Counter(d.length_nt for d in system.domains if d.is_toehold)
    options, missing = SearchOptions.of(spec), long_domains_to_find(system, spec)
    short: dict[str, int] = {}
    said: list[str] = []
    for letters in spec.alphabets:
        try:
            options.check(letters)
            check_room(spec.over(letters), missing)
        except SequenceError as problem:
            said.append(f"{letters}: {problem.what}")
            continue
        room = {nt: toehold_room(nt, letters, options) for nt in needed}
        short[letters] = sum(max(0, count - room[nt]) for nt, count in needed.items())
        counted = " and ".join(
            f"{room[nt]} words of {nt} nt keep apart, for {count} toeholds"
            for nt, count in sorted(needed.items())
        )
        said.append(f"{letters}: {counted or 'no toeholds'}")
        if not short[letters]:
            break
    chosen = min(short, key=lambda letters: short[letters], default=spec.letters)
    return ChosenLetters(chosen, f"chosen by the program; {'; '.join(said)}")


def alphabets_of(spec: SequenceSpec) -> tuple[str, ...]:
    """Letters that toeholds are tried with: those that the design fixes, or its own and then all.

    Strands without G hardly fold on themselves, so that a fourth letter is the second choice.
    """
    if spec.toehold_alphabet is not None:
        return (spec.toehold_alphabet,)
    return tuple(dict.fromkeys((spec.letters, LETTERS)))


def equal_words(length_nt: int, alphabet: str, options: SearchOptions) -> int:
    """How many words keep apart and bind within `WITHIN_GROUP`, whatever stands beside them."""
    half_kcal = thermal_kcal(options.temperature_C) * math.log(WITHIN_GROUP) / 2
    return toehold_room(length_nt, alphabet, replace(options, toehold_window_kcal=half_kcal))


def letters_tried(spec: SequenceSpec) -> Iterator[tuple[str, str]]:
    """Letters of domains and of toeholds that are tried together, the fewest first."""
    for domains in spec.alphabets:
        for toeholds in alphabets_of(spec.over(domains)):
            yield domains, toeholds
