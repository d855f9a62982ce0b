"""Files of a package as tables, JSON and text; what is damaged is told in one sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.csv_table import CsvTable, TableError, number_in
from ncrn_dsd.handoff.written import MANIFEST

REWRITE = "write the package again with `ncrn-dsd handoff DESIGN --out`"
_DAMAGES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What readers of JSON, scripts and tables raise when a file is not what they expect."""

Row = dict[str, str]
Key = TypeVar("Key")
Value = TypeVar("Value")


class Tables:
    """Files of a package by name; a missing one, or a table without its columns, is refused."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def text(self, name: str) -> str:
        if name not in self._files:
            raise HandoffError("H022", name, "the file is missing in the package", REWRITE)
        try:
            return self._files[name].decode("utf-8")
        except UnicodeDecodeError as problem:
            raise HandoffError("H022", name, "this is no table in UTF-8", REWRITE) from problem

    def json(self, name: str) -> dict[str, Any]:
        content = json.loads(self.text(name))
        if not isinstance(content, dict):
            raise HandoffError("H022", name, "it holds no object of JSON", REWRITE)
        return content

    def value(self, type_: type[Value], name: str) -> Value:
        """A value of a type out of a JSON file."""
        try:
            return TypeAdapter(type_).validate_python(self.json(name))
        except ValidationError as problem:
            first = problem.errors()[0]
            what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise HandoffError("H022", name, what, REWRITE) from problem

    def rows(self, name: str, *columns: str) -> list[Row]:
        try:
            return [row.cells for row in CsvTable(self.text(name), columns)]
        except TableError as problem:
            where = f"{name}:{problem.line}"
            raise HandoffError("H022", where, problem.what, REWRITE) from problem

    def number(self, name: str, row: Row, column: str) -> float:
        try:
            return number_in(row[column])
        except ValueError as problem:
            raise HandoffError("H022", name, f"{column}: {problem}", REWRITE) from problem

    def numbers(self, name: str, row: Row, *columns: str) -> dict[str, float]:
        """Several numbers by their columns."""
        return {column: self.number(name, row, column) for column in columns}


def grouped(pairs: Iterator[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    """Values by their keys, in their order."""
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


@contextmanager
def damages_told(files: Mapping[str, bytes]) -> Iterator[None]:
    """What goes wrong with damaged files inside the block is told as one sentence.

    Where every file is that of the manifest, it is no damage but a mistake of this program, which
    goes on as it is.

    Raises
    ------
    HandoffError: H022, with the files that are not those of the manifest.
    """
    try:
        yield
    except _DAMAGES as problem:
        listed, _ = manifest_of(files)
        changed = sorted(n for n, digest in hashes_of(files) if (listed or {}).get(n) != digest)
        if not changed:
            raise
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        raise HandoffError(
            "H022",
            ", ".join(changed[:3]) + more,
            f"it is not what was written and cannot be read ({problem})",
            REWRITE,
        ) from problem


def hashes_of(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every file but the manifest, with its SHA-256."""
    for name, content in files.items():
        if name != MANIFEST:
            yield name, hashlib.sha256(content).hexdigest()


def manifest_of(files: Mapping[str, bytes]) -> tuple[Mapping[str, str] | None, tuple[str, ...]]:
    """Hashes by file, and the files that were not the same when they were made twice."""
    try:
        content = json.loads(files.get(MANIFEST, b""))
        differing = tuple(map(str, content["differing_when_made_twice"]))
        return {one["path"]: one["sha256"] for one in content["files"]}, differing
    except (ValueError, LookupError, RecursionError, TypeError):
        return None, ()
