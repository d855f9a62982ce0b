"""Read TOML within limits, so that no text of it can exhaust the machine or garble a terminal.

And set single values in the tables that were read, and write tables as text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from ncrn_dsd.errors import printable
from ncrn_dsd.model.describe import toml_key, toml_text

MAX_DEPTH = 50
"""Of tables and lists in each other; the keys of a design go five deep."""

_PART = r"(?:[A-Za-z0-9_\-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*"
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_\-\"'.])(?:{_PART}\.[ \t]*){{{MAX_DEPTH}}}")


def toml_of(text: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises
    ------
    tomllib.TOMLDecodeError: the text is not TOML, nests too deeply, or has a name or value with a
        character that would steer a terminal.
    """
    # The time that a dotted key takes grows with the square of its parts.
    long_key = _LONG_KEY.search(text)
    if long_key is not None:
        line = text.count("\n", 0, long_key.start()) + 1
        raise tomllib.TOMLDecodeError(f"a key of more than {MAX_DEPTH} parts (at line {line})")
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise _too_deep() from None
    for word in _words(found):
        if printable(word, also="\n\t") != word:
            raise tomllib.TOMLDecodeError(
                f"the text '{printable(word)}' has a character that cannot be shown"
            )
    return found


def with_key(tables: dict[str, Any], key: str, value: Any) -> dict[str, Any] | None:
    """The tables with one other value; those that lead to it are made where they are missing.

    Parameters
    ----------
    key: names of tables and of the key, joined by dots.

    Returns
    -------
    None when the key stands for a table, or for something inside a value that is none.
    """
    name, dot, rest = key.partition(".")
    old = tables.get(name)
    if not name or (isinstance(old, dict) and not dot):
        return None
    if not dot:
        return {**tables, name: value}
    inner = {} if old is None else old
    changed = with_key(inner, rest, value) if isinstance(inner, dict) else None
    return None if changed is None else {**tables, name: changed}


def document_of(tables: dict[str, Any]) -> str:
    """Tables as a TOML text, from which the same tables are read; those in lists stay in lines."""
    return "\n".join(part for part in _headed(tables, ()) if part)


def _headed(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """A table under its heading, and then those inside it under theirs."""
    values = [assigned(n, value) for n, value in table.items() if not isinstance(value, dict)]
    inner = {name: value for name, value in table.items() if isinstance(value, dict)}
    heading = f"[{'.'.join(map(toml_key, path))}]\n" if path and (values or not inner) else ""
    yield heading + "".join(values)
    for name, value in inner.items():
        yield from _headed(value, (*path, name))


def assigned(name: str, value: Any) -> str:
    """A key with its value, in lines where it has several."""
    if isinstance(value, str) and "\n" in value and _stands_in_lines(value):
        text = f'"""\n{value}"""'
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        steps = "".join(f"  {toml_text(step)},\n" for step in value)
        text = f"[\n{steps}]"
    else:
        text = toml_text(value)
    return f"{toml_key(name)} = {text}\n"


def _stands_in_lines(text: str) -> bool:
    """Nothing but the ends of its lines would have to be escaped."""
    return toml_text(text) == '"' + text.replace("\n", "\\n") + '"'


def parsed_values(text: str) -> list[Any]:
    """What a user lists after the = sign: TOML values, or words where they are none."""
    try:
        values = toml_of(f"values = [{text}]")["values"]
    except tomllib.TOMLDecodeError:
        values = [_parsed(word.strip()) for word in text.split(",")]
    return list(values)


def _parsed(word: str) -> Any:
    try:
        return toml_of(f"value = {word}")["value"]
    except tomllib.TOMLDecodeError:
        return word


def _words(top: dict[str, Any]) -> Iterator[str]:
    """All keys and strings."""
    waiting: list[tuple[Any, int]] = [(top, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise _too_deep()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]


def _too_deep() -> tomllib.TOMLDecodeError:
    return tomllib.TOMLDecodeError(f"tables or lists nest more than {MAX_DEPTH} deep")
