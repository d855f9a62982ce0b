"""Files of a package, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.whole_file import write_whole


def write_file(directory: Path, name: str, content: bytes) -> Path:
    """Write `content` to `directory`/`name` and return the path.

    Raises
    ------
    HandoffError: H002, the system refused to write.
    """
    target = directory / name
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        raise HandoffError(
            "H002",
            str(target),
            f"the file cannot be written ({error.strerror or error})",
            "choose a folder that exists or can be made, with free space and write permission",
        ) from error
    return target
