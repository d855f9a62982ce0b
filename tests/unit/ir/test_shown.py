"""Heading, unit and format of a value are declared once; every appearance derives from that."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import Annotated

import pytest

from ncrn_dsd.drawing.table import about, table_of
from ncrn_dsd.formats.result_json import read_result, result_json, result_schema
from ncrn_dsd.ir.shown import Shown, Style, facets_of, plain


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Part:
    size: float


@dataclass(frozen=True, slots=True)
class Base:
    name: Annotated[str, Shown("Name", Style.WORD)]
    hidden: int


@dataclass(frozen=True, slots=True)
class Sample(Base):
    share: Annotated[float | None, Shown("Share", Style.SHARE, only_where_known=True)]
    length_nt: Annotated[int, Shown("Length", Style.COUNT, unit="nt", meaning="Of the strand.")]
    seed: Annotated[int, Shown("Seed", Style.PLAIN, is_about=True)]
    colour: Colour
    parts: tuple[Part, ...]

    @property
    def double(self) -> Annotated[float, Shown("Double")]:
        return 2.0 * self.length_nt

    @property
    def again(self) -> Annotated[str, Shown("Again", Style.WORD, tones=(("yes", "good"),))]:
        return "yes" if self.hidden else "no"

    @property
    def secret(self) -> int:
        return 1


SAMPLE = Sample("a", 1, 0.25, 1200, 7, Colour.RED, (Part(math.inf), Part(0.5)))


def test_fields_come_first_and_properties_in_the_order_of_their_declaration() -> None:
    keys = [f.key for f in facets_of(Sample)]
    assert keys == ["name", "share", "length_nt", "seed", "double", "again"]
    assert facets_of(Sample) is facets_of(Sample)


def test_a_table_has_the_columns_that_the_type_declares() -> None:
    table = table_of("t", "a caption", Sample, [SAMPLE], links=["there"])
    assert [c.title for c in table.columns] == ["Name", "Share", "Length [nt]", "Double", "Again"]
    assert [c.numeric for c in table.columns] == [False, True, True, True, False]
    texts = [cell.text.replace("\N{NARROW NO-BREAK SPACE}", " ") for cell in table.rows[0]]
    assert texts == ["a", "25.0 %", "1 200", "2 400", "yes"]
    assert table.rows[0][0].link == "there"
    assert table.rows[0][2].sort_key == 1200
    assert table.rows[0][4].tone == "good"


def test_a_column_that_nobody_knows_is_left_out() -> None:
    without = Sample("b", 0, None, 3, 7, Colour.RED, ())
    assert len(table_of("t", "", Sample, [without]).columns) == 4
    both = table_of("t", "", Sample, [SAMPLE, without])
    assert both.rows[1][1].text == "none"
    assert table_of("t", "", Sample, []).rows == ()


def test_where_a_result_comes_from_is_no_column() -> None:
    assert about(SAMPLE) == (("Seed", "7"),)


def test_json_has_all_fields_and_what_is_shown_beyond_them() -> None:
    content = json.loads(result_json(SAMPLE, {"versions": {"x": "1"}}))
    assert list(content)[:2] == ["schema", "versions"]
    assert content["parts"] == [{"size": None}, {"size": 0.5}]
    assert (content["double"], content["again"], content["colour"]) == (2400.0, "yes", "red")
    assert "secret" not in content
    finite = Sample("a", 1, 0.25, 1200, 7, Colour.RED, (Part(0.5),))
    assert read_result(Sample, json.loads(result_json(finite))) == finite


@pytest.mark.parametrize(
    "wrong", [{"schema": 2}, {"length_nt": "long"}, {"parts": 3}, {"colour": "green"}]
)
def test_what_is_no_result_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        read_result(Sample, json.loads(result_json(SAMPLE)) | {"parts": []} | wrong)


def test_the_schema_names_headings_and_units() -> None:
    properties = result_schema(Sample)["properties"]
    assert properties["length_nt"]["title"] == "Length [nt]"
    assert properties["length_nt"]["description"] == "Of the strand."
    assert properties["double"] == {"title": "Double", "type": "number"}
    assert properties["schema"] == {"const": 1}


def test_plain_values() -> None:
    assert plain({Colour.RED: frozenset({2, 1})}) == {"red": [1, 2]}
    assert plain((PurePosixPath("a/b"), None, True, math.nan)) == ["a/b", None, True, None]
    with pytest.raises(TypeError, match="object"):
        plain(object())
