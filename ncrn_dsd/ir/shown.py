"""Heading, unit and format of a value, written once: where the value is declared.

A result is a frozen dataclass. A field, or a property for what follows from fields, is shown when
its type says how::

    loss_mean: Annotated[float | None, Shown("Mean loss", unit="(task units)²")]

A part that is a result itself, and a mapping, are shown as several columns: one for each value of
the part, and one for each key.

Tables on pages and terminals, CSV, LaTeX, JSON with its schema, the rows of an index and the
reference derive from that.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import PurePath
from typing import (
    Annotated,
    Any,
    Protocol,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from pydantic import BaseModel


class Style(Enum):
    """How a value is written for people."""

    WORD = "word"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    """A fraction, as a percentage."""
    PLAIN = "plain"
    """A number as it is, such as a seed."""
    FACTOR = "factor"
    """A multiple of what was designed."""

    @property
    def is_numeric(self) -> bool:
        """Whether a column of it is set flush right."""
        return self is not Style.WORD


@dataclass(frozen=True, slots=True)
class Shown:
    """How a value is shown.

    Parameters
    ----------
    heading: of its column, without the unit; of a part, what is added to the headings of its
        values, where empty says that they are values of the whole.
    style: what kind of value it is.
    unit: as it is printed; empty for none.
    digits: significant ones.
    tones: words that are coloured: "good", "bad" or "open".
    missing: what stands where there is no value.
    meaning: a sentence for the reference, where the heading does not say all.
    only_where_known: the column is left out of a table in which no row has a value.
    is_about: it is said beside a table of results, such as where they come from, and is no column.
    is_also_about: it says where a result comes from, and is a column too.
    brief: heading where there is little room; empty for the heading itself.
    more_is_better: the worst of several values is the smallest.
    bound: key of the bound that a design may set; empty where there is none.
    column: key of its column, where it is a column and nothing else, because the JSON of the
        result has what it sums up; empty otherwise.
    words: what stands for false and for true.
    """

    heading: str
    style: Style = Style.NUMBER
    unit: str = ""
    digits: int = 3
    tones: tuple[tuple[str, str], ...] = ()
    missing: str = "none"
    meaning: str = ""
    only_where_known: bool = False
    is_about: bool = False
    is_also_about: bool = False
    brief: str = ""
    more_is_better: bool = False
    bound: str = ""
    column: str = ""
    words: tuple[str, str] = ("no", "yes")

    @property
    def title(self) -> str:
        """Heading with the unit."""
        return f"{self.heading} [{self.unit}]" if self.unit else self.heading


@dataclass(frozen=True, slots=True)
class Inline:
    """Entries of a mapping that stand in the JSON of the result itself.

    Parameters
    ----------
    of: the type of results whose shown values they are, by their keys; None for other names.
    """

    of: type[Any] | None = None

    @property
    def facets(self) -> tuple[Facet, ...]:
        """Of the entries."""
        return () if self.of is None else facets_of(self.of)


@runtime_checkable
class SaysWhyMissing(Protocol):
    """A result whose values are missing for reasons that differ from one to the other."""

    def why_missing(self, key: str) -> str | None:
        """A word for the value that is missing in a column; None for that of its `Shown`."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One shown value of a type of results.

    Parameters
    ----------
    key: name of the field or property, and its key in JSON and CSV; of a mere column its name.
    hint: its type.
    read: takes a result.
    """

    key: str
    shown: Shown
    hint: Any
    read: Callable[[Any], Any]


def facets_of(type_: type[Any]) -> tuple[Facet, ...]:
    """What a type of results shows, in the order of its declaration, fields first."""
    if type_ not in _FACETS:
        _FACETS[type_] = _facets(type_)
    return _FACETS[type_]


_FACETS: dict[type[Any], tuple[Facet, ...]] = {}


def _facets(type_: type[Any]) -> tuple[Facet, ...]:
    return tuple(
        Facet(shown.column or name, shown, hint, _reader(name))
        for name, hint in _declared(type_)
        if (shown := _shown(hint)) is not None
    )


def columns_of(type_: type[Any], rows: Sequence[Any] = ()) -> tuple[Facet, ...]:
    """The columns of a table of results of one type, in the order of its declaration.

    What is about results is no column.

    Parameters
    ----------
    rows: the results, whose mappings have the keys that become columns.
    """
    return tuple(
        column
        for facet in facets_of(type_)
        if not facet.shown.is_about
        for column in _columns(facet, rows)
    )


def choose_facets(columns: Sequence[Facet], keys: Sequence[str]) -> Sequence[Facet]:
    """The columns with these keys in their order; all where no key is given.

    Raises
    ------
    KeyError: there is no such column.
    """
    by_key = {column.key: column for column in columns}
    return [by_key[key] for key in keys] if keys else columns


def _columns(facet: Facet, rows: Sequence[Any]) -> tuple[Facet, ...]:
    bare = get_args(facet.hint)[0]
    inline = inline_of(facet.hint)
    if inline is not None and inline.of is not None:
        value = get_args(bare)[1]
        return tuple(
            Facet(f.key, f.shown, value, _entry_reader(facet, f.key)) for f in inline.facets
        )
    if get_origin(bare) is Mapping:
        keys = dict.fromkeys(key for row in rows for key in facet.read(row))
        value = get_args(bare)[1]
        return tuple(
            Facet(key, replace(facet.shown, heading=key), value, _entry_reader(facet, key))
            for key in keys
        )
    if not dataclasses.is_dataclass(bare):
        return (facet,)
    part = columns_of(cast("type[Any]", bare), [facet.read(row) for row in rows])
    return tuple(_of_whole(facet, inner) for inner in part)


def _of_whole(facet: Facet, inner: Facet) -> Facet:
    """A value of a part as a value of the whole."""
    key, shown = inner.key, inner.shown
    if facet.shown.heading:
        key = f"{facet.key}_{key}"
        shown = replace(shown, heading=f"{shown.heading}, {facet.shown.heading}")
    return Facet(key, shown, inner.hint, lambda result: inner.read(facet.read(result)))


def _entry_reader(facet: Facet, key: str) -> Callable[[Any], Any]:
    return lambda result: facet.read(result).get(key)


def why_missing(row: Any, key: str) -> str | None:
    """The word of a result for a value that it lacks; None where it has none of its own."""
    return row.why_missing(key) if isinstance(row, SaysWhyMissing) else None


def plain(value: Any) -> Any:
    """A result as JSON can hold it: fields by name, then what is shown beyond them.

    Numbers that are not finite become null, sets lists in order, enumerations their values.

    Raises
    ------
    TypeError: a value is of no type that a result may have.
    """
    found: Any
    match value:
        case None | str() | bool() | int():
            found = value
        case float():
            found = value if math.isfinite(value) else None
        case Enum():
            found = value.value
        case PurePath():
            found = value.as_posix()
        case frozenset():
            found = [plain(each) for each in sorted(value)]
        case Mapping():
            found = {str(plain(key)): plain(each) for key, each in value.items()}
        case Sequence():
            found = [plain(each) for each in value]
        case BaseModel():
            found = value.model_dump(mode="json")
        case _ if dataclasses.is_dataclass(value):
            found = {}
            for name, hint in hints_of(type(value)):
                inner = plain(getattr(value, name))
                found |= {name: inner} if inline_of(hint) is None else inner
        case _:
            raise TypeError(f"a result cannot hold a value of type {type(value).__name__}")
    return found


def hints_of(type_: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The keys of a result in JSON with their types, in their order."""
    return tuple(
        (name, hint)
        for name, hint in _declared(type_)
        if (shown := _shown(hint)) is None or not shown.column
    )


def _declared(type_: type[Any]) -> tuple[tuple[str, Any], ...]:
    if type_ in _HINTS:
        return _HINTS[type_]
    hints = get_type_hints(type_, include_extras=True)
    is_model = issubclass(type_, BaseModel)
    names = type_.model_fields if is_model else [f.name for f in dataclasses.fields(type_)]
    found = [(name, hints[name]) for name in names]
    for base in reversed([b for b in type_.__mro__ if b not in BaseModel.__mro__]):
        for name, member in vars(base).items():
            if isinstance(member, property) and member.fget is not None:
                hint = get_type_hints(member.fget, include_extras=True).get("return")
                if _shown(hint) is not None:
                    found.append((name, hint))
    _HINTS[type_] = tuple(found)
    return _HINTS[type_]


_HINTS: dict[type[Any], tuple[tuple[str, Any], ...]] = {}


def inline_of(hint: Any) -> Inline | None:
    """How entries of a mapping stand in a result; None where they stand under its name."""
    return next((extra for extra in _extras(hint) if isinstance(extra, Inline)), None)


def _shown(hint: Any) -> Shown | None:
    return next((extra for extra in _extras(hint) if isinstance(extra, Shown)), None)


def _extras(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda result: getattr(result, name)
