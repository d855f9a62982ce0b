"""What is wrong with a file, as one sentence with its place, its reason and how to fix it."""

from __future__ import annotations

import contextlib
import difflib
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from ncrn_dsd.errors import DesignError, NcrnError, PluginError
from ncrn_dsd.model.keys import OpenTable, Quantity, Reason, Table, is_key

Keys = tuple[str | int, ...]
"""Names of tables and keys, and positions in lists, from the top of a file."""

TELL_KIND = ("kind", "distribution")
"""Keys that tell tables of several kinds apart."""

_SHOWN = 60
"""Characters of a wrong value, at most."""


def refusal_of(
    problem: ValidationError, model: type[BaseModel], where: Callable[[Keys], str]
) -> NcrnError:
    """The first complaint of a validation, as an error of the program.

    Parameters
    ----------
    where: the place of a key, for messages.
    """
    # A misspelt key is both unknown and missing; the unknown one tells the user more.
    first = min(problem.errors(), key=lambda e: e["type"] != "extra_forbidden")
    keys, around, tables = _followed(model, first["loc"])
    context = first.get("ctx", {})
    name = next((str(k) for k in reversed(keys) if isinstance(k, str)), "")
    here = where(keys)
    match first["type"]:
        case "quantity":
            refusal = _of_quantity(context["quantity"], first["input"], here, name)
        case "refused":
            refusal = _of_reason(context["reason"], where((*keys, *context["at"])), name)
        case "no_step":
            refusal = _of_step(keys, tables, first["input"], context, where)
        case "extra_forbidden":
            refusal = _unknown(keys, around, here)
        case "missing" if isinstance(first["loc"][-1], int):
            refusal = _wrong(keys[:-1], first["input"], "give two values", here)
        case "missing":
            refusal = _missing(keys, around, here)
        case "union_tag_not_found" | "union_tag_invalid":
            refusal = _of_kind(keys, around, tables, context, where)
        case _:
            message = first["msg"][0].lower() + first["msg"][1:]
            refusal = _wrong(keys, first["input"], message, here)
    return refusal


def _of_kind(
    keys: Keys,
    around: list[type[BaseModel]],
    tables: list[type[BaseModel]],
    context: dict[str, Any],
    where: Callable[[Keys], str],
) -> DesignError:
    """No kind, or one that is not known; the place is that of the key that tells the kind."""
    name = context["discriminator"].strip("'")
    at, tag = (*keys, name), context.get("tag")
    if tag is None:
        return _missing(at, around, where(at))
    known = context["expected_tags"]
    for model in tables:
        if issubclass(model, Table) and model.no_kind is not None:
            names = ", ".join(sorted(known.replace("'", "").split(", ")))
            reason = Reason(model.no_kind.code, model.no_kind.what, f"use one of: {names}")
            return _of_reason(reason, where(at), tag)
    return _wrong(at, tag, f"input should be {_one_of(known)}", where(at))


def _of_step(
    keys: Keys,
    tables: list[type[BaseModel]],
    given: Any,
    context: dict[str, Any],
    where: Callable[[Keys], str],
) -> DesignError:
    """A step with an unknown key, or with too many or too few known ones."""
    known = {name for table in tables for name in key_names(table)}
    unknown = [name for name in given if name not in known] if isinstance(given, dict) else []
    if unknown:
        at = (*keys, unknown[0])
        return _unknown(at, tables, where(at))
    return DesignError(context["code"], where(keys), context["what"], context["fix"])


def _wrong(keys: Keys, value: Any, hint: str, where: str) -> DesignError:
    shown = repr(list(value) if isinstance(value, tuple) else value)
    shown = shown if len(shown) < _SHOWN else shown[: _SHOWN - 3] + "..."
    return DesignError("D009", where, f"'{_dotted(keys)}' is {shown}", hint)


