"""One declaration per fact: what is shown of a result, a key, a disturbance or a check.

Each stands in one place of the sources, and every appearance derives from it.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast, get_args

import pytest

import ncrn_dsd
from ncrn_dsd.cli.disturbance_options import disturbance_options
from ncrn_dsd.drawing.table import table_of
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.formats.result_csv import result_csv
from ncrn_dsd.formats.result_json import (
    parts_json,
    result_json,
    result_schema,
    results_in,
    results_json,
)
from ncrn_dsd.handoff.checks.run import CHECKS
from ncrn_dsd.ir.shown import columns_of, facets_of, hints_of, inline_of
from ncrn_dsd.model.describe import fields_of, places_of
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import Disturbance, DisturbanceKey, FormalDisturbance
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.model.quantities import COLUMNS
from ncrn_dsd.pipeline.tube_cases import case_of, usual_cases
from ncrn_dsd.simulation import tube_disturbances
from ncrn_dsd.simulation.tube import TubeDisturbance
from ncrn_dsd.simulation.tube_disturbances import (
    TUBE_DISTURBANCES,
    disturbance_keys,
    own_disturbances,
)

SOURCES = Path(ncrn_dsd.__file__).parent
sys.path.insert(0, str(SOURCES.parent))
TREES = {
    file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCES.rglob("*.py"))
}
SHOWN_BY_HAND = {"drawing", "cli", "pipeline", "comparison", "api"}
"""Packages that show what others declare."""


def result_types() -> tuple[type[Any], ...]:
    """Every frozen dataclass of `ncrn_dsd.ir` that declares what is shown of it."""
    found = []
    for file in sorted((SOURCES / "ir").glob("*.py")):
        module = import_module(f"ncrn_dsd.ir.{file.stem}")
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and is_dataclass(value)
            and value.__module__ == module.__name__
            and facets_of(value)
        ]
    return tuple(found)


RESULTS = result_types()


def headings_declared(tree: ast.AST) -> Iterator[ast.Constant]:
    """The first words of every `Shown(...)` of a source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Shown":
            first = node.args[0]
            if isinstance(first, ast.Constant) and first.value:
                yield first


