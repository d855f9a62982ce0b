"""A package on disk: a folder, or a zip archive that is the same whenever it is written."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.text_file import read_bytes_of
from ncrn_dsd.handoff.written import MANIFEST

_LARGEST_BYTES = 500_000_000
"""No package is that large; what claims to be would only fill the memory."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def fill_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files below an existing folder.

    Raises
    ------
    OSError: something cannot be written.
    """
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def zipped(name: str, files: Mapping[str, bytes]) -> bytes:
    """An archive with sorted entries below a folder of this name, without times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", date_time=_ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


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
