"""Compilation of kernels to machine code, with types that a checker understands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from numba import njit

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def compiled(kernel: Callable[Parameters, Result], **more: bool) -> Callable[Parameters, Result]:
    """The kernel as machine code that runs without the interpreter lock.

    Division by zero gives infinity, as in numpy. The machine code is stored beside the source;
    where no folder can hold it, it is made anew in every process.

    A kernel may use functions, tuples and constants of other files of its own folder only:
    numba looks at no file but the kernel's own before it takes stored code, and the name under
    which the code is stored, made here, changes with every file of the folder and with this one.

    Parameters
    ----------
    more: options of numba.
    """
    folder = Path(kernel.__code__.co_filename).parent
    kernel.__qualname__ = f"{kernel.__qualname__}_{digest_of_sources(folder)}"
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", **more}
    try:
        stored: Callable[Parameters, Result] = njit(cache=True, **options)(kernel)
    except RuntimeError:
        fresh: Callable[Parameters, Result] = njit(**options)(kernel)
        return fresh
    return stored


def inlined(kernel: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Likewise a kernel whose code stands wherever it is called, for innermost loops."""
    return compiled(kernel, forceinline=True)


@cache
def digest_of_sources(folder: Path) -> str:
    """Twelve digits that change with the sources in a folder, and with how they are compiled."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(folder.glob("*.py")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
