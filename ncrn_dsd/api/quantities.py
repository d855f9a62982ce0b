"""Concentrations and times that are given with their units, in nM and s."""

from __future__ import annotations

from ncrn_dsd.units import CONCENTRATION_M, TIME_S, concentration_in_nM, parse_quantity

_CONCENTRATION_NM = {unit: float(concentration_in_nM(unit)) for unit in CONCENTRATION_M}

Quantity = str | float
"""A text with its unit, such as "10 nM", or a number in nM or s."""


def in_nM(amount: Quantity, where: str) -> float:
    """A concentration.

    Raises
    ------
    UnitError: it is none, with `where` as its place.
    """
    text = amount if isinstance(amount, str) else f"{amount} nM"
    return parse_quantity(text, _CONCENTRATION_NM, where, "the concentration")


def in_s(duration: Quantity, where: str) -> float:
    """A time.

    Raises
    ------
    UnitError: it is none, with `where` as its place.
    """
    text = duration if isinstance(duration, str) else f"{duration} s"
    return parse_quantity(text, TIME_S, where, "the time")
