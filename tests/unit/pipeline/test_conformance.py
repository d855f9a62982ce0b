from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ncrn_dsd.errors import (
    EnumerationError,
    NcrnError,
    SchemeError,
    TranslationError,
    TruncatedError,
)
from ncrn_dsd.ir.comparison import Standing
from ncrn_dsd.pipeline import conformance
from ncrn_dsd.pipeline.compare_record import standing_of
from ncrn_dsd.pipeline.conformance import (
    RECORD,
    accept,
    check_scheme,
    differences,
    listed_and_refused,
)
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation.scheme import list_schemes, load_scheme

BUDGET_S = 20.0


def test_the_reference_scheme_is_as_recorded(tmp_path: Path) -> None:
    scheme = load_scheme("soloveichik2010")
    cells = check_scheme(scheme, BUDGET_S)
    assert differences(scheme.folder, cells) == ()
    verdicts = {c.shape: [v for v, _ in c.verdicts] for c in cells}
    assert verdicts.pop("dimer to itself") == ["REFUTED", "UNDECIDED", "REFUTED"]
    assert set(map(tuple, verdicts.values())) == {("PROVED",) * 3}


def test_a_changed_cell_is_named(tmp_path: Path) -> None:
    scheme = load_scheme("soloveichik2010")
    cells = check_scheme(scheme, BUDGET_S, SHAPES[:2])
    assert "nothing is recorded" in differences(tmp_path, cells)[0]
    accept(tmp_path, cells)
    assert differences(tmp_path, cells) == ()
    accept(tmp_path, [cells[0], replace(cells[1], fuels=7)])
    (note,) = differences(tmp_path, cells)
    assert note.startswith("sink: found")


@pytest.mark.parametrize("content", ["[]", "null", "5", "{", '{"1-1": 3}', "[" * 100_000, ""])
def test_a_damaged_record_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / RECORD).parent.mkdir()
    (tmp_path / RECORD).write_text(content, encoding="utf-8")
    (said,) = differences(tmp_path, ())
    assert "is damaged" in said


def test_a_search_that_once_ran_out_of_time_may_be_decided_later(tmp_path: Path) -> None:
    cells = check_scheme(load_scheme("soloveichik2010"), 20.0, SHAPES[:1])
    for verdict, differing in (("UNDECIDED", 0), ("REFUTED", 1)):
        accept(tmp_path, [replace(c, verdicts=((verdict, ""),) * len(c.verdicts)) for c in cells])
        assert len(differences(tmp_path, cells)) == differing


@pytest.mark.parametrize("name", list_schemes())
def test_every_scheme_has_a_record_of_every_shape(name: str) -> None:
    path = load_scheme(name).folder / RECORD
    assert path.is_file(), f"record it with `ncrn-dsd schemes check {name} --accept`"


@pytest.mark.slow
@pytest.mark.parametrize("name", list_schemes())
def test_all_schemes_are_as_recorded(name: str, tmp_path: Path) -> None:
    scheme = load_scheme(name)
    cells = {cell.shape: cell for cell in check_scheme(scheme, BUDGET_S)}
    # A busy machine cuts searches short that are recorded to decide.
    differ = {text.partition(":")[0] for text in differences(scheme.folder, [*cells.values()])}
    again = check_scheme(scheme, 30 * BUDGET_S, [s for s in SHAPES if s.name in differ])
    cells.update((cell.shape, cell) for cell in again)
    assert differences(scheme.folder, [*cells.values()]) == ()


@pytest.mark.parametrize(
    ("problem", "standing"),
    [
        (SchemeError("S049", "x.ts:1", "wrong", "fix it"), Standing.FAILED),
        (TranslationError("T006", "A -> B", "unsupported", "rewrite it"), Standing.UNSUPPORTED),
        (TruncatedError("E011", "x", "cut", "raise it"), Standing.UNDECIDED),
    ],
)
def test_a_comparison_tells_errors_of_a_scheme_from_refusals(
    problem: NcrnError, standing: Standing
) -> None:
    assert standing_of(problem) is standing


def test_an_enumeration_that_fails_is_an_error_and_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EnumerationError("E003", "module 1", "it polymerises", "reject remote toeholds")

    monkeypatch.setattr(conformance, "enumerate_modules", fail)
    cells = check_scheme(load_scheme("soloveichik2010"), 20.0, SHAPES[:2])
    assert [c.refused for c in cells] == [None, None]
    assert not accept(tmp_path, cells)
    assert not (tmp_path / RECORD).exists()
    assert "source: error[E003]" in differences(tmp_path, cells)[0]


def test_a_shape_that_is_listed_and_refused_is_told() -> None:
    """A seesaw gate makes two products only where one of them is its input."""
    shapes = [shape for shape in SHAPES if shape.name in ("1-2", "2-1", "replicate")]
    cells = check_scheme(load_scheme("qian2011_seesaw"), 20.0, shapes)
    refused = {cell.shape: cell.narrower for cell in cells if cell.refused is not None}
    assert refused == {"1-2": True, "2-1": False}
    (told,) = listed_and_refused(cells)
    assert "1-2: its meta.toml lists this shape" in told
    assert "makes only A -> A + B" in told
