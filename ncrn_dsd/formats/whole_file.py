"""Files and folders that are either complete or not there."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
import time
from pathlib import Path

from ncrn_dsd.errors import ArtefactError

_LEFT = re.compile(r"\.(?P<name>.+)\.(?P<process>[0-9]{1,18})\.(?P<kind>tmp|old|probe)")


def resolved(path: Path) -> Path:
    """Where a path leads; a link is never replaced by what it should lead to."""
    return Path(os.path.realpath(path))


def write_whole(path: Path, content: bytes) -> None:
    """Write under a temporary name in the same folder, then rename.

    Raises
    ------
    OSError: the system refused; nothing temporary is left and `path` is what it was before.
    """
    path = resolved(path)
    if path.exists() and not path.is_file():
        # A device or a pipe takes what is written, and cannot be replaced.
        path.write_bytes(content)
        return
    clear_leftovers(path.parent, path.name)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        # After a rename it is gone; when its folder does not exist, it never was.
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    ArtefactError: the folder cannot be made or the file cannot be written.
    """
    if not path.name or path.is_dir():
        raise ArtefactError(
            "A008", str(path), "this is a folder and not a file to write", "name a file"
        )
    try:
        # A link to a folder that is still to be made leads there.
        real = resolved(path)
        real.parent.mkdir(parents=True, exist_ok=True)
        write_whole(real, content)
    except OSError as problem:
        raise ArtefactError(
            "A001",
            str(path.parent),
            f"the file {path.name} cannot be written ({problem.strerror})",
            "choose another folder with --out, or change its permissions",
        ) from None


def check_file_writable(file: Path) -> None:
    """Fail before the work starts when its results could not be written after it.

    Raises
    ------
    ArtefactError: the file is a folder, or its folder cannot be made or written.
    """
    if file.is_dir() or not file.name:
        raise ArtefactError(
            "A008", str(file), "this is a folder and not a file to write", "name a file"
        )
    probe = file.with_name(f".{file.name}.probe")
    write_bytes(probe, b"")
    probe.unlink(missing_ok=True)


def clear_leftovers(folder: Path, name: str | None = None, older_s: float = 0.0) -> None:
    """Remove what processes that were killed left in a folder, of one name or of all.

    A folder that one of them had moved away, to put another in its place, is moved back.

    Parameters
    ----------
    older_s: leave what was written since, by what may be a process of another machine.
    """
    try:
        found = [(entry, _LEFT.fullmatch(entry.name)) for entry in os.scandir(folder)]
    except OSError:
        return
    for entry, left in found:
        if left is None or name not in (None, left["name"]) or _lives(int(left["process"])):
            continue
        with contextlib.suppress(OSError):
            if time.time() - entry.stat(follow_symlinks=False).st_mtime < older_s:
                continue
            if left["kind"] == "old" and not (folder / left["name"]).exists():
                Path(entry.path).rename(folder / left["name"])
            elif entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for files between processes; those of killed processes are removed."""
    parent = Path(tempfile.gettempdir()) / f"ncrn-dsd-{os.getuid()}"
    with contextlib.suppress(OSError):
        parent.mkdir(mode=0o700, exist_ok=True)
        found = parent.lstat()
        # What somebody else put there is not ours to use.
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            clear_leftovers(parent)
            suffix = f".{os.getpid()}.tmp"
            return tempfile.TemporaryDirectory(prefix=".", suffix=suffix, dir=parent)
    return tempfile.TemporaryDirectory()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (OverflowError, ProcessLookupError):
        return False
    except OSError:
        return True
    return True
