"""Read the files that users name, within limits."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from pathlib import Path

from ncrn_dsd.errors import FormatError, NcrnError, reason_of

CRN_SUFFIXES, SBML_SUFFIXES, PIL_SUFFIXES = (".crn",), (".xml", ".sbml"), (".pil",)
"""By which files of networks and strands are told."""

LARGEST_BYTES = 50_000_000
"""No input that can be computed with is larger."""


def read_bytes_of(path: Path, largest_bytes: int = LARGEST_BYTES) -> bytes:
    """The content of an ordinary file.

    Raises
    ------
    OSError: it does not exist, is a folder or a device, or is larger than the limit; the reason
        is a sentence.
    """
    # A device or a pipe may have no end, or may wait for one for ever.
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder and not a file", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a device or a pipe and not a file", str(path))
    with path.open("rb") as file:
        content = file.read(largest_bytes + 1)
    if len(content) > largest_bytes:
        what = f"it is larger than {largest_bytes // 10**6} MB"
        raise OSError(errno.EFBIG, what, str(path))
    return content


def read_text_of(path: Path, largest_bytes: int = LARGEST_BYTES) -> str:
    """The text of an ordinary file, without the mark that some editors put in front of UTF-8.

    Raises
    ------
    OSError: as `read_bytes_of`.
    UnicodeDecodeError: it is no text in UTF-8.
    """
    text = read_bytes_of(path, largest_bytes).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> str:
    """The text of a file that somebody named.

    Raises
    ------
    FormatError: F001, it does not exist or is not text.
    """
    return read_text_or(path, lambda what: FormatError("F001", str(path), what, "check the path"))


def read_text_or(path: Path, refusal: Callable[[str], NcrnError]) -> str:
    """The text of a file; where it cannot be read, the refusal of what says why is raised.

    Raises
    ------
    NcrnError: that refusal.
    """
    try:
        return read_text_of(path)
    except (OSError, UnicodeDecodeError) as problem:
        raise refusal(f"the file cannot be read ({reason_of(problem)})") from None
