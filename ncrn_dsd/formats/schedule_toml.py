"""A schedule as a file: what the host does to a vessel, in M and s.

::

    steps = [
      { dose = "A", amount = "10 nM" },
      { wait = "100 s" },
      { dilute = 0.5 },
      { read = ["B"] },
    ]
"""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import load_toml, parse_toml, validated
from ncrn_dsd.formats.toml_lines import lines_of
from ncrn_dsd.ir.schedule import Action, Content, Dilute, Dose, Read, Wait
from ncrn_dsd.model.design import Source
from ncrn_dsd.model.schedule import (
    DiluteAction,
    DoseAction,
    ReadAction,
    ScheduleAction,
    ScheduleFile,
    WaitAction,
)


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
    source = Source(file, lines=lines_of(text))
    steps = validated(ScheduleFile, parse_toml(text, file), source).steps
    for number, step in enumerate(steps):
        for name in _named(step):
            if name not in species:
                raise DesignError(
                    "D015",
                    source.where("steps", number),
                    f"the network has no species {name}",
                    "check the name in the network",
                )
    return tuple(map(_action, steps))


def _named(step: ScheduleAction) -> tuple[str, ...]:
    match step:
        case DoseAction():
            return (step.dose,)
        case ReadAction():
            return step.read
    return ()


def _action(step: ScheduleAction) -> Action:
    match step:
        case DoseAction():
            return Dose((Content(step.dose, step.amount),))
        case WaitAction():
            return Wait(step.wait)
        case DiluteAction():
            return Dilute(step.dilute)
        case ReadAction():
            return Read(step.read, "")
