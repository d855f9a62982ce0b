"""The options of commands that let toeholds share sequences, and what is printed of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.sharing import SharedSystem, ToeholdSharing
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.model.quantities import MOST_IN_POOL

Command = TypeVar("Command", bound=Callable[..., Any])

_FEW = "few"
_POOL = re.compile(r"([0-9]+)(?:\+([0-9]+))?")
_MAX_COMPLEXES = 60_000
_REACTIONS_PER_COMPLEX = 10
"""As many as a limit of complexes allows; large systems have four."""


class PoolType(click.ParamType[ToeholdPoolSpec]):
    """A pool of toehold sequences: "few", a number, or numbers of first and second ones."""

    name = f"{_FEW}|N|FIRST+SECOND"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> ToeholdPoolSpec:
        if isinstance(value, ToeholdPoolSpec):
            return value
        if value == _FEW:
            return ToeholdPoolSpec()
        found = _POOL.fullmatch(value)
        numbers = [int(number) for number in found.groups() if number] if found else []
        if not numbers or not all(1 <= number <= MOST_IN_POOL for number in numbers):
            self.fail(
                f"'{value}' is none of {_FEW}, a number as 10, and first and second as 4+6, each "
                f"from 1 to {MOST_IN_POOL}.",
                param,
                ctx,
            )
        if len(numbers) == 1:
            return ToeholdPoolSpec(sequences=numbers[0])
        return ToeholdPoolSpec(first=numbers[0], second=numbers[1])


_OPTIONS = (
    click.option(
        "--toehold-sequences",
        type=PoolType(),
        help="Let toeholds share sequences: as few as keep the reactions, so many, or so many for "
        "first toeholds, with which partners exchange, and for second ones.  [default: each its "
        "own]",
    ),
    click.option(
        "--reject-remote",
        is_flag=True,
        help="Compare without remote branch migration.  [default: as the scheme says]",
    ),
    click.option(
        "--max-complexes",
        type=Whole(min=1),
        default=_MAX_COMPLEXES,
        show_default=True,
        help="Where the enumerations that are compared end; what is cut off is not shown.",
    ),
)


def toehold_pool_options(command: Command) -> Command:
    """Give a command the options that `share_as_asked` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def share_as_asked(
    system: DsdSystem, given: Mapping[str, Any], progress: Callable[[int, int], None]
) -> SharedSystem | None:
    """The system with shared toeholds; None where nobody asked.

    Parameters
    ----------
    given: the values that click passes to a command with `toehold_pool_options`.
    """
    pool: ToeholdPoolSpec | None = given["toehold_sequences"]
    if pool is None:
        return None
    # Only sharing needs the enumerator; a translation should not wait for it.
    from ncrn_dsd.enumeration.toehold_sharing import share_toeholds

    options = EnumerationOptions(
        max_complexes=given["max_complexes"],
        max_reactions=_REACTIONS_PER_COMPLEX * given["max_complexes"],
        reject_remote=system.reject_remote or given["reject_remote"],
    )
    return share_toeholds(system, options, pool, progress)


def tell_sharing(sharing: ToeholdSharing) -> None:
    """Which toehold became which, and the verdict, beside what a command prints."""
    for one in sharing.pool:
        order = "first" if one.is_first else "second"
        click.echo(f"{order} toehold {one.name}, {one.length_nt} nt: {one.stands_for}", err=True)
    click.echo(f"so many sequences: {sharing.why}", err=True)
    for group in sharing.one_fuel:
        click.echo(f"one fuel: {', '.join(group)}", err=True)
    click.echo(f"same reactions: {sharing.verdict.value}: {sharing.finding}", err=True)
    click.echo(f"  given that {'; '.join(sharing.assumptions)}", err=True)
