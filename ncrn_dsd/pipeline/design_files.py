"""Everything that the outcome of a design depends on, besides the program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ncrn_dsd.formats.design_tables import load_toml, parse_toml
from ncrn_dsd.translation.scheme import load_scheme

DataKey = tuple[tuple[str, str], ...]


def design_key(path: Path) -> DataKey:
    """(what, digest) of the design, of each file it names, of its scheme and of its data sets.

    Raises
    ------
    NcrnError: the design or its scheme cannot be read.
    """
    text, shown = load_toml(path)
    table = parse_toml(text, shown)
    folder = path if path.is_dir() else path.parent
    files = sorted({v for v in _strings(table) if _is_file(folder / v)})
    named = [(name, _digest((folder / name).read_bytes())) for name in files]
    scheme = table.get("dsd", {}).get("scheme") if isinstance(table.get("dsd"), dict) else None
    if isinstance(scheme, str):
        loaded = load_scheme(scheme)
        named.append((f"scheme {scheme}", _digest(f"{loaded.text}\0{loaded.meta!r}".encode())))
    versions = ((package, _version(package)) for package in ("scikit-learn", "viennarna"))
    return (("design", _digest(text.encode())), *named, *versions)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A sentence may be too long for the name of a file.
        return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
