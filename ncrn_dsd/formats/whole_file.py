"""Files that are either complete or not there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write under a temporary name in the same folder, then rename.

    Raises
    ------
    OSError: the system refused; nothing temporary is left and `path` is what it was before.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        # After a rename it is gone; when its folder does not exist, it never was.
        with contextlib.suppress(OSError):
            temporary.unlink()
