"""Words that change places between toeholds while that makes something better."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from ncrn_dsd.sequences.draws import Draws

Words = Mapping[str, str]
Change = tuple[str, str]
"""A toehold, and its new word or the toehold that it takes its word from."""
Cost = Callable[[Words], float]


def swap_words(
    words: Words,
    choices: Mapping[str, Sequence[str]],
    costs: Sequence[Cost],
    draws: Draws,
    pairs_tried: int,
) -> dict[str, str]:
    """Give toeholds other words, one or two at a time, until no change is found to be better.

    Parameters
    ----------
    words: by toehold.
    choices: words that each toehold could have; two toeholds exchange theirs where both could.
    costs: of which the first ones count before those that follow.
    pairs_tried: changes of two toeholds, at random, in all, where none of one is better.
    """
    chosen: dict[str, str] | None = dict(words)
    pairs = islice(_any_pairs(choices, draws), pairs_tried)
    while chosen is not None:
        words, known = chosen, [cost(chosen) for cost in costs]
        trials = chain(_single(chosen, choices), _changed(chosen, pairs, choices))
        better = (t for t in trials if _is_better(t, known, costs))
        chosen = next(better, None) if any(known) else None
    return dict(words)


def _single(words: Words, choices: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    for name, own in choices.items():
        for word in own:
            trial = _with_word(words, name, word, choices)
            if trial is not None:
                yield trial


def _any_pairs(choices: Mapping[str, Sequence[str]], draws: Draws) -> Iterator[list[Change]]:
    """Two toeholds with new words, without end: as often those of others as any."""
    names = [name for name, own in choices.items() if own]
    while names:
        pair = []
        for _ in range(2):
            name, other = (names[draws.number() % len(names)] for _ in range(2))
            word = choices[name][draws.number() % len(choices[name])]
            pair.append((name, other if draws.number() % 2 else word))
        yield pair


def _changed(
    words: Words, pairs: Iterable[list[Change]], choices: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, str]]:
    for pair in pairs:
        trial: dict[str, str] | None = dict(words)
        for name, new in pair:
            # Where it is the name of a toehold, the word that this one has now.
            word = words.get(new, new)
            if word not in choices[name]:
                trial = None
            trial = None if trial is None else _with_word(trial, name, word, choices)
        if trial is not None:
            yield trial


def _with_word(
    words: Words, name: str, word: str, choices: Mapping[str, Collection[str]]
) -> dict[str, str] | None:
    """The same words but for one toehold, and for the one that it takes its word from."""
    old = words[name]
    holder = next((other for other, its in words.items() if its == word), None)
    if holder is None:
        return {**words, name: word}
    if holder == name or old not in choices.get(holder, ()):
        return None
    return {**words, name: word, holder: old}


def _is_better(trial: Words, known: Sequence[float], costs: Sequence[Cost]) -> bool:
    """Costs are looked at one by one, since the later ones take longer."""
    for cost, before in zip(costs, known, strict=True):
        now = cost(trial)
        if now != before:
            return now < before
    return False
