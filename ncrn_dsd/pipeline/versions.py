"""The versions of what computed a result, to be stored with it."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

import ncrn_dsd
from ncrn_dsd.study.code import installed_code
from ncrn_dsd.study.stage import Stage

_NUMERICAL = ("numba", "numpy", "scipy")


def versions() -> dict[str, str]:
    """Of this program, the interpreter, and the libraries on which numbers depend."""
    return {
        "ncrn_dsd": ncrn_dsd.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _NUMERICAL},
    }


def versions_of_draws(draw: Stage[..., Any]) -> dict[str, str]:
    """The versions, and a digest of the code that makes the draws of a stage."""
    return {**versions(), "code": installed_code().digest(draw.module, ())}
