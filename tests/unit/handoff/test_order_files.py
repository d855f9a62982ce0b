import csv
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.orders.order_xlsx import plates_workbook
from ncrn_dsd.handoff.orders.plates import fill_plates
from ncrn_dsd.handoff.orders.tables import write_domains_csv, write_strands_csv
from ncrn_dsd.handoff.reading.order_sheets import read_plates
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment


def ordered(package: LabPackage, folder: Path) -> Path:
    path = folder / "plates.xlsx"
    path.write_bytes(plates_workbook(fill_plates(package, 1)))
    return path


def strands_in(path: Path) -> list[tuple[str, str]]:
    return [(one.name, one.sequence) for one in read_plates(path)]


def edit(path: Path, change: Callable[[Worksheet], object]) -> None:
    """Change the first sheet the way a person with a spreadsheet would."""
    workbook = load_workbook(path)
    change(workbook.worksheets[0])
    workbook.save(path)


def test_order_has_the_layout_of_the_plate_upload(
    tmp_path: Path, wide_package: Callable[[int], LabPackage]
) -> None:
    package = wide_package(100)
    workbook = load_workbook(ordered(package, tmp_path))
    assert workbook.sheetnames == ["plate1", "plate2"]
    rows = list(workbook["plate1"].iter_rows(values_only=True))
    assert rows[0] == ("Well Position", "Name", "Sequence")
    assert rows[1] == ("A1", "S0", package.strands[0].sequence)
    assert rows[13] == ("B1", "S12", package.strands[12].sequence)
    assert [sheet.max_row - 1 for sheet in workbook.worksheets] == [76, 24]


def test_order_reads_back_as_the_package(
    tmp_path: Path, wide_package: Callable[[int], LabPackage]
) -> None:
    package = wide_package(230)
    path = ordered(package, tmp_path)
    assert strands_in(path) == [(s.name, s.sequence) for s in package.strands]


def test_equal_packages_give_equal_bytes(tmp_path: Path, package: LabPackage) -> None:
    first = ordered(package, tmp_path).read_bytes()
    time.sleep(2.1)  # zip entries have a resolution of two seconds, core.xml one of one second
    assert ordered(package, tmp_path).read_bytes() == first


def test_no_clock_is_in_the_order(tmp_path: Path, package: LabPackage) -> None:
    path = ordered(package, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda sheet: sheet.append(("A1", "new", "ACGT")), "'A1' is not a free well"),
        (lambda sheet: sheet.append(("A01", "new", "ACGT")), "not a free well"),
        (lambda sheet: sheet.__setitem__("B2", "=X1"), "cell B2 is a formula"),
        (lambda sheet: sheet.__setitem__("B2", 7), "not a text"),
        (lambda sheet: sheet.__setitem__("C2", "ACGU"), "letters ACGT"),
        (lambda sheet: sheet.__setitem__("B1", "name"), "the header is"),
        (lambda sheet: sheet.__setitem__("D1", "Scale"), "the header is"),
    ],
)
def test_tampering_trips_the_named_check(
    tmp_path: Path, change: Callable[[Worksheet], object], what: str, package: LabPackage
) -> None:
    path = ordered(package, tmp_path)
    edit(path, change)
    with pytest.raises(HandoffError, match=what) as caught:
        read_plates(path)
    assert caught.value.code == "H006"


def test_swapped_wells_are_not_a_change_of_strands(tmp_path: Path, package: LabPackage) -> None:
    path = ordered(package, tmp_path)

    def swap_wells(sheet: Worksheet) -> None:
        sheet["A2"].value, sheet["A3"].value = sheet["A3"].value, sheet["A2"].value

    edit(path, swap_wells)
    assert sorted(strands_in(path)) == sorted((s.name, s.sequence) for s in package.strands)


def test_modification_codes_are_not_part_of_the_sequence(
    tmp_path: Path, package: LabPackage
) -> None:
    path = ordered(package, tmp_path)
    edit(path, lambda sheet: sheet.__setitem__("C2", f"/5ATTO590N/{sheet['C2'].value}/3IAbRQSp/"))
    assert strands_in(path) == [(s.name, s.sequence) for s in package.strands]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "order.xlsx"
    text.write_text("Well Position,Name,Sequence\n")
    for path in (text, tmp_path / "missing.xlsx"):
        with pytest.raises(HandoffError, match="not a readable xlsx") as caught:
            read_plates(path)
        assert caught.value.code == "H006"


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
