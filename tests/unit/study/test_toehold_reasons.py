"""Why toeholds are as long as they are."""

from __future__ import annotations

import pytest

from ncrn_dsd.study.stages.toeholds import ToeholdTrial
from ncrn_dsd.study.toehold_reasons import why_so_long

TRIALS = (ToeholdTrial(4, 7200.0, None), ToeholdTrial(5, 600.0, None), ToeholdTrial(6, None, "no"))


@pytest.mark.parametrize(
    ("asked_nt", "trials", "says"),
    [
        ((), (), "toeholds of 5 nt: those of the scheme some_scheme"),
        ((5,), (), "toeholds of 5 nt: the design fixes it (toehold_lengths)"),
        ((4, 5, 6), (), "toeholds of 5 nt: the longest of 4 to 6 nt that come off, or else"),
        (
            (4, 5, 6),
            TRIALS,
            (
                "toeholds of 5 nt: with them a sample is shortest, of 4 to 6 nt "
                "(1 tau takes 2 h with 4 nt, 10 min with 5 nt, none with 6 nt)"
            ),
        ),
    ],
    ids=["of the scheme", "given", "at given levels", "by time"],
)
def test_who_chose_the_length_is_told_with_what_others_would_take(
    asked_nt: tuple[int, ...], trials: tuple[ToeholdTrial, ...], says: str
) -> None:
    assert why_so_long({5}, asked_nt, "some_scheme", trials).startswith(says)
