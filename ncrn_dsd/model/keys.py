"""One key of a file is one line: a field of a frozen model, with unit, bounds, default and meaning.

::

    gate: RatePerUTau = key("bimolecular reactions of a product with weight and input")
    epochs: Epochs = key("how often all training samples are shown", 5)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from ncrn_dsd.errors import DesignError, NcrnError
from ncrn_dsd.units import (
    ABSTRACT_CONCENTRATION,
    ABSTRACT_RATE_1,
    ABSTRACT_RATE_2,
    ABSTRACT_TIME,
    CONCENTRATION_M,
    TIME_S,
    parse_quantity,
)

T = TypeVar("T")

FROM_FILE = {"from": "file"}
"""The context of a validation in which quantities must be texts with a unit."""

_UNITS = (
    CONCENTRATION_M,
    TIME_S,
    ABSTRACT_CONCENTRATION,
    ABSTRACT_TIME,
    ABSTRACT_RATE_1,
    ABSTRACT_RATE_2,
)
_LOADED = "\0"
"""What the alias of a loaded field begins with; no file can have it in a key."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a key must or must not be there.

    Parameters
    ----------
    what, fix: parts of the message; ``{key}`` stands for the name of the key.
    """

    code: str
    what: str
    fix: str


class Table(BaseModel):
    """A table of a file: no key that is not known, and no value of another type.

    Parameters
    ----------
    refuses: keys that others of its kind have, and why this one does not.
    needs: what is said when such a key is missing, where there is more to say than that.
    no_kind: what is said of a kind that no table has; ``{key}`` stands for the kind.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
    )
    refuses: ClassVar[Mapping[str, Reason]] = {}
    needs: ClassVar[Mapping[str, Reason]] = {}
    no_kind: ClassVar[Reason | None] = None


class OpenTable(Table):
    """A table whose key `kind` tells its type; kinds are looked up when a value is read.

    Parameters
    ----------
    is_open: of the table that stands for all kinds; each kind is a table that is derived from it.
    """

    is_open: ClassVar[bool] = False

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """All kinds that there are."""
        raise NotImplementedError

    @classmethod
    def of_kind(cls, kind: str) -> type[OpenTable]:
        """The table of a kind."""
        raise NotImplementedError

    @classmethod
    def stands_for_all(cls) -> bool:
        """Whether it is the table of all kinds, and not one of them."""
        return bool(vars(cls).get("is_open", False))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if cls.stands_for_all():
            return core_schema.with_info_plain_validator_function(cls._of_its_kind)
        return handler(source)

    @classmethod
    def _of_its_kind(cls, given: Any, info: core_schema.ValidationInfo) -> OpenTable:
        if isinstance(given, cls):
            return given
        if not isinstance(given, dict):
            raise PydanticKnownError("model_attributes_type")
        kind = given.get("kind")
        if kind is None:
            raise PydanticKnownError("union_tag_not_found", {"discriminator": "'kind'"})
        if not isinstance(kind, str) or kind not in cls.kinds():
            tags = ", ".join(repr(known) for known in cls.kinds())
            context = {"discriminator": "'kind'", "tag": str(kind), "expected_tags": tags}
            raise PydanticKnownError("union_tag_invalid", context)
        is_from_file = info.context is FROM_FILE
        found: OpenTable = _told_apart(cls.of_kind(kind)).validate_python(
            given, context=info.context, by_alias=True, by_name=not is_from_file
        )
        return found


class _NoKind(Table):
    kind: Literal["\0"]


@cache
def _told_apart(table: type[OpenTable]) -> TypeAdapter[Any]:
    """A table as one of several kinds, so that places of errors say which kind it is."""
    kinds: Any = Annotated[table | _NoKind, Field(discriminator="kind")]
    return TypeAdapter(kinds)


def key(meaning: str, default: Any = ..., *, alias: str | None = None) -> Any:
    """A key of a table.

    Parameters
    ----------
    meaning: what it is, in a clause.
    default: what it is when it is left out; without one it is needed.
    alias: as it is written in files, where the name of the field says its unit.
    """
    return Field(default, description=meaning, alias=alias)


def loaded(name: str, default: Any) -> Any:
    """A part of a value that no file can write: what was read from another file that it names."""
    return Field(default, alias=f"{_LOADED}{name}", repr=False)


def is_key(alias: str | None) -> bool:
    """Whether a field can be written in a file."""
    return alias is None or not alias.startswith(_LOADED)


