"""Every key has one declaration, with all that is said of it elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_json
from varied_designs import varied

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import parse_design, read_design
from ncrn_dsd.model.describe import (
    NEEDED,
    bounds_of,
    fields_of,
    keys_of,
    marks_of,
    places_of,
)
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.keys import Written, changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.model.schedule import DiluteAction, ScheduleFile

XOR = Path(__file__).parents[3] / "designs" / "learners" / "xor"
ROOTS = (Design, DynamicsDesign, PublishedDesign, ScheduleFile)
TABLES = sorted(
    {place.table for root in ROOTS for place in places_of(root)}, key=lambda t: t.__name__
)
UNBOUNDED = {("DiluteAction", "dilute")}
"""A number with a check of its own."""


def is_number(field: FieldInfo) -> bool:
    """Whether a key has a number, or numbers, in a file."""
    marks = (*field.metadata, *marks_of(field.annotation))
    is_written = any(isinstance(mark, Written) for mark in marks)
    return not is_written and bool(_leaves(field.annotation) & {int, float})


def _leaves(annotation: object) -> set[object]:
    if isinstance(annotation, type):
        return {annotation}
    return {leaf for part in get_args(annotation) for leaf in _leaves(part)}


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_every_key_has_a_meaning_and_every_number_bounds_with_its_unit(
    table: type[BaseModel],
) -> None:
    for name, field in fields_of(table):
        assert field.description, f"{table.__name__}.{name} has no meaning"
        if is_number(field) and (table.__name__, name) not in UNBOUNDED:
            assert bounds_of(field) is not None, f"{table.__name__}.{name} has no bounds"


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_every_table_says_what_it_is(table: type[BaseModel]) -> None:
    assert table.__doc__
    assert not re.search("quantity|Table", table.__doc__)


def test_a_default_is_written_with_its_unit_and_can_be_read_again() -> None:
    facts = {facts.name: facts for facts in keys_of(PublishedDesign)}
    assert facts["model.annihilation"].default == '"100 /u/tau"'
    assert facts["host.readout"].default == '"40 tau"'
    assert facts["model.forward"].default == NEEDED
    kinds = {facts.kind for facts in keys_of(Design) if facts.name == "learner.rates.cancel"}
    assert kinds == {"linear_regression", "polynomial", "hidden", "continuous"}
    kinds = {facts.kind for facts in keys_of(Design) if facts.name == "learner.rates.lag"}
    assert kinds == {"continuous"}


def test_values_compare_hash_and_go_into_artefacts() -> None:
    one, other = read_design(XOR), read_design(XOR)
    assert one == other
    assert hash(one) == hash(other)
    assert to_json(one) == to_json(other)
    slower = changed(one, learner=changed(one.learner, learning_rate=0.01))
    assert slower != one
    assert to_json(slower) != to_json(one)
    assert (slower.path, slower.digest) == (one.path, one.digest)


def test_a_comment_is_no_part_of_a_design() -> None:
    text = XOR.joinpath("design.toml").read_text(encoding="utf-8")
    one, other = parse_design(text, "a.toml"), parse_design(f"# more\n{text}", "b.toml")
    assert one == other
    assert to_json(one) == to_json(other)
    assert one.digest != other.digest


def test_a_changed_value_is_checked_as_a_written_one() -> None:
    dsd = read_design(XOR).dsd
    with pytest.raises(DesignError, match=r"D009.*max_hold.*from 0\.0001") as caught:
        changed(dsd, max_hold=2.0)
    assert caught.value.where == "max_hold"
    with pytest.raises(DesignError, match="D010"):
        changed(dsd, fuel_ceiling_M=1.0)
    with pytest.raises(DesignError, match="D007"):
        changed(dsd, maxhold=0.5)
    assert changed(dsd, fuel_ceiling_M="2 uM").fuel_ceiling_M == pytest.approx(2e-6)


def test_no_file_can_write_what_is_loaded() -> None:
    for name in ("kept_sequences", "\0kept"):
        with pytest.raises(DesignError):
            varied("learners/xor", {f"sequences.{name}": []})


def test_steps_of_a_schedule_have_bounds_too() -> None:
    with pytest.raises(DesignError, match="D014"):
        changed(DiluteAction(dilute=0.5), dilute=0.0)
