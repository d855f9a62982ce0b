"""Results as JSON, read back, and the schema of both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter

from ncrn_dsd.ir.shown import Facet, facets_of, hints_of, inline_of, plain

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
    TypeError: it is no frozen dataclass, or holds a value that JSON cannot hold.
    """
    return _text(result_content(result, about))


def result_content(result: Any, about: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The same before it is text, to compare with what was read."""
    _refuse_untyped(result)
    return {"schema": SCHEMA, **(about or {}), **plain(result)}


def results_json(results: Sequence[Any]) -> str:
    """Several results as text: a list.

    Raises
    ------
    TypeError: one is no frozen dataclass, or holds a value that JSON cannot hold.
    """
    for each in results:
        _refuse_untyped(each)
    return _text(plain(results))


def parts_json(parts: Mapping[str, Any]) -> str:
    """Results by name as text, for a file that has no version of its own.

    Raises
    ------
    TypeError: one is no frozen dataclass, or holds a value that JSON cannot hold.
    """
    for each in parts.values():
        _refuse_untyped(each)
    return _text(plain(parts), indent=1)


def _refuse_untyped(result: Any) -> None:
    """Keys are declared by types, so that nothing is written that no type declares."""
    if isinstance(result, type) or not is_dataclass(result):
        raise TypeError(f"{type(result).__name__} is no type of results")


def _text(content: Any, indent: int = 2) -> str:
    return json.dumps(content, indent=indent, allow_nan=False, ensure_ascii=False) + "\n"


def read_result(type_: type[Result], content: Mapping[str, Any]) -> Result:
    """A result from its JSON; what follows from other keys is worked out again.

    Raises
    ------
    ValueError: a key is missing or has a value of another type, or the schema is another one.
    """
    if content.get("schema") != SCHEMA:
        raise ValueError(f"schema: {content.get('schema')!r} is not {SCHEMA}")
    return read_part(type_, content)


def read_part(type_: type[Result], content: Mapping[str, Any]) -> Result:
    """A result that is part of a file, or of files that have a version of their own.

    Raises
    ------
    ValueError: a key is missing or has a value of another type.
    """
    return TypeAdapter(type_).validate_python(_gathered(type_, content))


def _gathered(hint: Any, content: Any) -> Any:
    """JSON of a type, with the entries of inline mappings under the names of their fields."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    match content:
        case Mapping() if is_dataclass(bare):
            hints = dict(hints_of(cast("type[Any]", bare)))
            rest = {key: value for key, value in content.items() if key not in hints}
            return {
                name: _gathered(inner, rest if inline_of(inner) else content[name])
                for name, inner in hints.items()
                if name in content or inline_of(inner)
            }
        case Mapping() if get_origin(bare) is Mapping:
            return {key: _gathered(get_args(bare)[1], value) for key, value in content.items()}
        case Mapping():
            of_result = next(filter(is_dataclass, get_args(bare)), None)
            return content if of_result is None else _gathered(of_result, content)
        case list() if get_origin(bare) is tuple:
            return [_gathered(get_args(bare)[0], value) for value in content]
        case _:
            return content


def result_schema(type_: type[Any]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a type of results, with headings and units.

    Types within it are under ``$defs``, with theirs.
    """
    schema = TypeAdapter(type_).json_schema(by_alias=False)
    parts = schema.setdefault("$defs", {})
    for part in parts.values():
        # A disturbance may be of a class that has further keys.
        part.pop("additionalProperties", None)
    for inner in results_in(type_):
        if inner is type_:
            _describe(schema, inner, parts)
        elif inner.__name__ in parts:
            _describe(parts[inner.__name__], inner, parts)
    schema["properties"] = {"schema": {"const": SCHEMA}, **schema["properties"]}
    return schema


def results_in(type_: type[Any]) -> tuple[type[Any], ...]:
    """A type of results and all types of results within it, each once."""
    found: dict[type[Any], None] = {}
    waiting = [type_]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += [t for _, hint in hints_of(one) for t in _dataclasses(hint)]
    return tuple(found)


def _dataclasses(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from _dataclasses(part)


def _describe(schema: dict[str, Any], type_: type[Any], parts: dict[str, Any]) -> None:
    """Add headings, units, meanings, and what is shown beyond the fields, to an object."""
    properties = schema["properties"]
    facets = {f.key: f for f in facets_of(type_) if not f.shown.column}
    for name, hint in hints_of(type_):
        inline = inline_of(hint)
        if inline is not None:
            values = properties.pop(name)["additionalProperties"]
            schema["required"] = [key for key in schema["required"] if key != name]
            if inline.of is None:
                schema["additionalProperties"] = values
            for facet in inline.facets:
                properties[facet.key] = {**values, **_words(facet)}
            continue
        if name not in properties:
            beyond = TypeAdapter(hint).json_schema()
            parts |= beyond.pop("$defs", {})
            properties[name] = beyond
        if name in facets:
            properties[name] |= _words(facets[name])


def _words(facet: Facet) -> dict[str, str]:
    words = {"title": facet.shown.title, "description": facet.shown.meaning}
    return {key: text for key, text in words.items() if text}
