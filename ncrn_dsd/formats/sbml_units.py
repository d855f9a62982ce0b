"""Units of SBML as sizes and dimensions.

Names of units are looked up among the definitions of the model, then among the base units of the
format: SBML Level 3 Version 2 Core, Release 2, section 4.4, and Level 2 Version 4, section 4.4.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.formats.sbml_model import POWER, TIMES, Number, Symbol, Term, Unit

_AVOGADRO_per_mol = 6.02214076e23
_KINDS: dict[str, tuple[float, dict[str, int]]] = {
    "mole": (1.0, {"mol": 1}),
    "item": (1 / _AVOGADRO_per_mol, {"mol": 1}),
    "avogadro": (_AVOGADRO_per_mol, {}),
    "dimensionless": (1.0, {}),
    "radian": (1.0, {}),
    "steradian": (1.0, {}),
    "metre": (1.0, {"m": 1}),
    "meter": (1.0, {"m": 1}),
    "litre": (1e-3, {"m": 3}),
    "liter": (1e-3, {"m": 3}),
    "second": (1.0, {"s": 1}),
    "hertz": (1.0, {"s": -1}),
    "becquerel": (1.0, {"s": -1}),
    "katal": (1.0, {"mol": 1, "s": -1}),
    "kilogram": (1.0, {"kg": 1}),
    "gram": (1e-3, {"kg": 1}),
}
"""Size and dimensions of what a reaction network counts; other base units stand for themselves."""
_OTHERS = (
    *("ampere", "candela", "Celsius", "coulomb", "farad", "gray", "henry", "joule", "kelvin"),
    *("lumen", "lux", "newton", "ohm", "pascal", "siemens", "sievert", "tesla", "volt", "watt"),
    "weber",
)
LEVEL_2_DEFAULTS: dict[str, tuple[Unit, ...]] = {
    "substance": (Unit("mole"),),
    "volume": (Unit("litre"),),
    "area": (Unit("metre", 2),),
    "length": (Unit("metre"),),
    "time": (Unit("second"),),
}
"""What these names mean in Level 2, where the model does not define them."""

_SAME = 0.01
"""Sizes that differ by less are roundings of one another; a minute is not 59.4 s."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as a multiple of mol, m, s, kg and others; `dimensions` are sorted, without zeros."""

    size: float
    dimensions: tuple[tuple[str, float], ...]

    def times(self, other: Measure, power: float = 1.0) -> Measure:
        """self x other^power."""
        exponents = Counter[str]()
        for name, exponent in self.dimensions:
            exponents[name] += exponent  # type: ignore[assignment]
        for name, exponent in other.dimensions:
            exponents[name] += exponent * power  # type: ignore[assignment]
        present = tuple(sorted((n, float(e)) for n, e in exponents.items() if e))
        return Measure(self.size * other.size**power, present)

    def per(self, other: Measure) -> Measure:
        """self / other."""
        return self.times(other, -1.0)

    def agrees(self, other: Measure) -> bool:
        """Whether both are the same unit, up to rounding."""
        return self.dimensions == other.dimensions and math.isclose(
            self.size, other.size, rel_tol=_SAME
        )

    def __str__(self) -> str:
        names = [n if e == 1 else f"{n}^{e:g}" for n, e in self.dimensions]
        return " ".join([f"{self.size:.4g}", *names])


ONE = Measure(1.0, ())
MOLE_PER_M3 = Measure(1.0, (("m", -3.0), ("mol", 1.0)))
SECOND = Measure(1.0, (("s", 1.0),))


def measure(units: Sequence[Unit]) -> Measure:
    """The product of the factors of a unit definition.

    Raises
    ------
    ValueError: a factor has no finite size, or is no unit; the message names it.
    """
    found = ONE
    for unit in units:
        if unit.kind in _KINDS:
            size, dimensions = _KINDS[unit.kind]
        elif unit.kind in _OTHERS:
            size, dimensions = 1.0, {unit.kind: 1}
        else:
            raise ValueError(f"'{unit.kind}', which is not defined")
        factor = unit.multiplier * 10.0**unit.scale * size
        if not (factor > 0 and math.isfinite(factor) and math.isfinite(unit.exponent)):
            raise ValueError(f"'{unit.kind}' without a finite size")
        base = Measure(factor, tuple(sorted((n, float(e)) for n, e in dimensions.items())))
        found = found.times(base, unit.exponent)
    return found


def unit_of(
    term: Term,
    symbols: Mapping[str, Measure | None],
    values: Mapping[str, float | None],
) -> Measure | None:
    """The unit of a rate law, or None where a number or a constant has none.

    Parameters
    ----------
    symbols: units of species, parameters and compartments.
    values: of constants, which may be exponents.
    """
    if isinstance(term, Number):
        return None
    if isinstance(term, Symbol):
        return symbols.get(term.name)
    if term.operator == POWER and len(term.arguments) == 2:
        base = unit_of(term.arguments[0], symbols, values)
        exponent = _constant(term.arguments[1], values)
        return None if base is None or exponent is None else ONE.times(base, exponent)
    found = ONE
    for number, argument in enumerate(term.arguments):
        part = unit_of(argument, symbols, values)
        if part is None:
            return None
        found = found.times(part, 1.0 if term.operator == TIMES or number == 0 else -1.0)
    return found


def _constant(term: Term, values: Mapping[str, float | None]) -> float | None:
    if isinstance(term, Number):
        return term.value
    return values.get(term.name) if isinstance(term, Symbol) else None
