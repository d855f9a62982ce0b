"""What the models say of their keys: for the reference, `explain`, `--vary` and `ncrn-dsd new`."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator
from pydantic.fields import FieldInfo

from ncrn_dsd.model.keys import Quantity, Within, Written, is_key
from ncrn_dsd.model.refusals import tables_in

_WORDS: dict[object, str] = {
    Path: "path",
    str: "text",
    int: "integer",
    float: "number",
    bool: "true or false",
    type(None): "null",
    Any: "any value",
}
_PLURALS = {"table", "text", "number", "integer", "quantity"}

_LIMITS = (
    ("gt", "above {}"),
    ("ge", "at least {}"),
    ("le", "at most {}"),
    ("min_length", "at least {} long"),
    ("max_length", "at most {} long"),
    ("pattern", "matches `{}`"),
)
"""Attributes of pydantic's marks, and what they say."""

NEEDED = "needed"

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
"""A name that TOML takes without quotes."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table may stand in a file.

    Parameters
    ----------
    path: keys that lead there; one that ends in "[]" has a list of such tables, and "NAME" stands
        for any name.
    kind: of the table, where there are several kinds at that place or above.
    """

    path: tuple[str, ...]
    kind: str
    table: type[BaseModel]


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """All that is known of a key.

    Parameters
    ----------
    kind: of the table that has it, where there are several kinds.
    value: what may stand there, in words, with its bounds.
    unit: in which the value is given; empty for a plain number and for what is no number.
    default: as it is written in a file; `NEEDED` without one, empty where it may be left out.
    """

    path: tuple[str, ...]
    kind: str
    value: str
    unit: str
    default: str
    meaning: str

    @property
    def name(self) -> str:
        """As on the command line."""
        return ".".join(part.removesuffix("[]") for part in self.path)


def places_of(
    model: type[BaseModel], path: tuple[str, ...] = (), kind: str = ""
) -> Iterator[TablePlace]:
    """A table and all that may be inside it."""
    yield TablePlace(path, kind, model)
    for name, field in fields_of(model):
        inner, among = _inside(field.annotation)
        tables = list(tables_in(inner))
        for mark, table in tables:
            where = (*path, name + among) if among != "NAME" else (*path, name, among)
            yield from places_of(table, where, mark if len(tables) > 1 else kind)


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys of a table as they are written in files."""
    for name, field in model.model_fields.items():
        if is_key(field.alias):
            yield field.alias or name, field


def keys_of(model: type[BaseModel]) -> Iterator[KeyFacts]:
    """All keys of a file."""
    for place in places_of(model):
        for name, field in fields_of(place.table):
            yield KeyFacts(
                (*place.path, name),
                place.kind,
                value_text(field),
                unit_of(field),
                default_text(field),
                field.description or "",
            )


def _inside(annotation: object) -> tuple[object, str]:
    """What is in a list or in a table by name, and how one of it is named."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated and not any(isinstance(mark, Discriminator) for mark in parts[1:]):
        return _inside(parts[0])
    if origin in (list, tuple, frozenset):
        return parts[0], "[]"
    if origin is dict:
        return parts[1], "NAME"
    if origin in (Union, types.UnionType):
        many = (_inside(part) for part in parts)
        return next((found for found in many if found[1]), (annotation, ""))
    return annotation, ""


def marks_of(annotation: object) -> Iterator[Any]:
    """All marks inside a type."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        for mark in marks:
            yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
        yield from marks_of(inner)
    elif not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        for part in get_args(annotation):
            yield from marks_of(part)


def bounds_of(field: FieldInfo) -> Quantity | Within | None:
    """The bounds of a number, or of the numbers of a list."""
    marks = (*field.metadata, *marks_of(field.annotation))
    return next((mark for mark in marks if isinstance(mark, Quantity | Within)), None)


def unit_of(field: FieldInfo) -> str:
    """In which a value is given; empty for plain numbers."""
    bounds = bounds_of(field)
    return bounds.unit if bounds is not None else ""


def value_text(field: FieldInfo, *, optional_as_null: bool = False) -> str:
    """What may stand at a key, in words, with its bounds."""
    inner = type_text(field.annotation, optional_as_null=optional_as_null)
    inner = _written(field.metadata) or inner
    limits = ", ".join(filter(None, map(_limit, field.metadata)))
    return f"{inner}, {limits}" if limits else inner


def _written(marks: Iterable[Any]) -> str:
    """What is said of values that are not written as they are kept."""
    for mark in marks:
        if isinstance(mark, Quantity):
            return "quantity, or the name of a value of the sample" if mark.column else "quantity"
        if isinstance(mark, Written):
            return mark.words
    return ""


def type_text(annotation: object, *, optional_as_null: bool = False) -> str:
    """A type in words, with the bounds that stand in it."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        limits = ", ".join(filter(None, map(_limit, parts[1:])))
        inner = _written(parts[1:]) or type_text(parts[0])
        return f"{inner}, {limits}" if limits else inner
    if origin is Literal:
        return " or ".join(_literal(value) for value in parts)
    if origin in (Union, types.UnionType):
        kept = [p for p in parts if p is not type(None) or optional_as_null]
        return " or ".join(dict.fromkeys(type_text(p) for p in kept))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(_literal(member.value) for member in annotation)
    return _container(origin, parts) or _plain(annotation)


def _container(origin: object, parts: tuple[object, ...]) -> str:
    if origin is tuple and Ellipsis not in parts:
        return f"list of {len(parts)} {_plural(type_text(parts[0]))}"
    if origin in (list, tuple, frozenset):
        return f"list of {_plural(type_text(parts[0]))}"
    if origin in (dict, Mapping):
        return f"{_plural(type_text(parts[1]))} by name"
    return ""


def _plain(annotation: object) -> str:
    if next(tables_in(annotation), None) is not None:
        return "table"
    return _WORDS.get(annotation, str(annotation))


def _plural(text: str) -> str:
    word, comma, rest = text.partition(",")
    if word not in _PLURALS:
        return text
    return f"{'quantities' if word == 'quantity' else f'{word}s'}{comma}{rest}"


def _literal(value: object) -> str:
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def _limit(mark: Any) -> str:
    if isinstance(mark, FieldInfo):
        return ", ".join(filter(None, map(_limit, mark.metadata)))
    if isinstance(mark, Quantity | Within):
        return str(mark)
    for name, words in _LIMITS:
        value = getattr(mark, name, None)
        if value is not None:
            return words.format(value)
    return ""


def default_text(field: FieldInfo) -> str:
    """The default as TOML; `NEEDED` without one, empty where the key may be left out."""
    if field.is_required():
        return NEEDED
    if field.default is None or isinstance(field.default, BaseModel):
        return ""
    bounds = bounds_of(field)
    if isinstance(bounds, Quantity):
        size = bounds.units[bounds.unit]
        return toml_text(f"{field.default / size:g} {bounds.unit}")
    return toml_text(field.default)


def toml_text(value: Any) -> str:
    """A value as it is written in a TOML file."""
    if isinstance(value, Enum):
        return toml_text(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        # JSON escapes in a text what TOML does, but for one control character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_text, value))}]"
    if isinstance(value, dict):
        pairs = (f"{toml_key(name)} = {toml_text(one)}" for name, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return str(value)


def toml_key(name: str) -> str:
    """A name as it is written in a TOML file, in quotes where it needs them."""
    return name if _BARE_KEY.fullmatch(name) else toml_text(name)
