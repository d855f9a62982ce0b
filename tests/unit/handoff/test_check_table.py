"""Every check is declared once, stands on its reference page, and has a mutation that it finds."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lab_fixture import contents, files_of

from ncrn_dsd.cli.main import cli
from ncrn_dsd.handoff import checks
from ncrn_dsd.handoff.checks.check import Check, check, failed, warned
from ncrn_dsd.handoff.checks.run import CHECKS, OF_MIXES, check_files
from ncrn_dsd.handoff.contents import with_manifest
from ncrn_dsd.ir.bench import Severity

HERE = Path(__file__)
PAGE = (HERE.parents[3] / "docs/reference/lab-checks.md").read_text(encoding="utf-8")
EDITED = HERE.with_name("test_edited_files.py").read_text(encoding="utf-8")
ASKED = {
    *(f"A{i}" for i in range(1, 8)),
    *(f"B{i}" for i in range(1, 8)),
    *(f"C{i}" for i in range(1, 9)),
    *(f"D{i}" for i in range(1, 7)),
    *(f"E{i}" for i in range(1, 9)),
    "F1",
    "F2",
    "F3",
}
"""Of the list that a package must pass: A is identity, B synthesis, C volumes, D toeholds, gap,
invasion, random baseline and budget, E reporters, gates, channels, replicates and blank."""


def declared() -> Iterator[Check[Any]]:
    for entry in pkgutil.iter_modules(checks.__path__):
        module = import_module(f"{checks.__name__}.{entry.name}")
        for value in vars(module).values():
            if isinstance(value, Check) and value.judge.__module__ == module.__name__:
                yield value


def test_every_declared_check_is_made_and_its_id_occurs_once() -> None:
    ids = [one.id for one in declared()]
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == [one.id for one in CHECKS]
    assert set(ids) == ASKED
    assert set(OF_MIXES) < set(CHECKS)
    results = check_files(with_manifest(contents(), files_of()))
    assert [r.id for r in results] == [one.id for one in CHECKS]


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.id)
def test_every_check_stands_once_on_its_page_and_is_explained(one: Check[Any]) -> None:
    (row,) = re.findall(rf"^\| {one.id} \|.*$", PAGE, re.MULTILINE)
    assert one.holds.replace("|", "\\|") in row
    assert row.endswith(f"| {one.limit} |")
    told = CliRunner().invoke(cli, ["explain", one.id.lower()])
    assert told.exit_code == 0
    assert " ".join(one.holds.replace("`", "").split())[1:] in " ".join(told.output.split())


@pytest.mark.parametrize(
    "one", [c for c in CHECKS if c.severities != (Severity.NOTE,)], ids=lambda one: one.id
)
def test_every_check_that_can_fail_has_an_edited_file_that_it_finds(one: Check[Any]) -> None:
    assert f'"{one.id}"' in EDITED


def test_a_severity_that_is_not_declared_is_refused() -> None:
    @check("Z1", "nothing is wrong", Severity.WARNING)
    def strict(_: Any) -> Any:
        return failed("Something is wrong.")

    with pytest.raises(ValueError, match="Z1 is not declared as 'error'"):
        strict(None)


def test_a_result_keeps_twenty_names_and_says_how_many_more() -> None:
    @check("Z1", "nothing is wrong", Severity.WARNING, limit="2 uL")
    def strict(_: Any) -> Any:
        return warned("Much is wrong.", [str(i) for i in range(23)])

    found = strict(None)
    assert (len(found.items), found.items[-1], found.limit) == (21, "and 3 more", "2 uL")