def _one_of(tags: str) -> str:
    *others, last = tags.split(", ")
    return f"{', '.join(others)} or {last}" if others else last


def _of_quantity(quantity: Quantity, text: str, where: str, name: str) -> NcrnError:
    try:
        quantity.parse(text, where, name)
    except NcrnError as problem:
        return problem
    raise AssertionError(text)


def _of_reason(reason: Reason, where: str, name: str) -> DesignError:
    what, fix = (words.replace("{key}", name) for words in (reason.what, reason.fix))
    return DesignError(reason.code, where, what, fix)


def _unknown(keys: Keys, around: list[type[BaseModel]], where: str) -> DesignError:
    name = str(keys[-1])
    for model in around:
        if issubclass(model, Table) and name in model.refuses:
            return _of_reason(model.refuses[name], where, name)
    known = list(dict.fromkeys(known for model in around for known in key_names(model)))
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'" if near else f"known keys here: {', '.join(known)}"
    return DesignError("D007", where, f"there is no key '{_dotted(keys)}'", hint)


def _missing(keys: Keys, around: list[type[BaseModel]], where: str) -> DesignError:
    name = str(keys[-1])
    for model in around:
        if issubclass(model, Table) and name in model.needs:
            return _of_reason(model.needs[name], where, name)
    what = f"the key '{_dotted(keys)}' is missing"
    return DesignError("D008", where, what, f"add {name} = ...")


def _dotted(keys: Keys) -> str:
    return ".".join(map(str, keys))


def key_names(model: type[BaseModel]) -> list[str]:
    """The keys of a table as they are written in files."""
    fields = model.model_fields.items()
    return [field.alias or name for name, field in fields if is_key(field.alias)]


def tables_in(annotation: object) -> Iterator[tuple[str, type[BaseModel]]]:
    """The tables that may stand at a key, with the marks by which validation tells them apart."""
    if (
        isinstance(annotation, type)
        and issubclass(annotation, OpenTable)
        and annotation.stands_for_all()
    ):
        for kind in annotation.kinds():
            # A package that is broken should not stop others; naming its kind is an error.
            with contextlib.suppress(PluginError):
                yield kind, annotation.of_kind(kind)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = (annotation.model_fields.get(name) for name in TELL_KIND)
        kinds = (get_args(f.annotation) for f in fields if f is not None)
        yield next((str(kind[0]) for kind in kinds if kind), ""), annotation
    elif get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        tag = next((m.tag for m in marks if isinstance(m, Tag)), None)
        for mark, model in tables_in(inner):
            yield (tag or mark, model)
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from tables_in(part)


Tables = list[type[BaseModel]]


def _followed(model: type[BaseModel], location: Keys) -> tuple[Keys, Tables, Tables]:
    """The keys of a location without the marks of unions.

    With the tables that have the last one, and those that may stand there.
    """
    keys: list[str | int] = []
    here: object = model
    around: list[type[BaseModel]] = [model]
    for part in location:
        tables = list(tables_in(here))
        if len(tables) > 1 and part in [mark for mark, _ in tables]:
            here = next(table for mark, table in tables if mark == part)
            continue
        keys.append(part)
        if tables:
            # A table of unknown kind may be any of them.
            around = [table for _, table in tables]
            here = _annotation(around, part)
        else:
            here = _element(here)
    return tuple(keys), around, [table for _, table in tables_in(here)]


def _annotation(tables: list[type[BaseModel]], name: str | int) -> object:
    for table in tables:
        for field_name, field in table.model_fields.items():
            if name in (field.alias, field_name):
                return field.annotation
    return None


def _element(annotation: object) -> object:
    """What is in a list, or in a table by name."""
    if get_origin(annotation) is Annotated:
        return _element(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return next(filter(None, map(_element, get_args(annotation))), None)
    if get_origin(annotation) in (tuple, list):
        return get_args(annotation)[0]
    return get_args(annotation)[1] if get_origin(annotation) is dict else None
