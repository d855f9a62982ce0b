"""Heading, unit and format of a value are declared once; every appearance derives from that."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import Annotated

import pytest

from ncrn_dsd.drawing.table import about, table_of
from ncrn_dsd.formats.result_csv import result_csv
from ncrn_dsd.formats.result_json import read_result, result_json, result_schema
from ncrn_dsd.ir.shown import Shown, Style, columns_of, facets_of, plain


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


@dataclass(frozen=True, slots=True)
class End:
    factor: Annotated[float, Shown("Factor", Style.FACTOR, unit="u")]
    part: Annotated[Base, Shown("")]
    seed: Annotated[int, Shown("Seed", is_about=True)] = 1


@dataclass(frozen=True, slots=True)
class Both:
    values: Annotated[Mapping[str, float | str], Shown("Values", Style.WORD)]
    low: Annotated[End, Shown("low")]
    high: Annotated[End, Shown("high")]


BOTH = (
    Both({"a.b": 0.1}, End(1 / 3, Base("x", 0)), End(2.0, Base("=y", 0))),
    Both({"a.b": "1 /h", "c": 2.0}, End(math.inf, Base("x", 0)), End(2.0, Base("y", 0))),
)
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


def test_parts_and_mappings_become_columns() -> None:
    keys = ["a.b", "c", "low_factor", "low_name", "high_factor", "high_name"]
    assert [c.key for c in columns_of(Both, BOTH)] == keys
    table = table_of("t", "", Both, BOTH)
    assert [c.title for c in table.columns] == [
        *("a.b", "c", "Factor, low [u]", "Name, low", "Factor, high [u]", "Name, high")
    ]
    first, second = ([cell.text for cell in row] for row in table.rows)
    assert first == ["0.1", "none", "×0.3333", "x", "×2", "=y"]
    assert second[:3] == ["1 /h", "2.0", "×inf"]


def test_a_table_for_spreadsheets_has_all_digits_and_no_formulas() -> None:
    assert result_csv(Both, BOTH).splitlines() == [
        "a.b,c,low_factor,low_name,high_factor,high_name",
        f"0.1,,{1 / 3!r},x,2.0,'=y",
        "1 /h,2.0,,x,2.0,y",
    ]
    assert result_csv(Sample, [SAMPLE]).splitlines()[0] == "name,share,length_nt,double,again"


def test_parts_and_mappings_are_read_again() -> None:
    assert read_result(Both, json.loads(result_json(BOTH[0]))) == BOTH[0]


def test_where_a_result_comes_from_is_no_column() -> None:
    assert about(SAMPLE) == (("Seed", "7"),)


def test_a_column_may_also_say_where_a_result_comes_from() -> None:
    @dataclass(frozen=True)
    class Whole:
        seeds: Annotated[tuple[int, ...], Shown("Seeds", Style.PLAIN, is_about=True)]
        level: Annotated[str, Shown("Level", Style.WORD, is_also_about=True)]

    assert about(Whole((1, 2), "abstract")) == (("Seeds", "1, 2"), ("Level", "abstract"))
    assert [c.key for c in columns_of(Whole)] == ["level"]


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
