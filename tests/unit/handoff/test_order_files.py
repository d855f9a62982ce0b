import csv
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff import (
    check_round_trip,
    read_order,
    write_domains_csv,
    write_order_plates,
    write_package,
    write_strands_csv,
)
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment, StrandOrder


def edit(path: Path, change: Callable[[Worksheet], object]) -> None:
    """Change the first sheet the way a person with a spreadsheet would."""
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def test_order_has_the_layout_of_the_plate_upload(
    tmp_path: Path, wide_package: Callable[[int], LabPackage]
) -> None:
    package = wide_package(100)
    book = load_workbook(write_order_plates(package, tmp_path))
    assert book.sheetnames == ["plate1", "plate2"]
    rows = list(book["plate1"].iter_rows(values_only=True))
    assert rows[0] == ("Well Position", "Name", "Sequence")
    assert rows[1] == ("A1", "S0", package.strands[0].sequence)
    assert rows[13] == ("B1", "S12", package.strands[12].sequence)
    assert [sheet.max_row - 1 for sheet in book.worksheets] == [76, 24]


def test_order_reads_back_as_the_package(
    tmp_path: Path, wide_package: Callable[[int], LabPackage]
) -> None:
    package = wide_package(230)
    path = write_order_plates(package, tmp_path)
    assert read_order(path) == tuple((s.name, s.sequence) for s in package.strands)
    check_round_trip(package, path)


