"""Concentrations that are written beside the complexes of a system."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping

from ncrn_dsd.errors import FormatError


def check_amounts(known: Container[str], amounts_M: Mapping[str, float]) -> None:
    """Refuse what no file can say of a system.

    Parameters
    ----------
    known: names of its signals and fuels.
    amounts_M: concentrations by name [M].

    Raises
    ------
    FormatError: F303, a name is not known; F304, a concentration is negative or not finite.
    """
    for name, value_M in amounts_M.items():
        if name not in known:
            raise FormatError(
                "F303",
                f"concentration of '{name}'",
                "the system has no signal or fuel of this name",
                "give concentrations of signals and fuels only",
            )
        if not math.isfinite(value_M) or value_M < 0:
            raise FormatError(
                "F304",
                f"concentration of '{name}'",
                f"it is {value_M} M",
                "give a finite number of zero or more",
            )
