"""Results as JSON, read back, and the schema of both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter

from ncrn_dsd.ir.shown import facets_of, plain

Result = TypeVar("Result")
SCHEMA = 1
"""Raised when a key changes its meaning or goes."""


def result_json(result: Any, about: Mapping[str, Any] | None = None) -> str:
    """A result as text, with the keys of its type.

    Parameters
    ----------
    about: what stands before it, such as versions.

    Raises
    ------
    TypeError: the result holds a value that JSON cannot hold.
    """
    return _text({"schema": SCHEMA, **(about or {}), **plain(result)})


def results_json(results: Sequence[Any]) -> str:
    """Several results as text: a list.

    Raises
    ------
    TypeError: a result holds a value that JSON cannot hold.
    """
    return _text(plain(results))


def _text(content: Any) -> str:
    return json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def read_result(type_: type[Result], content: Mapping[str, Any]) -> Result:
    """A result from its JSON; what follows from other keys is worked out again.

    Raises
    ------
    ValueError: a key is missing or has a value of another type, or the schema is another one.
    """
    if content.get("schema") != SCHEMA:
        raise ValueError(f"schema: {content.get('schema')!r} is not {SCHEMA}")
    return TypeAdapter(type_).validate_python(dict(content))


def result_schema(type_: type[Any]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a type of results, with headings and units."""
    schema = TypeAdapter(type_).json_schema()
    properties = schema["properties"] = {"schema": {"const": SCHEMA}, **schema["properties"]}
    for facet in facets_of(type_):
        entry = properties.setdefault(facet.key, TypeAdapter(facet.hint).json_schema())
        if facet.shown.title:
            entry["title"] = facet.shown.title
        if facet.shown.meaning:
            entry["description"] = facet.shown.meaning
    return schema
