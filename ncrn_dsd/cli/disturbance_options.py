"""Options for what a simulated vessel suffers, from the keys of a disturbance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.model.describe import bounds_of, fields_of
from ncrn_dsd.model.disturbances import Disturbance

Command = TypeVar("Command", bound=Callable[..., Any])
NOTHING = Disturbance()


def disturbance_options(*keys: str, usual: Disturbance = NOTHING) -> Callable[[Command], Command]:
    """Add an option for every key; `disturbance_of` takes what they were given.

    Parameters
    ----------
    keys: those that the command can do something with; none for all.
    usual: what their defaults are.
    """
    defaults = usual.model_dump(by_alias=True)

    def add(command: Command) -> Command:
        for name, field in reversed(list(fields_of(Disturbance))):
            if keys and name not in keys:
                continue
            meaning = field.description or ""
            option = click.option(
                f"--{name.replace('_', '-')}",
                type=Whole() if field.annotation is int else Real(),
                default=defaults[name],
                show_default=True,
                help=f"{meaning[:1].upper()}{meaning[1:]} ({bounds_of(field)}).",
            )
            command = option(command)
        return command

    return add


def disturbance_of(given: Mapping[str, Any]) -> Disturbance:
    """The disturbance that the options ask for.

    Raises
    ------
    SimulationError: M040 to M044, a value is out of its bounds.
    """
    return Disturbance.model_validate(dict(given), by_alias=True, by_name=False)
