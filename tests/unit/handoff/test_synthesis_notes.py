from collections.abc import Callable

import pytest

from ncrn_dsd.handoff.synthesis import scale_for, synthesis_notes
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment, StrandOrder


def of_sequences(*sequences: str) -> LabPackage:
    """Thirty harmless strands and these, so that the plate itself needs no note."""
    harmless = ("ACTCATACCATCATC",) * 30
    strands = tuple(
        StrandOrder(f"n{i}", "fuel", (f"d{i}",), sequence, (f"g{i}",))
        for i, sequence in enumerate((*sequences, *harmless))
    )
    return LabPackage(SequenceAssignment((), 1, 0), strands)


def repeated(length_nt: int) -> str:
    return ("ACTCATACC" * 30)[:length_nt]


@pytest.mark.parametrize(
    ("length_nt", "code"),
    [
        (4, None),
        (5, "250nm"),
        (10, "100nm"),
        (15, "25nm"),
        (60, "25nm"),
        (61, "100nm"),
        (90, "100nm"),
        (91, "250nm"),
        (101, "Ultramer"),
        (200, "Ultramer"),
        (201, None),
    ],
)
def test_cheapest_scale(length_nt: int, code: str | None) -> None:
    scale = scale_for(length_nt)
    assert (scale.code if scale else None) == code


def test_harmless_strands_need_no_note() -> None:
    assert synthesis_notes(of_sequences(repeated(60))) == ()


def test_long_strands_are_named_with_scale_and_purification() -> None:
    notes = synthesis_notes(of_sequences(repeated(61), repeated(95), repeated(201)))
    assert len(notes) == 5
    assert "order them at 100nm (10 to 90 nt) (n0)" in notes[0]
    assert "order them at 250nm (5 to 100 nt) (n1)" in notes[1]
    assert "no scale" in notes[2]
    assert "(n2)" in notes[2]
    assert "PAGE purification is advised (n0)" in notes[3]
    assert "Ultramer (n1, n2)" in notes[4]


@pytest.mark.parametrize("run", ["GGGG", "CCCC", "AAAAA", "TTTTT"])
def test_runs_are_named(run: str) -> None:
    (note,) = synthesis_notes(of_sequences(f"ACTCACTAC{run}CATCA"))
    assert note.startswith(f"1 of 31 strands hold {run}")


def test_many_names_are_cut_short(wide_package: Callable[[int], LabPackage]) -> None:
    (note,) = synthesis_notes(wide_package(40))[:1]
    assert note.startswith("40 of 40 strands")
    assert note.endswith("(S0, S1, S2, S3, S4, S5, S6, S7 and 32 more).")


def test_a_small_plate_is_noted(package: LabPackage) -> None:
    assert any("7 strands fill less than" in note for note in synthesis_notes(package))
