"""The versions of what computed a result, to be stored with it."""

from __future__ import annotations

import platform
from importlib.metadata import version

import ncrn_dsd

_NUMERICAL = ("numba", "numpy", "scipy")


def versions() -> dict[str, str]:
    """Of this program, the interpreter, and the libraries on which numbers depend."""
    return {
        "ncrn_dsd": ncrn_dsd.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _NUMERICAL},
    }
