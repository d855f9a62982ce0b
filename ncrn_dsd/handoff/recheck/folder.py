"""The files of a package on disk, and its tables as rows."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.csv_table import Table, TableError, number_in
from ncrn_dsd.formats.text_file import read_bytes_of

Row = dict[str, str]
MANIFEST = "MANIFEST.json"
REWRITE = "write the package again with `ncrn-dsd handoff DESIGN --out`"
_LARGEST_BYTES = 500_000_000
"""No package is that large; what claims to be would only fill the memory."""


def read_package(path: Path) -> dict[str, bytes]:
    """Every file by its path inside the package, out of a folder or an archive.

    Raises
    ------
    HandoffError: H021, this is neither.
    """
    try:
        files = _folder(path) if path.is_dir() else _archive(path)
    # An archive may be damaged, encrypted, or packed in a way that nothing here knows.
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error):
        files = {}
    if MANIFEST not in files:
        raise HandoffError(
            "H021",
            str(path),
            f"it is neither a folder nor an archive of a package with a {MANIFEST}",
            "name what `ncrn-dsd handoff DESIGN --out` wrote",
        )
    return files


def _folder(path: Path) -> dict[str, bytes]:
    found = (p for p in sorted(path.rglob("*")) if p.is_file())
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in found}


def _archive(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(read_bytes_of(path, _LARGEST_BYTES))) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_BYTES:
            return {}
        names = (name for name in archive.namelist() if not name.endswith("/"))
        return {name.partition("/")[2]: archive.read(name) for name in names}


class Tables:
    """Tables of a package by name; a missing one, or one without its columns, is refused."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def rows(self, name: str, *columns: str) -> list[Row]:
        """All rows of a table that has at least these columns.

        Raises
        ------
        HandoffError: H022, the file is missing or is no such table.
        """
        if name not in self._files:
            raise HandoffError("H022", name, "the file is missing in the package", REWRITE)
        try:
            table = Table(self._files[name].decode("utf-8"), columns)
            read = [row.cells for row in table]
        except UnicodeDecodeError as problem:
            raise HandoffError("H022", name, "this is no table in UTF-8", REWRITE) from problem
        except TableError as problem:
            where = f"{name}:{problem.line}"
            raise HandoffError("H022", where, problem.what, REWRITE) from problem
        return read

    def number(self, name: str, row: Row, column: str) -> float:
        """A cell as a number.

        Raises
        ------
        HandoffError: H022, it is none.
        """
        try:
            return number_in(row[column])
        except ValueError as problem:
            raise HandoffError("H022", name, f"{column}: {problem}", REWRITE) from problem
