"""`meta.toml`: what a scheme is, what it supports, and what it takes for granted."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.toml_lines import line_of
from ncrn_dsd.formats.toml_text import toml_of


class Reversible(Enum):
    """What a scheme makes of two mutually reverse reactions."""

    SPLIT = "split"
    """Two independent implementations."""
    SHARED = "shared"
    """One set of gates that runs in both directions."""


@dataclass(frozen=True, slots=True)
class ShapeRange:
    """Numbers of reactants and products a scheme supports, bounds included."""

    min_reactants: int
    max_reactants: int
    min_products: int
    max_products: int

    def contains(self, reactants: int, products: int) -> bool:
        return (
            self.min_reactants <= reactants <= self.max_reactants
            and self.min_products <= products <= self.max_products
        )

    def __str__(self) -> str:
        reactants = _range_text(self.min_reactants, self.max_reactants)
        return f"{reactants} -> {_range_text(self.min_products, self.max_products)}"


@dataclass(frozen=True, slots=True)
class SchemeMeta:
    """Facts about a scheme.

    Parameters
    ----------
    title, paper, doi, figures: what it implements and where that was published.
    shapes: supported reactions; empty when nothing is said, which allows everything.
    assumptions: what its correctness takes for granted.
    known_limits: where it is known to be wrong or weak.
    reject_remote: enumerate without remote toeholds, as its authors did.
    size_notes: name of a published system, and why its size here is not the published one.
    """

    title: str
    paper: str
    doi: str
    figures: tuple[str, ...]
    shapes: tuple[ShapeRange, ...]
    reversible: Reversible
    assumptions: tuple[str, ...]
    known_limits: tuple[str, ...]
    reject_remote: bool
    size_notes: tuple[tuple[str, str], ...] = ()

    def explain_size(self, system: str) -> str:
        """Why the size of a published system differs; empty when nothing is recorded."""
        return dict(self.size_notes).get(system, "")

    def supports(self, reactants: int, products: int) -> bool:
        """Whether reactions with so many reactants and products can be translated."""
        return not self.shapes or any(s.contains(reactants, products) for s in self.shapes)


def unknown_meta(title: str) -> SchemeMeta:
    """Facts about a scheme that comes without `meta.toml`."""
    return SchemeMeta(title, "", "", (), (), Reversible.SPLIT, (), (), reject_remote=False)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Bounds = Annotated[list[Annotated[int, Field(ge=0, le=100)]], Field(min_length=2, max_length=2)]


class _ShapeTable(_Strict):
    reactants: Bounds
    products: Bounds


class _EnumerationTable(_Strict):
    reject_remote: bool


class _MetaFile(_Strict):
    title: str = Field(min_length=1)
    paper: str
    doi: str
    figures: list[str]
    reversible: str = Field(pattern="^(split|shared)$")
    assumptions: list[str]
    known_limits: list[str]
    shapes: list[_ShapeTable] = Field(min_length=1)
    enumeration: _EnumerationTable
    size_notes: dict[str, str] = Field(default_factory=dict)


def parse_meta(text: str, path: str) -> SchemeMeta:
    """Read a `meta.toml`; `path` is used in messages.

    Raises
    ------
    SchemeError: not TOML, an unknown or missing key, or a value of the wrong kind.
    """
    try:
        table = _MetaFile.model_validate(toml_of(text))
    except tomllib.TOMLDecodeError as problem:
        raise SchemeError(
            "S003", path, f"the text is not TOML: {problem}", "fix the line that is named"
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = ", ".join(_MetaFile.model_fields)
        message = first["msg"][0].lower() + first["msg"][1:]
        raise SchemeError(
            "S003",
            f"{path}:{line_of(text, first['loc'])}",
            f"the key '{key}' is wrong: {message}",
            f"keys of a meta.toml: {known}",
        ) from None
    for index, shape in enumerate(table.shapes):
        if shape.reactants[0] > shape.reactants[1] or shape.products[0] > shape.products[1]:
            raise SchemeError(
                "S003",
                f"{path}:{line_of(text, ('shapes', index))}",
                "a range of 'shapes' has its larger bound first",
                "write [smallest, largest]",
            )
    return SchemeMeta(
        title=table.title,
        paper=table.paper,
        doi=table.doi,
        figures=tuple(table.figures),
        shapes=tuple(ShapeRange(*shape.reactants, *shape.products) for shape in table.shapes),
        reversible=Reversible(table.reversible),
        assumptions=tuple(table.assumptions),
        known_limits=tuple(table.known_limits),
        reject_remote=table.enumeration.reject_remote,
        size_notes=tuple(table.size_notes.items()),
    )


def _range_text(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}..{high}"