def texts(tree: ast.AST) -> Iterator[str]:
    return (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_results_are_found() -> None:
    names = {type_.__name__ for type_ in RESULTS}
    assert {"RunSummary", "DynamicsSummary", "ManySeeds", "Comparison", "ComparisonCell"} <= names
    assert {"Robustness", "Sensitivity", "Sweep", "Autonomy", "Scale", "Feasibility"} <= names
    assert {"Checks", "Manifest", "CheckResult"} <= names
    assert all(type_.__dataclass_params__.frozen for type_ in RESULTS)


def test_every_heading_is_declared_once() -> None:
    places = defaultdict(list)
    for file, tree in TREES.items():
        for heading in headings_declared(tree):
            places[heading.value].append(f"{file.relative_to(SOURCES)}:{heading.lineno}")
    twice = {heading: where for heading, where in places.items() if len(where) > 1}
    assert not twice, "share it through ir/headings.py"


def test_no_heading_is_written_by_hand_where_results_are_shown() -> None:
    headings = {heading.value for tree in TREES.values() for heading in headings_declared(tree)} | {
        facet.shown.title for type_ in RESULTS for facet in facets_of(type_)
    }
    by_hand = [
        f"{file.relative_to(SOURCES)}: {text!r}"
        for file, tree in TREES.items()
        if file.relative_to(SOURCES).parts[0] in SHOWN_BY_HAND
        for text in texts(tree)
        if text and text in headings
    ]
    assert not by_hand, "take it from the type that declares it, or from ir/headings.py"


@pytest.mark.parametrize("type_", RESULTS, ids=lambda t: t.__name__)
def test_every_appearance_of_a_column_has_the_heading_of_its_declaration(
    type_: type[Any],
) -> None:
    columns = columns_of(type_)
    keys = [column.key for column in columns]
    assert len(keys) == len(set(keys)), "two columns have one key"
    wanted = [c.shown.title for c in columns if not c.shown.only_where_known]
    assert [c.title for c in table_of("t", "", type_, []).columns] == wanted
    assert result_csv(type_, []).rstrip("\n").split(",") == (keys or [""])
    schema = result_schema(type_)
    objects = [schema, *schema.get("$defs", {}).values()]
    for inner in results_in(type_):
        (described,) = [
            one for one in objects if one.get("title") == inner.__name__ and "properties" in one
        ]
        inlined = [f for _, hint in hints_of(inner) for f in getattr(inline_of(hint), "facets", ())]
        for facet in (*(f for f in facets_of(inner) if not f.shown.column), *inlined):
            if facet.key in {n for n, h in hints_of(inner) if inline_of(h)}:
                continue
            if facet.shown.title:
                assert described["properties"][facet.key]["title"] == facet.shown.title


def test_the_reference_has_every_heading_of_what_is_written() -> None:
    from reference.json_outputs import PARTS, RECORDS, json_page

    page = json_page()
    for _, _, type_ in (*RECORDS, *PARTS):
        for inner in results_in(type_):
            for facet in facets_of(inner):
                # The values of a part are told one by one.
                if not facet.shown.column and not is_dataclass(get_args(facet.hint)[0]):
                    assert f"| {facet.shown.title} |" in page, (inner, facet.key)


def test_every_key_disturbance_and_check_has_one_meaning_in_one_place() -> None:
    meanings = defaultdict(set)
    for root in (Design, DynamicsDesign, PublishedDesign, LabSettings):
        for place in places_of(root):
            for name, field in fields_of(place.table):
                if field.description:
                    meanings[field.description].add((place.table.__name__, name))
    for model in (Disturbance, FormalDisturbance):
        for name, field in fields_of(model):
            assert field.description
            meanings[field.description].add(("Disturbance", name))
    for one in disturbance_keys():
        meanings[one.meaning].add(("TUBE_DISTURBANCES", one.name))
    for check in CHECKS:
        meanings[check.holds].add(("CHECKS", check.id))
    assert len(meanings) > 150
    sources = {Path("model"), Path("handoff/checks"), Path("simulation/tube_disturbances.py")}
    by_hand = [
        f"{file.relative_to(SOURCES)}: {text!r}"
        for file, tree in TREES.items()
        if not sources & {file.relative_to(SOURCES), *file.relative_to(SOURCES).parents}
        for text in texts(tree)
        if text in meanings
    ]
    assert not by_hand


class Draught(TubeDisturbance):
    """A disturbance that nothing but this class knows of."""

    keys = (
        DisturbanceKey(
            name="draught",
            meaning="share of the volume that is blown away with every wait",
            per="all wells alike",
            distribution="the value",
            low=0.0,
            high=0.5,
            working=0.01,
            hard=0.02,
        ),
    )
    is_drawn = False


DRAUGHT = Draught()


def test_a_disturbance_of_a_tube_is_declared_by_its_class_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every row of the table, every case, and the sizes of columns come from classes."""
    from reference.disturbances import disturbances_page

    declared = [v for v in vars(tube_disturbances).values() if isinstance(v, TubeDisturbance)]
    assert list(own_disturbances()) == declared

    def is_known(name: str) -> set[bool]:
        return {
            name in usual_cases(),
            f"| `{name}` |" in disturbances_page(),
            *(name in dict(case_of(column).sizes) for column in COLUMNS),
        }

    assert is_known("draught") == {False}
    monkeypatch.setitem(
        cast("dict[str, str]", TUBE_DISTURBANCES.own), "draught", f"{__name__}:DRAUGHT"
    )
    assert is_known("draught") == {True}
    asked = case_of("k,draught=0.25")
    assert dict(asked.sizes)["draught"] == 0.25
    assert "draught 0.25: share of the volume that is blown away" in asked.definition
    assert DRAUGHT in asked.disturbances
    with pytest.raises(SimulationError, match=r"M062.*0 to 0\.5, such as 0\.01"):
        case_of("draught=0.6")
    for column in COLUMNS:
        sizes = dict(case_of(column).sizes)
        assert sizes == {key.name: key.level(column) for key in disturbance_keys()}


WRITES_JSON = ("result_json", "verify_json", "scadnano_design", "sbol3_strands")
"""Sources that make JSON of types, or of formats that others declare."""


def test_json_is_written_of_types_alone() -> None:
    """A dictionary that is written by hand would declare its keys a second time."""
    by_hand = [
        f"{file.relative_to(SOURCES)}:{node.lineno}"
        for file, tree in TREES.items()
        if file.relative_to(SOURCES).parts[0] in {"api", "cli", "formats", "pipeline"}
        and file.stem not in WRITES_JSON
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.ImportFrom) and writes_json(node)
    ]
    assert not by_hand, "declare a frozen dataclass, and write it with formats/result_json.py"
    written: Any
    for written in ({"design": "xor"}, Design):
        with pytest.raises(TypeError, match="no type of results"):
            result_json(written)
        with pytest.raises(TypeError, match="no type of results"):
            results_json([written])
        with pytest.raises(TypeError, match="no type of results"):
            parts_json({"xor": written})


def test_what_stands_before_a_result_is_no_result() -> None:
    """Beside its own keys a file has versions of programs, and nothing else."""
    before = {
        key.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "result_json"
        for given in node.args[1:]
        for key in getattr(given, "keys", ())
        if isinstance(key, ast.Constant)
    }
    assert before <= {"version", "versions"}


def writes_json(node: ast.Attribute | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "json" and any(n.name.startswith("dump") for n in node.names)
    return node.attr.startswith("dump") and getattr(node.value, "id", "") == "json"


def test_options_on_disturbances_are_those_of_the_declaration() -> None:
    def command() -> None: ...

    declared = dict(fields_of(Disturbance))
    options = disturbance_options()(command).__click_params__  # type: ignore[attr-defined]
    assert {option.name for option in options} == set(declared)
    for option in options:
        meaning = declared[option.name].description
        assert meaning is not None
        assert meaning[1:] in option.help


def test_designs_are_changed_by_their_keys() -> None:
    """An edited text tests what happens to match; `varied_designs` changes what a key says."""
    tests = Path(__file__).parents[1]
    edited = [
        f"{file.relative_to(tests)}: {function.name}"
        for file in sorted(tests.rglob("test_*.py"))
        # Where lines of the text itself are tested, there is no other way.
        if file.parent.name != "formats"
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and any(map(reads_design, ast.walk(function)))
        and any(map(edits_text, ast.walk(function)))
    ]
    assert not edited


def reads_design(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in {"parse_design", "parse_dynamics", "parse_published"}
    return isinstance(node, ast.Constant) and str(node.value).endswith("design.toml")


def edits_text(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr == "replace" or (node.attr, getattr(node.value, "id", "")) == ("sub", "re")
