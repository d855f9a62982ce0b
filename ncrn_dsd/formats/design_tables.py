"""What all kinds of design files share: reading, schema errors, quantities with bounds."""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ncrn_dsd.errors import DesignError, reason_of
from ncrn_dsd.formats.design_bounds import BUDGETS, FUEL_CEILINGS, SAMPLE_TIMES, Bounds
from ncrn_dsd.formats.design_schema import DsdTable
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.toml_lines import line_of
from ncrn_dsd.formats.toml_text import toml_of
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.units import CONCENTRATION_M, TIME_S, parse_quantity

Table = TypeVar("Table", bound=BaseModel)


def load_toml(path: Path) -> tuple[str, str]:
    """The text of a design file, or of `design.toml` in a folder, and the path of the file.

    Raises
    ------
    DesignError: there is no such file, or it cannot be read.
    """
    file = path / "design.toml" if path.is_dir() else path
    try:
        text = read_text_of(file)
    except FileNotFoundError:
        raise DesignError(
            "D001", str(file), "there is no such file", "give a design folder or a design.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise DesignError(
            "D002",
            str(file),
            f"the file cannot be read ({reason_of(problem)})",
            "check the path and rights",
        ) from None
    return text, str(file)


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises
    ------
    DesignError: the text is not TOML.
    """
    try:
        return toml_of(text)
    except tomllib.TOMLDecodeError as problem:
        raise DesignError(
            "D003", path, f"the text is not TOML: {problem}", "mend the line that is named"
        ) from None


def validated(model: type[Table], text: str, path: str) -> Table:
    """The tables of a design file, checked against their schema.

    Raises
    ------
    DesignError: the text is not TOML, or a key is unknown, missing or of the wrong kind.
    """
    raw = parse_toml(text, path)
    try:
        return model.model_validate(raw)
    except ValidationError as problem:
        raise _schema_error(problem, model, text, path) from None


class QuantityReader:
    """Gives quantities their units; keeps the text for the lines in messages."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path

    def where(self, path: Sequence[str | int]) -> str:
        return f"{self.path}:{line_of(self.text, tuple(path))}"

    def quantity(
        self,
        text: str,
        units: dict[str, float],
        bounds: Bounds,
        path: Sequence[str | int],
        *,
        may_be_zero: bool = False,
    ) -> float:
        where = self.where(path)
        name = next(str(key) for key in reversed(path) if isinstance(key, str))
        value = parse_quantity(text, units, where, name)
        if value == 0 and may_be_zero:
            return value
        if value == 0:
            raise DesignError("D004", where, f"{name} is zero", f"give a value {bounds}")
        if not bounds.holds(value):
            raise DesignError(
                "D010", where, f"{name} is '{text}'", f"give a value {bounds}, or check its unit"
            )
        return value

    def _lengths(self, bounds: Sequence[int] | None) -> tuple[int, ...]:
        if bounds is None:
            return ()
        low, high = bounds
        if low > high:
            raise DesignError(
                "D005",
                self.where(("dsd", "toehold_lengths")),
                f"toehold_lengths is [{low}, {high}]",
                "put the smaller first",
            )
        return tuple(range(low, high + 1))

    def dsd(self, table: DsdTable) -> DsdSpec:
        """The table [dsd]."""
        return DsdSpec(
            scheme=table.scheme,
            fuel_ceiling_M=self.quantity(
                table.fuel_ceiling, CONCENTRATION_M, FUEL_CEILINGS, ("dsd", "fuel_ceiling")
            ),
            max_hold=table.max_hold,
            refill_tolerance=table.refill_tolerance,
            max_complex_size=table.limits.complex_size,
            max_complexes=table.limits.complexes,
            max_reactions=table.limits.reactions,
            verify_budget_s=self.quantity(
                table.verify_budget, TIME_S, BUDGETS, ("dsd", "verify_budget")
            ),
            toehold_lengths_nt=self._lengths(table.toehold_lengths),
            slowest_sample_s=(
                math.inf
                if table.slowest_sample is None
                else self.quantity(
                    table.slowest_sample, TIME_S, SAMPLE_TIMES, ("dsd", "slowest_sample")
                )
            ),
            merge_histories=table.merge_histories,
            reduce=table.reduce,
            kinetics=table.kinetics,
        )


def _schema_error(
    problem: ValidationError, model: type[BaseModel], text: str, path: str
) -> DesignError:
    """The first complaint of the schema, as a sentence."""
    # A misspelt key is both unknown and missing; the unknown one tells the user more.
    first = min(problem.errors(), key=lambda e: e["type"] != "extra_forbidden")
    location = first["loc"]
    key = ".".join(str(part) for part in location)
    where = f"{path}:{line_of(text, location)}"
    if first["type"] == "extra_forbidden":
        known = _keys_beside(model, location)
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f"did you mean '{near[0]}'" if near else f"known keys here: {', '.join(known)}"
        return DesignError("D007", where, f"there is no key '{key}'", hint)
    if first["type"] == "missing":
        return DesignError(
            "D008", where, f"the key '{key}' is missing", f"add {location[-1]} = ..."
        )
    shown = repr(first["input"])
    shown = shown if len(shown) < 60 else shown[:57] + "..."
    message = first["msg"][0].lower() + first["msg"][1:]
    return DesignError("D009", where, f"'{key}' is {shown}", message)


def _keys_beside(top: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys that the table around an unknown key may have."""
    model: Any = top
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        model = annotation.__args__[0] if hasattr(annotation, "__args__") else annotation
    return [field.alias or name for name, field in model.model_fields.items()]
