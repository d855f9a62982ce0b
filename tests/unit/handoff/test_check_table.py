"""The table of checks in the documentation is that of the program, and each has its mutation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lab_fixture import examined, files_of, planned

from ncrn_dsd.handoff.checks.run import check_files, check_plan
from ncrn_dsd.handoff.checks.saturation import check_saturation
from ncrn_dsd.handoff.recheck import recheck_files

HERE = Path(__file__)
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (HERE.parents[3] / "docs/lab-checks.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [A-F]\d ", line)
]
MUTATIONS = ("mutations", "mutations_of_wells", "recheck", "measured")
BYTES = "A6"
"""Made by the pipeline, which writes everything twice."""
ASKED = {
    *(f"A{i}" for i in range(1, 7)),
    *(f"B{i}" for i in range(1, 8)),
    *(f"C{i}" for i in range(1, 9)),
    *(f"D{i}" for i in range(1, 6)),
    *(f"E{i}" for i in range(1, 6)),
}
"""Of the list that a package must pass: D is toeholds, gap, invasion, random baseline and budget,
E reporters, gates, channels, replicates and blank."""


def test_the_table_lists_exactly_the_checks_of_a_package() -> None:
    made = planned()
    found = {r.id for r in check_plan(examined())}
    found |= {r.id for r in check_files(examined(), files_of(made))}
    found |= {check_saturation(made.plan, ()).id, BYTES}
    assert [row[0] for row in ROWS] == sorted(found)
    assert found >= ASKED


def test_the_table_marks_what_is_checked_on_disk() -> None:
    files = files_of(planned())
    assert [row[0] for row in ROWS if row[3] == "yes"] == [r.id for r in recheck_files(files)]


@pytest.mark.parametrize("row", [r for r in ROWS if r[2] != "note"], ids=lambda row: row[0])
def test_every_check_that_can_fail_has_a_mutation(row: tuple[str, ...]) -> None:
    tests = [HERE.with_name(f"test_{n}.py").read_text(encoding="utf-8") for n in MUTATIONS]
    pattern = rf'"{row[0]}"' if row[0] != "E8" else "check_saturation"
    assert any(re.search(pattern, text) for text in tests)
