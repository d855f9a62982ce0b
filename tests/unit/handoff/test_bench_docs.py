"""The page about the bench lists every key and every file, with the values that hold."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest
from lab_fixture import contents, files_of, lab_design, planned

from ncrn_dsd.handoff.contents import with_readme
from ncrn_dsd.model.rates import FROM_NUCLEOTIDES, RateChoice
from ncrn_dsd.sequences.toehold_pool import toehold_room

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "to-the-bench.md").read_text(encoding="utf-8")
OF_THE_PIPELINE = (
    "README.md", "report.html", "feasibility.json", "checks.json", "MANIFEST.json",
    "design/design.toml", "design/drawings/fuel_g.svg", "assay/assay1.svg", "assay/read1.svg",
    *(f"calibration/{name}" for name in ("README.md", "set.json", "plate.csv", "readout.csv")),
    "calibration/predicted.csv", "calibration/reporters.csv",
)  # fmt: skip


def rows_after(heading: str) -> list[list[str]]:
    """Cells of the first table below a heading, without its head."""
    part = PAGE[PAGE.index(f"## {heading}") :]
    lines = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE)
    assert lines is not None
    table = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines[0].splitlines()]
    return [[cell.strip() for cell in row] for row in table[2:]]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_file_of_a_package_is_named() -> None:
    patterns = []
    for row in rows_after("What is in the package"):
        folder = ""
        for name in named(row[0]):
            folder = name.rpartition("/")[0] if "/" in name else folder
            patterns.append(name if "/" in name or not folder else f"{folder}/{name}")
    files = {*files_of(planned()), *OF_THE_PIPELINE}
    assert [f for f in sorted(files) if not any(fnmatch(f, p) for p in patterns)] == []
    assert [p for p in patterns if not any(fnmatch(f, p) for f in files)] == []


def test_the_room_for_toeholds_is_the_one_that_is_told() -> None:
    told = re.search(r"(\d+) of 5 nt and (\d+) of 7 nt over A, C and T", PAGE)
    assert told is not None
    assert [int(n) for n in told.groups()] == [toehold_room(n, "ACT") for n in (5, 7)]


def test_linked_pages_exist() -> None:
    linked = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert linked
    assert all((DOCS / name.split("#")[0]).is_file() for name in linked)


@pytest.mark.parametrize(
    ("rates", "known"),
    [
        (RateChoice(), "from domain lengths, not from nucleotides"),
        (
            RateChoice(FROM_NUCLEOTIDES),
            "from nucleotides by the model three-step, not from measurements",
        ),
    ],
)
def test_the_readme_says_where_rates_come_from(rates: RateChoice, known: str) -> None:
    design = replace(lab_design(), rates_from=rates.source)
    files = with_readme(contents(design=design), {}, ())
    assert f"- Predicted curves come {known}.\n" in files["README.md"].decode()
