"""The part of SBML that mass-action networks use, as plain values.

`sbml_adapter` turns these values into documents and back; nothing here needs its library.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

TIMES, DIVIDE, POWER = "times", "divide", "power"
"""The operators of rate laws, by their names in MathML."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a rate law."""

    value: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """A species, parameter or compartment in a rate law."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator and what it is applied to."""

    operator: str
    arguments: tuple[Term, ...]


Term: TypeAlias = Number | Symbol | Apply


@dataclass(frozen=True, slots=True)
class Unit:
    """One factor of a unit definition, (multiplier x 10^scale x kind)^exponent."""

    kind: str
    exponent: float = 1
    scale: int = 0
    multiplier: float = 1.0


@dataclass(frozen=True, slots=True)
class SbmlSpecies:
    """A species.

    Parameters
    ----------
    name: None when the document gives none.
    initial: initial concentration in the unit of the document, or None.
    constant: reactions do not change it.
    notes: paragraphs.
    is_amount: rate laws mean its amount, not its concentration.
    substance: name of the unit of its amount; empty when the document does not say.
    """

    id: str
    name: str | None
    initial: float | None
    constant: bool
    notes: tuple[str, ...]
    compartment: str
    is_amount: bool = False
    substance: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class SbmlCompartment:
    """A compartment; `unit` names the unit of its size and is empty when nothing says it."""

    id: str
    size: float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SbmlParameter:
    """A constant of a rate law; `unit` is the id of a unit definition or the name of a unit."""

    id: str
    value: float | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class SbmlReaction:
    """A reaction; each side is a sequence of species ids and stoichiometries, order kept."""

    id: str
    reactants: tuple[tuple[str, float], ...]
    products: tuple[tuple[str, float], ...]
    law: Term | None
    parameters: tuple[SbmlParameter, ...]
    notes: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class SbmlModel:
    """A model.

    Parameters
    ----------
    notes: paragraphs.
    substance, volume, time, extent: names of the units of the model; empty when it does not say.
    units: unit definitions by id.
    parameters: constants that all rate laws share.
    """

    id: str
    notes: tuple[str, ...]
    substance: str
    volume: str
    time: str
    units: tuple[tuple[str, tuple[Unit, ...]], ...]
    compartments: tuple[SbmlCompartment, ...]
    species: tuple[SbmlSpecies, ...]
    reactions: tuple[SbmlReaction, ...]
    parameters: tuple[SbmlParameter, ...] = ()
    extent: str = ""


@dataclass(frozen=True, slots=True)
class Monomial:
    """A coefficient times powers of species."""

    coefficient: float
    powers: Mapping[str, int]


def monomial(
    term: Term, constants: Mapping[str, float | None], species: Collection[str]
) -> Monomial:
    """The rate law as one monomial.

    Raises
    ------
    ValueError: it is not one, or a constant has no value; the message says why, in words that
        go on after "the rate law".
    """
    if isinstance(term, Number):
        return Monomial(term.value, {})
    if isinstance(term, Symbol):
        if term.name in constants:
            value = constants[term.name]
            if value is None:
                raise ValueError(f"needs the value of '{term.name}', which has none")
            return Monomial(value, {})
        if term.name in species:
            return Monomial(1.0, {term.name: 1})
        raise ValueError(f"contains '{term.name}', which is no species, parameter or compartment")
    parts = [monomial(argument, constants, species) for argument in term.arguments]
    if term.operator == TIMES:
        return _product(parts)
    if term.operator == DIVIDE and len(parts) == 2 and not parts[1].powers:
        return _quotient(parts[0], parts[1].coefficient)
    if term.operator == POWER and len(parts) == 2 and not parts[1].powers:
        return _power(parts[0], parts[1].coefficient)
    raise ValueError(f"contains '{term.operator}' where only products and powers may stand")


def _product(parts: list[Monomial]) -> Monomial:
    coefficient, powers = 1.0, Counter[str]()
    for part in parts:
        coefficient *= part.coefficient
        powers.update(part.powers)
    return Monomial(coefficient, dict(powers))


def _quotient(part: Monomial, divisor: float) -> Monomial:
    if divisor == 0:
        raise ValueError("divides by zero")
    return Monomial(part.coefficient / divisor, part.powers)


def _power(base: Monomial, exponent: float) -> Monomial:
    if base.powers and not (exponent.is_integer() and exponent >= 1):
        raise ValueError(f"raises a species to the power {exponent:g}")
    powers = {name: int(n * exponent) for name, n in base.powers.items()}
    try:
        coefficient = base.coefficient**exponent
    except (ZeroDivisionError, OverflowError):
        raise ValueError("has a power that is not a finite number") from None
    if isinstance(coefficient, complex):
        raise ValueError("has a power that is not a real number")  # noqa: TRY004
    return Monomial(coefficient, powers)
