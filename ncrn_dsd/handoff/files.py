"""Files that are either complete or not there."""

from __future__ import annotations

import os
from pathlib import Path

from ncrn_dsd.errors import HandoffError


def write_file(directory: Path, name: str, content: bytes) -> Path:
    """Write `content` to `directory`/`name` and return the path.

    The bytes go to a temporary file in the same folder first, so that a reader never sees half
    an order.

    Raises
    ------
    HandoffError: H002, the system refused to write.
    """
    target = directory / name
    temporary = directory / f".{name}.{os.getpid()}.tmp"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise HandoffError(
            "H002",
            str(target),
            f"the file cannot be written ({error.strerror or error})",
            "choose a folder that exists or can be made, with free space and write permission",
        ) from error
    return target
