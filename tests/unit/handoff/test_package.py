import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.orders.naming import StrandNamer, position_letters
from ncrn_dsd.handoff.orders.plates import PLATE_MINIMUM, WELLS, fill_plates, plate_sizes, tubes_of
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment


def test_strands_are_named_by_the_complex_that_uses_them_first(
    package: LabPackage, system: DsdSystem
) -> None:
    assert [(s.name, s.role, s.used_in) for s in package.strands] == [
        ("X1", "signal", ("X1",)),
        ("x1.2", "signal", ("x1",)),
        ("g3_1-a", "fuel", ("g3_1",)),
        ("g3_1-b", "fuel", ("g3_1", "g3_2")),
        ("g3_1-c", "fuel", ("g3_1",)),
        ("aux", "fuel", ("aux",)),
        ("g3_2-b", "fuel", ("g3_2",)),
    ]
    assert [s.domains for s in package.strands] == list(system.distinct_strands)
    check_package(package)


def test_sequences_of_plain_and_starred_strands(package: LabPackage) -> None:
    strands = {s.name: s for s in package.strands}
    assert strands["X1"].sequence == "ACTCACATCACTTACCAATCCTTAC"
    assert strands["g3_1-a"].sequence == "TTAGAATGTGTAGGATGAGT"
    assert strands["g3_1-a"].length_nt == 20


def test_missing_domain_sequence_is_refused(
    package: LabPackage, sequences: SequenceAssignment, system: DsdSystem
) -> None:
    part = SequenceAssignment(sequences.domains[:-1], 1, 4)
    with pytest.raises(HandoffError, match="domain t3") as caught:
        build_package(system, part)
    assert caught.value.code == "H001"


@given(
    st.lists(st.tuples(st.text(max_size=45), st.integers(0, 40), st.integers(1, 3)), max_size=40)
)
def test_any_text_becomes_a_vendor_name_unique_ignoring_case(
    owners: list[tuple[str, int, int]],
) -> None:
    namer = StrandNamer()
    names = [namer.name(*owner) for owner in owners]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,29}", name) for name in names)


def test_formulas_do_not_survive_in_names() -> None:
    assert StrandNamer().name("=1+2", 0, 1) == "s_1_2"
    assert StrandNamer().name("@SUM(A1)", 1, 2) == "s_SUM_A1_-b"


def test_position_letters() -> None:
    assert [position_letters(i) for i in (0, 1, 25, 26, 27, 701, 702)] == [
        "a", "b", "z", "aa", "ab", "zz", "aaa",
    ]  # fmt: skip


def test_wells_run_along_the_rows_without_zeros() -> None:
    assert len(WELLS) == 96
    assert WELLS[:3] == ("A1", "A2", "A3")
    assert WELLS[11:13] == ("A12", "B1")
    assert WELLS[-1] == "H12"


@pytest.mark.parametrize(
    ("strands", "sizes"),
    [
        (0, ()),
        (1, ()),
        (23, ()),
        (24, (24,)),
        (96, (96,)),
        (97, (73, 24)),
        (119, (95, 24)),
        (120, (96, 24)),
        (192, (96, 96)),
        (200, (96, 80, 24)),
    ],
)
def test_plate_sizes(strands: int, sizes: tuple[int, ...]) -> None:
    assert plate_sizes(strands, PLATE_MINIMUM) == sizes


@given(st.integers(97, 5000))
def test_no_plate_of_several_is_below_the_minimum(strands: int) -> None:
    sizes = plate_sizes(strands, PLATE_MINIMUM)
    assert sum(sizes) == strands
    assert all(PLATE_MINIMUM <= size <= 96 for size in sizes)


def test_strands_that_fill_no_plate_come_in_tubes(
    wide_package: Callable[[int], LabPackage],
) -> None:
    few, many = wide_package(PLATE_MINIMUM - 1), wide_package(PLATE_MINIMUM)
    assert (fill_plates(few, PLATE_MINIMUM), tubes_of(few, PLATE_MINIMUM)) == ((), few.strands)
    (plate,) = fill_plates(many, PLATE_MINIMUM)
    assert tuple(s for _, s in plate.wells) == many.strands
    assert tubes_of(many, PLATE_MINIMUM) == ()


def test_plates_hold_every_strand_once_in_order(wide_package: Callable[[int], LabPackage]) -> None:
    package = wide_package(200)
    plates = fill_plates(package, PLATE_MINIMUM)
    assert [plate.name for plate in plates] == ["plate1", "plate2", "plate3"]
    assert tuple(s for plate in plates for _, s in plate.wells) == package.strands
    assert [well for well, _ in plates[2].wells] == list(WELLS[:24])
