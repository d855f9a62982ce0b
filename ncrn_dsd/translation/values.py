"""The values a scheme computes with.

Lists are tuples. Fragments and reactions are equal only to themselves; domains, signals and
fuels are equal when they denote the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ncrn_dsd.formats.source_text import Span
from ncrn_dsd.ir.dsd import Complex

if TYPE_CHECKING:
    from ncrn_dsd.translation.natives import Native
    from ncrn_dsd.translation.syntax import Definition


class Fault(Exception):  # noqa: N818 - not an error for users, it is located and re-raised
    """Something a scheme must not do, found where its place in the text is not known.

    Parameters
    ----------
    span: the place, when it is another one than the expression that is being evaluated.
    """

    def __init__(self, code: str, what: str, hint: str, span: Span | None = None) -> None:
        super().__init__(code, what, hint)
        self.code = code
        self.what = what
        self.hint = hint
        self.span = span


@dataclass(frozen=True, slots=True)
class DomainValue:
    """A domain or its complement; `name` is a working name without the star."""

    name: str
    length_nt: int
    starred: bool = False

    @property
    def occurrence(self) -> str:
        return self.name + "*" if self.starred else self.name

    def complement(self) -> DomainValue:
        return DomainValue(self.name, self.length_nt, not self.starred)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``?``: a domain that is made when the fragment becomes a complex."""


@dataclass(frozen=True, slots=True)
class Break:
    """``+``: the end of a strand."""


@dataclass(frozen=True, slots=True)
class FragmentItem:
    """One place of a fragment: its content, its mark, and where it was written."""

    content: DomainValue | Wildcard | Break | Fragment | tuple[Value, ...]
    mark: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Fragment:
    """An evaluated complex literal, not yet flattened.

    Parameters
    ----------
    serial: running number; it tells fragments apart and identifies their wildcards.
    table: the values of the names that stand in the literal, read as attributes.
    """

    serial: int
    items: tuple[FragmentItem, ...]
    table: Mapping[str, Value]
    span: Span


@dataclass(frozen=True, slots=True)
class SpeciesValue:
    """The argument of `formal`."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class SignalValue:
    """A finished signal complex and the attributes of the fragment it was made from."""

    species: str
    complex: Complex
    history: str | None
    table: Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class FuelValue:
    """What `infty` returns.

    Parameters
    ----------
    serial: running number of the fuel, the same whenever the same complex is asked for.
    table: the attributes of the fragment it was asked for with.
    """

    serial: int
    complex: Complex
    table: Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class ReactionValue:
    """A reaction as a scheme sees it: signals, repeated by multiplicity, order kept."""

    reactants: tuple[SignalValue, ...]
    products: tuple[SignalValue, ...]
    reversible: bool


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A definition of the scheme, as a value."""

    definition: Definition


@dataclass(frozen=True, slots=True)
class Record:
    """A dict literal."""

    entries: tuple[tuple[str, int | str], ...]


@dataclass(frozen=True, slots=True)
class Void:
    """The result of `print`."""


Value: TypeAlias = (
    "int | float | str | tuple[Value, ...] | DomainValue | Fragment | SpeciesValue | SignalValue "
    "| FuelValue | ReactionValue | FunctionValue | Native | Record | Void"
)


def truthy(value: Value) -> bool:
    """0, the empty list, the empty string and False are false; everything else is true."""
    if isinstance(value, int | float | str | tuple):
        return bool(value)
    return True


def describe(value: Value) -> str:
    """What a value is, for messages."""
    if isinstance(value, bool):
        return f"the truth value {value}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 30 else value[:27] + '...'}'"
    if isinstance(value, tuple):
        return f"a list of {len(value)}" if value else "the empty list"
    return _describe_object(value)


def _describe_object(value: Value) -> str:
    if isinstance(value, DomainValue):
        return f"the domain {value.occurrence}"
    if isinstance(value, SpeciesValue):
        return f"the species {value.name}"
    if isinstance(value, SignalValue):
        return f"the signal {value.species}"
    if isinstance(value, FunctionValue):
        return f"the function '{value.definition.name}'"
    return _KINDS.get(type(value), "a library function")


_KINDS: dict[type, str] = {
    Fragment: "a complex",
    FuelValue: "a fuel",
    ReactionValue: "a reaction",
    Record: "a record",
    Void: "nothing (the result of print)",
}
