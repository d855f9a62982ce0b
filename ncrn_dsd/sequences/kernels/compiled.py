"""Compilation of kernels to machine code, with types that a checker understands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from numba import njit

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def compiled(kernel: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The kernel as machine code, stored beside the source where a folder can hold it.

    Stored code is found by the name and the file of the kernel alone. A kernel calls kernels of
    other files of this folder, so that its name is made to change with every file of the folder.
    """
    kernel.__qualname__ = f"{kernel.__qualname__}_{_digest_of_folder()}"
    try:
        stored: Callable[Parameters, Result] = njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        fresh: Callable[Parameters, Result] = njit(nogil=True)(kernel)
        return fresh
    return stored


@cache
def _digest_of_folder() -> str:
    """Twelve digits that change with the sources in this folder."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