def test_equal_packages_give_equal_bytes(tmp_path: Path, package: LabPackage) -> None:
    first = write_package(package, tmp_path / "one")
    time.sleep(2.1)  # zip entries have a resolution of two seconds, core.xml one of one second
    second = write_package(package, tmp_path / "two")
    assert [path.name for path in first] == ["domains.csv", "strands.csv", "order_plates.xlsx"]
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_no_clock_and_no_temporary_file_is_left(tmp_path: Path, package: LabPackage) -> None:
    path = write_order_plates(package, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["order_plates.xlsx"]


def flip_base(sheet: Worksheet) -> None:
    sequence = str(sheet["C3"].value)
    sheet["C3"].value = ("A" if sequence[0] != "A" else "C") + sequence[1:]


def swap_names(sheet: Worksheet) -> None:
    sheet["B2"].value, sheet["B3"].value = sheet["B3"].value, sheet["B2"].value


@pytest.mark.parametrize(
    ("change", "code", "what"),
    [
        (flip_base, "H009", "strand 'x1.2' has another sequence"),
        (swap_names, "H009", "has another sequence"),
        (lambda sheet: sheet.delete_rows(3), "H009", "strand 'x1.2' is missing"),
        (lambda sheet: sheet.append(("B1", "new", "ACGT")), "H009", "strand 'new' is in the file"),
        (lambda sheet: sheet.append(("B1", "X1", sheet["C2"].value)), "H009", "there twice"),
        (lambda sheet: sheet.append(("A1", "new", "ACGT")), "H006", "'A1' is not a free well"),
        (lambda sheet: sheet.append(("A01", "new", "ACGT")), "H006", "not a free well"),
        (lambda sheet: sheet.__setitem__("B2", "=X1"), "H006", "cell B2 is a formula"),
        (lambda sheet: sheet.__setitem__("B2", 7), "H006", "not a text"),
        (lambda sheet: sheet.__setitem__("C2", "ACGU"), "H006", "letters ACGT"),
        (lambda sheet: sheet.__setitem__("B1", "name"), "H006", "the header is"),
        (lambda sheet: sheet.__setitem__("D1", "Scale"), "H006", "the header is"),
    ],
)
def test_tampering_trips_the_named_check(
    tmp_path: Path, change: Callable[[Worksheet], object], code: str, what: str, package: LabPackage
) -> None:
    path = write_order_plates(package, tmp_path)
    edit(path, change)
    with pytest.raises(HandoffError, match=what) as caught:
        check_round_trip(package, path)
    assert caught.value.code == code


def test_swapped_wells_are_not_a_change_of_strands(tmp_path: Path, package: LabPackage) -> None:
    path = write_order_plates(package, tmp_path)

    def swap_wells(sheet: Worksheet) -> None:
        sheet["A2"].value, sheet["A3"].value = sheet["A3"].value, sheet["A2"].value

    edit(path, swap_wells)
    check_round_trip(package, path)


def test_modification_codes_are_not_part_of_the_sequence(
    tmp_path: Path, package: LabPackage
) -> None:
    path = write_order_plates(package, tmp_path)
    edit(path, lambda sheet: sheet.__setitem__("C2", f"/5ATTO590N/{sheet['C2'].value}/3IAbRQSp/"))
    check_round_trip(package, path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "order.xlsx"
    text.write_text("Well Position,Name,Sequence\n")
    for path in (text, tmp_path / "missing.xlsx"):
        with pytest.raises(HandoffError, match="not a readable xlsx") as caught:
            read_order(path)
        assert caught.value.code == "H006"


def test_an_injected_name_is_never_written(tmp_path: Path, package: LabPackage) -> None:
    strand = StrandOrder("=HYPERLINK", "signal", ("t1",), "ACTCA", ("X1",))
    package = LabPackage(package.sequences, (strand,))
    with pytest.raises(HandoffError, match="rename the strand"):
        write_order_plates(package, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_package_is_no_order(tmp_path: Path) -> None:
    empty = LabPackage(SequenceAssignment((), 1, 0), ())
    with pytest.raises(HandoffError, match="no strands"):
        write_order_plates(empty, tmp_path)


def test_strands_csv(tmp_path: Path, package: LabPackage) -> None:
    path = write_strands_csv(package, tmp_path)
    content = path.read_bytes()
    assert b"\r" not in content
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert list(rows[0]) == [
        "strand", "role", "domains", "length_nt", "sequence", "mod5", "mod3",
            "sequence_with_mods", "used_in", "mw_g_mol", "ext260_M_cm",
    ]  # fmt: skip
    assert rows[3] == {
        "strand": "g3_1-b",
        "role": "fuel",
        "domains": "x2 t2",
        "length_nt": "20",
        "sequence": "TCCTACACATTCTAACTTAC",
        "mod5": "",
        "mod3": "",
        "sequence_with_mods": "TCCTACACATTCTAACTTAC",
        "used_in": "g3_1 g3_2",
        # 6 A, 7 C, 7 T: 1879.26 + 2024.26 + 2129.40 - 61.96
        "mw_g_mol": "5971.0",
        # 19 pairs 373800, less 6 A, 6 C and 6 T inside
        "ext260_M_cm": "184800",
    }
    assert len(rows) == 7


def test_domains_csv(tmp_path: Path, package: LabPackage) -> None:
    rows = list(csv.DictReader(write_domains_csv(package, tmp_path).read_text().splitlines()))
    assert rows[0] == {
        "domain": "t1",
        "kind": "toehold",
        "length_nt": "5",
        "sequence": "ACTCA",
        "complement": "TGAGT",
        "gc_frac": "0.400",
    }
    assert rows[1]["kind"] == "branch"


def test_a_formula_in_a_table_is_refused(tmp_path: Path) -> None:
    sequences = SequenceAssignment((DomainSequence("=cmd", "ACTCA"),), 1, 0)
    with pytest.raises(HandoffError, match="runs as a formula") as caught:
        write_domains_csv(LabPackage(sequences, ()), tmp_path)
    assert caught.value.code == "H003"
    assert caught.value.where == "domains.csv:2"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, package: LabPackage) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HandoffError, match="cannot be written") as caught:
        write_strands_csv(package, tmp_path / "file")
    assert caught.value.code == "H002"


def test_a_failed_write_leaves_the_old_file_and_no_rest(
    tmp_path: Path, package: LabPackage
) -> None:
    # A folder with the name of the target makes the last step, the renaming, fail.
    (tmp_path / "strands.csv").mkdir()
    with pytest.raises(HandoffError, match="cannot be written"):
        write_strands_csv(package, tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["strands.csv"]
