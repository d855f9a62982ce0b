"""A package on disk: a folder, or a zip archive that is the same whenever it is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

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
