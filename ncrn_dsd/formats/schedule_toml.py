"""A schedule as a file: what the host does to a pot, in M and s.

::

    steps = [
      { dose = "A", amount = "10 nM" },
      { wait = "100 s" },
      { dilute = 0.5 },
      { read = ["B"] },
    ]
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_bounds import Bounds
from ncrn_dsd.formats.design_tables import QuantityReader, load_toml, validated
from ncrn_dsd.ir.schedule import Action, Content, Dilute, Dose, Read, Wait
from ncrn_dsd.units import CONCENTRATION_M, TIME_S

_KINDS = ("dose", "wait", "dilute", "read")

_AMOUNTS_M = Bounds(1e-18, 1.0, "M")
_WAITS_S = Bounds(1e-9, 1e12, "s")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ActionTable(_Strict):
    """One step: exactly one of dose with amount, wait, dilute, read."""

    dose: str | None = None
    amount: str | None = None
    wait: str | None = None
    dilute: float | None = None
    read: Annotated[list[str], Field(min_length=1)] | None = None


class ScheduleFile(_Strict):
    """The whole file."""

    steps: Annotated[list[ActionTable], Field(min_length=1)]


def read_schedule(path: Path, species: frozenset[str]) -> tuple[Action, ...]:
    """The actions of a schedule file.

    Parameters
    ----------
    species: names that may be dosed and read.

    Raises
    ------
    DesignError: the file cannot be read, or a step is wrong.
    UnitError: a quantity without unit, with an unknown unit, or negative.
    """
    text, file = load_toml(path)
    table = validated(ScheduleFile, text, file)
    reader = QuantityReader(text, file)
    return tuple(_action(step, reader, i, species) for i, step in enumerate(table.steps))


def _action(
    step: ActionTable, reader: QuantityReader, index: int, species: frozenset[str]
) -> Action:
    where = reader.where(("steps", index))
    given = [kind for kind in _KINDS if getattr(step, kind) is not None]
    if len(given) != 1 or (step.amount is None) == (given == ["dose"]):
        raise DesignError(
            "D013",
            where,
            "a step is exactly one of dose with amount, wait, dilute, or read",
            'write { dose = "A", amount = "10 nM" }, { wait = "100 s" }, { dilute = 0.5 } or '
            '{ read = ["A"] }',
        )
    if step.dose is not None and step.amount is not None:
        _refuse_unknown(step.dose, species, where)
        amount_M = reader.quantity(
            step.amount, CONCENTRATION_M, _AMOUNTS_M, ("steps", index, "amount"), may_be_zero=True
        )
        return Dose((Content(step.dose, amount_M),))
    if step.wait is not None:
        return Wait(reader.quantity(step.wait, TIME_S, _WAITS_S, ("steps", index, "wait")))
    if step.dilute is not None:
        if not 0 < step.dilute <= 1 or not math.isfinite(step.dilute):
            raise DesignError(
                "D014",
                where,
                f"the dilution is {step.dilute:g}",
                "give what every concentration is multiplied by: above 0 and up to 1",
            )
        return Dilute(step.dilute)
    names = tuple(step.read or ())
    for name in names:
        _refuse_unknown(name, species, where)
    return Read(names, "")


def _refuse_unknown(name: str, species: frozenset[str], where: str) -> None:
    if name not in species:
        raise DesignError(
            "D015", where, f"the network has no species {name}", "check the name in the network"
        )
