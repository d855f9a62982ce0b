"""Pydantic models as rows of a reference: keys, types, bounds, defaults."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from ncrn_dsd.formats.design_bounds import Bounds

_WORDS: dict[object, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "true or false",
    type(None): "null",
    Any: "any value",
}

_LIMITS = (
    ("gt", "above {}"),
    ("ge", "at least {}"),
    ("le", "at most {}"),
    ("min_length", "at least {} long"),
    ("max_length", "at most {} long"),
    ("pattern", "matches `{}`"),
)
"""Attributes of pydantic's marks, and what they say."""


def model_inside(annotation: object) -> type[BaseModel] | None:
    """The model of a table, or of the elements of a list of tables."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (model_inside(part) for part in get_args(annotation))
    return next(filter(None, inner), None)


def type_text(annotation: object, *, optional_as_null: bool = False) -> str:
    """The type of a value in words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        limits = ", ".join(filter(None, map(_limit, parts[1:])))
        inner = type_text(parts[0])
        return f"{inner}, {limits}" if limits else inner
    if origin is Literal:
        return " or ".join(_literal(value) for value in parts)
    if origin in (Union, types.UnionType):
        kept = [p for p in parts if p is not type(None) or optional_as_null]
        return " or ".join(type_text(p) for p in kept)
    return _container(origin, parts) or _plain(annotation)


def _container(origin: object, parts: tuple[object, ...]) -> str:
    if origin in (list, tuple):
        return f"list of {_plural(type_text(parts[0]))}"
    if origin in (dict, Mapping):
        return f"{_plural(type_text(parts[1]))} by name"
    return ""


def _plain(annotation: object) -> str:
    if model_inside(annotation) is not None:
        return "table"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(_literal(member.value) for member in annotation)
    return _WORDS.get(annotation, str(annotation))


def _plural(text: str) -> str:
    word, comma, rest = text.partition(",")
    return f"{word}s{comma}{rest}" if word in {"table", "text", "number", "integer"} else text


def field_type(field: FieldInfo, *, optional_as_null: bool = False) -> str:
    """The type of a key in words, with the bounds that stand at the key."""
    inner = type_text(field.annotation, optional_as_null=optional_as_null)
    limits = ", ".join(filter(None, map(_limit, field.metadata)))
    return f"{inner}, {limits}" if limits else inner


def _literal(value: object) -> str:
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def _limit(mark: Any) -> str:
    if isinstance(mark, FieldInfo):
        return ", ".join(filter(None, map(_limit, mark.metadata)))
    if isinstance(mark, AfterValidator):
        bounds = inspect.getclosurevars(mark.func).nonlocals.get("bounds")
        return str(bounds) if isinstance(bounds, Bounds) else ""
    for name, words in _LIMITS:
        value = getattr(mark, name, None)
        if value is not None:
            return words.format(value)
    return ""


def default_text(field: FieldInfo) -> str:
    """The default as TOML; "needed" without one, empty where the key may be left out."""
    if field.is_required():
        return "needed"
    if field.default is None or isinstance(field.default, BaseModel):
        return ""
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return _literal(field.default.value if isinstance(field.default, Enum) else field.default)


def tables_of(
    model: type[BaseModel], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], type[BaseModel]]]:
    """A model and all that are inside it, with the keys that lead there."""
    yield path, model
    for name, field in model.model_fields.items():
        inner = model_inside(field.annotation)
        if inner is not None:
            yield from tables_of(inner, (*path, (field.alias or name) + _among(field.annotation)))


def _among(annotation: object) -> str:
    """How one of many tables is named: of a list, or of tables by name."""
    origins = {get_origin(annotation)}
    inner = annotation
    while get_origin(inner) in (list, tuple, dict, Union, types.UnionType, Annotated):
        origins.add(get_origin(inner))
        inner = get_args(inner)[-1 if get_origin(inner) is dict else 0]
    if dict in origins:
        return ".NAME"
    return "[]" if origins & {list, tuple} else ""


def plain_name(model: type[BaseModel]) -> str:
    """The name of the class, without the argument of a generic one."""
    return model.__name__.split("[")[0]
