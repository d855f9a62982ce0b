"""Letters of domains that no design fixes are the program's."""

from __future__ import annotations

import pytest

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.sequences import ALPHABETS, KeptSequence, SequenceSpec
from ncrn_dsd.sequences.alphabets import letters_with_room

FREE = SequenceSpec(seed=1, max_shared_run=7)


def with_toeholds(count: int, branches: int = 4) -> DsdSystem:
    lengths = {f"t{i}": 5 for i in range(count)} | {f"d{i}": 15 for i in range(branches)}
    domains = tuple(Domain(name, length_nt) for name, length_nt in lengths.items())
    strands = [(f"d{i % branches}", f"t{i}") for i in range(count)]
    signals = tuple(Signal(f"X{i}", Complex((s,), ".."), None) for i, s in enumerate(strands))
    return DsdSystem("test", domains, signals, (), ())


@pytest.mark.parametrize(
    ("toeholds", "letters"),
    [(24, "ACT"), (25, "ACGT"), (60, "ACGT")],
    ids=["all fit", "all fit over four letters", "most fit over four letters"],
)
def test_the_fewest_letters_over_which_toeholds_keep_apart_are_taken(
    toeholds: int, letters: str
) -> None:
    chosen = letters_with_room(with_toeholds(toeholds), FREE)
    assert chosen.domains == letters
    assert f"ACT: 24 words of 5 nt keep apart, for {toeholds} toeholds" in chosen.why
    # What was not needed was not tried.
    assert ("ACGT: 35 words" in chosen.why) == (letters == "ACGT")


@pytest.mark.parametrize(
    ("rule", "says"),
    [({"clamp_5": "G"}, "which no letter of ACT is"), ({"max_shared_run": 4}, "ACT has only 243")],
)
def test_letters_that_no_sequence_could_have_are_passed_over(
    rule: dict[str, object], says: str
) -> None:
    system = with_toeholds(8, branches=24)
    chosen = letters_with_room(system, changed(FREE, **rule))
    assert chosen.domains == "ACGT"
    assert says in chosen.why


def test_letters_that_are_given_stay() -> None:
    given = changed(FREE, alphabet="AGT")
    assert given.alphabets == ("AGT",)
    assert letters_with_room(with_toeholds(60), given).domains == given.letters == "AGT"
    assert FREE.alphabets == ALPHABETS
    assert FREE.letters == ALPHABETS[0]


def test_sequences_of_another_system_are_refused_whatever_the_letters() -> None:
    spec = FREE.model_copy(update={"kept_sequences": (KeptSequence("t0", "ACTCAA"),)})
    with pytest.raises(SequenceError, match="Q006"):
        letters_with_room(with_toeholds(4), spec)
