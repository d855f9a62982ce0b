"""Quantities with units, converted once, at the border of the program.

Inside the program every name says its unit (`ceiling_M`, `duration_s`) or lives in the abstract
units of a Neural CRN: `u` for concentration and `tau` for time. A rate constant of order n has
the unit 1/(u^(n-1) tau). `kinetics` maps u to M and tau to s.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from ncrn_dsd.errors import UnitError

CONCENTRATION_M = {"M": 1.0, "mM": 1e-3, "uM": 1e-6, "nM": 1e-9, "pM": 1e-12}
VOLUME_L = {"fL": 1e-15, "pL": 1e-12, "nL": 1e-9, "uL": 1e-6, "mL": 1e-3, "L": 1.0}
AMOUNT_MOL = {"mol": 1.0, "mmol": 1e-3, "umol": 1e-6, "nmol": 1e-9, "pmol": 1e-12}
TIME_S = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
ABSTRACT_CONCENTRATION = {"u": 1.0}
ABSTRACT_TIME = {"tau": 1.0}
ABSTRACT_RATE_1 = {"/tau": 1.0}
ABSTRACT_RATE_2 = {"/u/tau": 1.0}

_VOLUME_SHOWN_L = {unit: VOLUME_L[unit] for unit in ("L", "mL", "uL", "nL")}
_ROUNDS_TO_ONE = 0.9995
"""What three significant digits show as 1 is shown in the larger unit."""

NM_PER_M = 1e9
M_PER_NM = CONCENTRATION_M["nM"]
MOL_PER_FMOL = 1e-15
S_PER_H = 3600.0
BYTES_PER_GB = 10**9

_QUANTITY = re.compile(r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*(\S*)\s*")
_RATE_UNIT = re.compile(r"([A-Za-z]*)((?:\s*/\s*[A-Za-z]+(?:\^[0-9]{1,2})?)+)")
_DIVISOR = re.compile(r"/\s*([A-Za-z]+)(?:\^([0-9]+))?")


def parse_quantity(text: str, units: dict[str, float], where: str, what: str) -> float:
    """Read a non-negative quantity such as ``"10 uM"`` and return it in the base unit.

    Parameters
    ----------
    text: number, blanks, unit.
    units: accepted unit names and their size in the base unit.
    where, what: the place and the name of the quantity, for the message.

    Raises
    ------
    UnitError: not a number, unit missing or unknown, negative or not finite.
    """
    accepted = ", ".join(units)
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise UnitError(
            "U001",
            where,
            f"{what} is '{text}', which is not a number with a unit",
            f"write for example '10 {next(iter(units))}' (units: {accepted})",
        )
    number, unit = match.groups()
    if not unit:
        raise UnitError(
            "U002",
            where,
            f"{what} is '{text}' and has no unit",
            f"write for example '{number} {next(iter(units))}' (units: {accepted})",
        )
    if unit not in units:
        raise UnitError(
            "U003", where, f"{what} has the unit '{unit}'", f"use one of these: {accepted}"
        )
    value = float(number) * units[unit]
    if not math.isfinite(value):
        raise UnitError("U004", where, f"{what} is not finite", "give a finite number")
    if value < 0:
        raise UnitError(
            "U005", where, f"{what} is negative ({text.strip()})", "give a value of zero or more"
        )
    return value


def positive(value: float, where: str) -> float:
    """A quantity of something that has to be there.

    Raises
    ------
    UnitError: U006, it is zero.
    """
    if value == 0:
        raise UnitError("U006", where, "the value is zero", "give more than nothing")
    return value


def concentration_in_nM(concentration: str) -> Fraction:
    """The size of a unit of concentration in nM; exact, as the decimals say."""
    return Fraction(str(CONCENTRATION_M[concentration])) / Fraction(str(CONCENTRATION_M["nM"]))


def rate_in_nM_s(unit: str, order: int) -> Fraction | None:
    """What a unit of rate constants is in nM and s; None where it does not fit the order.

    Parameters
    ----------
    unit: such as "/M/s", "/s" or, of reactions without reactants, "nM/s".
    """
    match = _RATE_UNIT.fullmatch(unit.strip())
    if match is None or match.group(1) not in {"", *CONCENTRATION_M}:
        return None
    divisors = [(name, int(power or "1")) for name, power in _DIVISOR.findall(match.group(2))]
    powers = [(match.group(1), 1)] if match.group(1) else []
    powers += [(name, -power) for name, power in divisors if name in CONCENTRATION_M]
    times = [TIME_S[name] for name, power in divisors if name in TIME_S and power == 1]
    is_all = len(powers) + len(times) == len(divisors) + bool(match.group(1))
    if not is_all or len(times) != 1 or sum(power for _, power in powers) != 1 - order:
        return None
    return math.prod(
        (concentration_in_nM(name) ** power for name, power in powers),
        start=1 / Fraction(str(times[0])),
    )


def rate_units_shown(order: int) -> str:
    """Examples of units that fit."""
    if order == 0:
        return "for example M/s or nM/min"
    if order == 1:
        return "for example /s or /min"
    power = "" if order == 2 else f"^{order - 1}"
    return f"for example /M{power}/s or /nM{power}/min"


def show_concentration(value_M: float, digits: int = 3) -> str:
    """A concentration for people: so many significant digits in the unit that fits."""
    if value_M == 0:
        return "0 M"
    return _in_unit_that_fits(value_M, CONCENTRATION_M, digits)


def show_time(value_s: float) -> str:
    """A duration for people: three significant digits in the unit that fits."""
    return _in_unit_that_fits(value_s, TIME_S)


def show_volume(value_L: float) -> str:
    """A volume for people: three significant digits in the unit that fits."""
    return _in_unit_that_fits(value_L, _VOLUME_SHOWN_L)


def show_amount(value_mol: float) -> str:
    """An amount of substance for people: three significant digits in the unit that fits."""
    return _in_unit_that_fits(value_mol, AMOUNT_MOL)


def _in_unit_that_fits(value: float, units: Mapping[str, float], digits: int = 3) -> str:
    """In the largest unit in which it is one or more, or else in the smallest one."""
    largest_first = sorted(units, key=units.__getitem__, reverse=True)
    fits = (u for u in largest_first if abs(value / units[u]) >= _ROUNDS_TO_ONE)
    unit = next(fits, largest_first[-1])
    scaled = value / units[unit]
    # Beyond the largest unit a number without an exponent is still the easier one.
    number = f"{scaled:.{digits}g}" if abs(scaled) < 10**digits else f"{scaled:,.0f}"
    return f"{number} {unit}"
