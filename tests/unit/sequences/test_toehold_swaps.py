from collections.abc import Mapping

from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.toehold_swaps import swap_words

CHOICES = {"a": ["AA", "CC", "GG"], "b": ["AA", "CC"], "c": ["TT"]}
START = {"a": "AA", "b": "CC", "c": "TT"}


def test_words_change_places_and_only_where_both_toeholds_may_have_them() -> None:
    def c_before_a(words: Mapping[str, str]) -> float:
        return float(words["b"] != "AA") + float(words["c"] != "AA")

    found = swap_words(START, CHOICES, [c_before_a], Draws(1), 0)
    assert found == {"a": "CC", "b": "AA", "c": "TT"}
    assert START["a"] == "AA"


def test_the_first_cost_counts_before_the_second() -> None:
    found = swap_words(
        START,
        CHOICES,
        [lambda words: float(words["b"] == "AA"), lambda words: float(words["a"] != "CC")],
        Draws(1),
        0,
    )
    # "CC" for the one is "AA" for the other, which costs more.
    assert found == START


def test_two_words_change_together_where_one_alone_makes_nothing_better() -> None:
    choices = {"a": ["AA", "GG"], "b": ["CC", "TT"]}

    def unequal(words: Mapping[str, str]) -> float:
        return float((words["a"], words["b"]) != ("GG", "TT"))

    start = {"a": "AA", "b": "CC"}
    assert swap_words(start, choices, [unequal], Draws(1), 0) == start
    assert swap_words(start, choices, [unequal], Draws(1), 100) == {"a": "GG", "b": "TT"}