Several = Annotated[tuple[T, ...], Field(strict=False)]
"""A list in a file, a tuple here."""


class ByName(dict[str, T]):
    """Values by name, in the order of the file; they are not changed after they are read."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


Named = Annotated[dict[str, T], AfterValidator(ByName)]
"""A table whose keys are names that the user chooses."""


@dataclass(frozen=True, slots=True)
class Within:
    """Smallest and largest value of a plain number, both allowed."""

    low: float
    high: float
    unit: str = ""

    def __str__(self) -> str:
        return _range_text(self.low, self.high, self.unit)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: float) -> float:
        # A NaN is in no range, so that this refuses it as well.
        if not self.low <= value <= self.high:
            raise PydanticCustomError(
                "out_of_bounds", "{words}", {"words": f"give a number {self}"}
            )
        return value


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity: a text with a unit in files, a float in the base unit of its kind here.

    Parameters
    ----------
    unit: in which bounds are given and shown.
    low, high: smallest and largest value, both allowed.
    zero: nothing at all is allowed as well.
    column: the name of a value of the sample may stand instead, and stays a text.
    also: further units of the size of the base unit.
    """

    unit: str
    low: float
    high: float
    zero: bool = False
    column: bool = False
    also: tuple[str, ...] = ()

    @property
    def units(self) -> dict[str, float]:
        """Accepted units and their size in the base unit, in which the value is."""
        family = next(units for units in _UNITS if self.unit in units)
        return {**family, **dict.fromkeys(self.also, 1.0)}

    @property
    def base_unit(self) -> str:
        """The unit of the value in the program."""
        return next(unit for unit, size in self.units.items() if size == 1.0)

    def __str__(self) -> str:
        return _range_text(self.low, self.high, self.unit)

    def parse(self, text: str, where: str, name: str) -> float:
        """The value of a text, in the base unit.

        Raises
        ------
        UnitError: it is no number with a known unit, or negative.
        DesignError: D004, it is zero; D010, it is out of bounds.
        """
        value = parse_quantity(text, self.units, where, name)
        if value == 0 and not self.zero:
            raise DesignError("D004", where, f"{name} is zero", f"give a value {self}")
        if not self._holds(value):
            fix = f"give a value {self}, or check its unit"
            raise DesignError("D010", where, f"{name} is '{text}'", fix)
        return value

    def _holds(self, value: float) -> bool:
        size = self.units[self.unit]
        return (value == 0 and self.zero) or self.low * size <= value <= self.high * size

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        del source, handler
        return core_schema.with_info_plain_validator_function(self._value)

    def _value(self, given: Any, info: core_schema.ValidationInfo) -> float | str:
        if isinstance(given, str):
            if self.column and given.isidentifier():
                return given
            try:
                return self.parse(given, "", "")
            except NcrnError as problem:
                context = {"quantity": self}
                raise PydanticCustomError("quantity", "{quantity}", context) from problem
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        if info.context is FROM_FILE or not is_number:
            raise PydanticKnownError("string_type")
        if not (math.isfinite(given) and self._holds(given)):
            raise refused("D010", f"{{key}} is {given:g} {self.base_unit}", f"give a value {self}")
        return float(given)


@dataclass(frozen=True, slots=True)
class Written:
    """How a value is written in files, in words, where that is not how it is kept."""

    words: str


def _range_text(low: float, high: float, unit: str) -> str:
    return f"from {low:.15g} to {high:.15g} {unit}".rstrip()


def refused(code: str, what: str, fix: str, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """What a validator raises when a value makes no sense.

    Parameters
    ----------
    what, fix: as for `NcrnError`; ``{key}`` in them stands for the name of the key.
    at: the key, from the value that is validated.
    """
    context = {"reason": Reason(code, what, fix), "at": at}
    return PydanticCustomError("refused", "{reason}", context)


Value = TypeVar("Value", bound=Table)


def changed(value: Value, **keys: Any) -> Value:
    """A value with other keys, which are checked as if it had been written so.

    Raises
    ------
    DesignError: a key has a value that it must not have.
    """
    from ncrn_dsd.model.refusals import refusal_of

    given = {name: getattr(value, name) for name in value.model_fields_set} | keys
    try:
        new = type(value).model_validate(given)
    except ValidationError as problem:
        raise refusal_of(problem, type(value), lambda at: ".".join(map(str, at))) from None
    # A copy keeps what is no key, such as the file it was read from.
    return value.model_copy(update={name: getattr(new, name) for name in keys})
