"""Every reader of tables refuses what would be misread in silence, and reads what is clear."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lab_fixture import planned

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.csv_samples import read_csv_rows
from ncrn_dsd.formats.csv_table import CsvTable, TableError
from ncrn_dsd.formats.kept_sequences import read_kept
from ncrn_dsd.handoff.analysis.leak_script import leak_script
from ncrn_dsd.handoff.analysis.measured import read_table
from ncrn_dsd.handoff.liquids.stocks_csv import read_stocks
from ncrn_dsd.handoff.orders.reuse import REUSE, decide, read_freezer
from ncrn_dsd.handoff.reading.tables import Tables
from ncrn_dsd.model.task import CsvTaskSpec

PACKAGE = planned().package
FIRST = PACKAGE.strands[0]
Cells = list[list[str]]


def samples(path: Path) -> Any:
    table = CsvTaskSpec(
        kind="csv",
        file=path.name,
        inputs=("x",),
        target="y",
        train_samples=1,
        validation_samples=1,
        test_samples=0,
        seed=1,
    )
    found = read_csv_rows(table, str(path.parent / "design.toml"), "design.toml:1")
    return found.inputs, found.targets


def package_table(path: Path) -> Any:
    tables = Tables({"t.csv": path.read_bytes()})
    rows = tables.rows("t.csv", "name", "value")
    return [(row["name"], tables.number("t.csv", row, "value")) for row in rows]


@dataclass(frozen=True)
class Reader:
    """A reader of tables, a table for it, and the column of its first number."""

    read: Callable[[Path], Any]
    cells: Cells
    number: str | None = None


READERS: Mapping[str, Reader] = {
    "samples": Reader(samples, [["x", "y", "note"], ["2.5", "1", "a"], ["3", "2.25", "b"]], "x"),
    "kept": Reader(
        lambda p: read_kept(p.read_text(encoding="utf-8"), str(p)),
        [["domain", "sequence", "note"], ["d1", "ACGT", ""], ["d2", "CCTA", "old"]],
    ),
    "freezer": Reader(
        lambda p: read_freezer(str(p), p.read_text(encoding="utf-8")),
        [["name", "sequence", "location"], ["t1", "ACGT", "box 1"], ["t2", "CCTA", "box 2"]],
    ),
    "stocks": Reader(
        lambda p: read_stocks(str(p), p.read_text(encoding="utf-8"), PACKAGE),
        [
            ["name", "measured_uM", "measured_A260", "dilution_factor"],
            [FIRST.name, "98.5", "", ""],
            [PACKAGE.strands[1].name, "", "0.5", "100"],
        ],
        "measured_uM",
    ),
    "readout": Reader(
        read_table,
        [["well", "t_s", "channel", "value"], ["A1", "0.5", "d", "7"], ["A1", "60", "d", "8.25"]],
        "t_s",
    ),
    "package": Reader(package_table, [["name", "value"], ["a", "1.5"], ["b", "2"]], "value"),
}


def write(folder: Path, cells: Cells, separator: str = ",", end: str = "\n") -> Path:
    path = folder / "table.csv"
    text = end.join(separator.join(row) for row in cells) + end
    path.write_bytes(text.encode())
    return path


def refusal(reader: Reader, path: Path) -> NcrnError:
    with pytest.raises(NcrnError) as caught:
        reader.read(path)
    return caught.value


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]


@pytest.mark.parametrize("line", [1, 2])
def test_a_row_longer_than_the_header_is_refused(reader: Reader, tmp_path: Path, line: int) -> None:
    cells = [row + ["5"] * (i == line) for i, row in enumerate(reader.cells)]
    problem = refusal(reader, write(tmp_path, cells))
    width = len(reader.cells[0])
    assert problem.where.endswith(f":{line + 1}")
    assert problem.what == f"the row has {width + 1} cells and the header {width}"


def test_a_row_shorter_than_the_header_is_refused(reader: Reader, tmp_path: Path) -> None:
    cells = [*reader.cells[:2], reader.cells[2][:-1]]
    assert refusal(reader, write(tmp_path, cells)).where.endswith(":3")


def test_a_column_that_is_there_twice_is_refused(reader: Reader, tmp_path: Path) -> None:
    cells = [[*row, row[0]] for row in reader.cells]
    problem = refusal(reader, write(tmp_path, cells))
    assert problem.where.endswith(":1")
    assert f"'{reader.cells[0][0]}' is there twice" in problem.what


def test_a_quote_that_is_not_closed_is_refused(reader: Reader, tmp_path: Path) -> None:
    cells = [reader.cells[0], ['"' + reader.cells[1][0], *reader.cells[1][1:]], reader.cells[2]]
    assert refusal(reader, write(tmp_path, cells)).where.endswith(":2")


def test_marks_line_ends_tabs_and_semicolons_are_read(reader: Reader, tmp_path: Path) -> None:
    usual = reader.read(write(tmp_path, reader.cells))
    for separator in (",", ";", "\t"):
        for end in ("\n", "\r\n", "\r"):
            path = write(tmp_path, reader.cells, separator, end)
            assert reader.read(path) == usual
            if reader is not READERS["package"]:
                path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
                assert reader.read(path) == usual
                declared = f"sep={separator}{end}".encode()
                path.write_bytes(declared + path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
                assert reader.read(path) == usual


def test_empty_lines_and_empty_cells_behind_the_last_column_are_nothing(
    reader: Reader, tmp_path: Path
) -> None:
    usual = reader.read(write(tmp_path, reader.cells))
    cells = [reader.cells[0], [], [*reader.cells[1], "", ""], [""], reader.cells[2], []]
    assert reader.read(write(tmp_path, cells)) == usual


NUMBERS = [name for name, reader in READERS.items() if reader.number]
BY_HAND = [name for name in NUMBERS if name != "package"]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "text", ["2_9", "nan", "inf", "-Infinity", "1e999", "٣", "２", "0x1F", "1.5.2", "1 000"]
)
def test_what_only_a_programming_language_reads_is_no_number(
    name: str, text: str, tmp_path: Path
) -> None:
    reader = READERS[name]
    assert reader.number is not None
    at = reader.cells[0].index(reader.number)
    row = [text if i == at else cell for i, cell in enumerate(reader.cells[1])]
    problem = refusal(reader, write(tmp_path, [reader.cells[0], row, reader.cells[2]]))
    assert f"'{text}'" in problem.what
    assert "not a number" in problem.what


@pytest.mark.parametrize("name", BY_HAND)
def test_decimal_commas_are_read_where_commas_separate_nothing(name: str, tmp_path: Path) -> None:
    reader = READERS[name]
    usual = reader.read(write(tmp_path, reader.cells))
    european = [[cell.replace(".", ",") for cell in row] for row in reader.cells]
    for separator in (";", "\t"):
        assert reader.read(write(tmp_path, european, separator)) == usual
    # With commas between cells they make one cell two; in quotes they are named.
    refusal(reader, write(tmp_path, european))
    quoted = [[f'"{cell}"' for cell in row] for row in european]
    problem = refusal(reader, write(tmp_path, quoted))
    assert "decimal comma" in problem.what
    assert "." in problem.hint


def test_a_comma_that_may_separate_thousands_is_not_told_to_be_a_point() -> None:
    (row,) = CsvTable('a,b\n"1,500","2,5"\n', ("a", "b"))
    with pytest.raises(TableError) as problem:
        row.number("a")
    assert problem.value.hint == "write 1.500, or 1500 if the comma separates thousands"
    with pytest.raises(TableError) as problem:
        row.number("b")
    assert problem.value.hint == "write 2.5"


def test_points_and_commas_in_one_table_are_refused() -> None:
    table = iter(CsvTable("a;b\n1,5;2\n3;1.000\n", ("a", "b")))
    first, second = next(table), next(table)
    assert (first.number("a"), first.number("b"), second.number("a")) == (1.5, 2.0, 3.0)
    with pytest.raises(TableError, match=r"line 3: b is '1\.000', with a decimal point"):
        second.number("b")


def test_a_missing_column_says_what_was_found() -> None:
    with pytest.raises(TableError, match=r"no column 'y'.*found, by semicolons: x, z"):
        CsvTable("x;z\n1;2\n", ("x", "y"))
    with pytest.raises(TableError, match="no column 'y'"):
        CsvTable("", ("y",))


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_the_freezer_ignores_case(case: Callable[[str], str]) -> None:
    text = f"name,sequence,location\ntube7,{case(FIRST.ordered_sequence)},box 3 A4\n"
    (decision,) = decide([FIRST], read_freezer("freezer.csv", text))
    assert (decision.decision, decision.old_location) == (REUSE, "box 3 A4")


@pytest.mark.parametrize("written", ["5'-{}-3'", "5′- {} -3′", "5-{}-3", " {} "])
def test_the_freezer_ignores_the_names_of_ends(written: str) -> None:
    text = f"name,sequence,location\ntube7,{written.format(FIRST.ordered_sequence)},box 3 A4\n"
    (decision,) = decide([FIRST], read_freezer("freezer.csv", text))
    assert (decision.decision, decision.old_location) == (REUSE, "box 3 A4")


def test_the_script_of_a_package_reads_tables_as_the_program_does(tmp_path: Path) -> None:
    script = tmp_path / "fit_leak.py"
    script.write_bytes(leak_script())
    (tmp_path / "calibration.json").write_text(
        json.dumps({"wells": {"plate:A1": ["d"]}, "reporters": {}, "gate_leaks": []})
    )
    reader = READERS["readout"]
    wrong = [*reader.cells, ["A1", "2_9", "d", "1"]]
    for cells, code in ((reader.cells, 0), (wrong, 2)):
        path = write(tmp_path, cells, ";")
        done = subprocess.run(
            [sys.executable, "-I", str(script), str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "2_9" in done.stderr) == (code, code == 2)
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("heading", "text", "value"),
    [
        ("measured_uM", "181.5", 181.5),
        ("Measured_uM", "181.5", 181.5),
        ("measured (uM)", "181.5", 181.5),
        ("measured [\N{MICRO SIGN}M]", "181.5", 181.5),
        ("MEASURED / \N{GREEK SMALL LETTER MU}M", "181.5", 181.5),
        ("measured nM", "181500", 181.5),
        ("measured_mM", "0.1815", 181.5),
    ],
)
def test_headings_say_the_unit_in_any_way(heading: str, text: str, value: float) -> None:
    head = f"Name;{heading};Measured A260;dilution factor\n"
    assert CsvTable(head, ("name", "measured_uM")).separator == ";"
    table = CsvTable(f"{head}a;{text.replace('.', ',')};1;1\n", ("name", "measured_uM"))
    assert [row.number("measured_uM") for row in table] == [value]


@pytest.mark.parametrize("heading", ["measured", "measured (s)", "measured_A260", "uM"])
def test_a_heading_of_another_unit_is_another_column(heading: str) -> None:
    with pytest.raises(TableError, match="there is no column 'measured_uM'"):
        CsvTable(f"name,{heading}\n", ("name", "measured_uM"))


def test_two_headings_of_one_column_are_refused() -> None:
    with pytest.raises(TableError, match=r"'Measured \(uM\)' and 'measured nM' are both"):
        CsvTable("Measured (uM),measured nM\n", ("measured_uM",))
    # What is written exactly is meant.
    table = CsvTable("measured_uM,measured nM\n1,5\n", ("measured_uM",))
    assert [row.number("measured_uM") for row in table] == [1.0]
