"""The options of an enumeration on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.enumeration.options import PEPPERCORN_1_1, Engine, EnumerationOptions

Command = TypeVar("Command", bound=Callable[..., Any])

_LIMITS = EnumerationOptions()
_COUNT, _LENGTH = Whole(min=1), Whole(min=0)
_RATE = Real(min=0)

_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice([e.value for e in Engine]),
        default=Engine.OWN.value,
        show_default=True,
    ),
    click.option("--reject-remote", is_flag=True, help="Leave out remote branch migration."),
    click.option("--no-max-helix", is_flag=True, help="Let every domain move on its own."),
    click.option(
        "--max-complex-size",
        type=_COUNT,
        default=_LIMITS.max_complex_size,
        show_default=True,
        help="Strands in one complex.",
    ),
    click.option("--max-complexes", type=_COUNT, default=_LIMITS.max_complexes, show_default=True),
    click.option("--max-reactions", type=_COUNT, default=_LIMITS.max_reactions, show_default=True),
    click.option(
        "--release-cutoff",
        type=_LENGTH,
        help="Longest helix [nt] that opens by itself; 0 for no limit.  "
        f"[default: what the .pil file says, else {_LIMITS.release_cutoff_1n_nt}, as Nuskell;"
        " Peppercorn by itself takes 9]",
    ),
    click.option(
        "--release-cutoff-1-1",
        type=_LENGTH,
        help="The same where the complex stays in one piece.  [default: --release-cutoff]",
    ),
    click.option(
        "--k-slow",
        type=_RATE,
        default=0.0,
        help="Drop unimolecular reactions slower than this [1/s].",
    ),
    click.option(
        "--k-fast",
        type=_RATE,
        default=0.0,
        help="Take unimolecular reactions slower than this [1/s] for slow ones.",
    ),
    click.option(
        "--leak",
        type=_RATE,
        default=0.0,
        help="Rate constant [1/(M s)] of displacement without a toehold.  [default: none]",
    ),
    click.option(
        "--leak-order",
        type=_LENGTH,
        default=_LIMITS.leak_order,
        show_default=True,
        help="Leaks that it takes together, at most, to come to what is found; 0 for leaks of what "
        "is designed alone, whose products react no further.",
    ),
    click.option(
        "--keep-encounters",
        is_flag=True,
        help="Keep toehold bindings that can only fall apart again.",
    ),
    click.option(
        "--compatibility",
        type=click.Choice([PEPPERCORN_1_1]),
        help="Repeat known rate errors of that program.",
    ),
)


def enumeration_options(command: Command) -> Command:
    """Give a command the options that `options_from` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_from(
    given: dict[str, Any],
    base: EnumerationOptions = _LIMITS,
    *,
    keep_encounters: bool = False,
) -> EnumerationOptions:
    """The options of an enumeration.

    Parameters
    ----------
    given: the values that click passes to a command with `enumeration_options`.
    base: release cutoffs where none is given, and whether remote toeholds are left out anyway.
    keep_encounters: keep bindings that can only fall apart again, also when not asked to.
    """
    cutoff: int | None = given["release_cutoff"]
    inner: int | None = given["release_cutoff_1_1"]
    if inner is None:
        inner = base.release_cutoff_11_nt if cutoff is None else cutoff
    return EnumerationOptions(
        max_complex_size=given["max_complex_size"],
        max_complexes=given["max_complexes"],
        max_reactions=given["max_reactions"],
        release_cutoff_11_nt=inner,
        release_cutoff_1n_nt=base.release_cutoff_1n_nt if cutoff is None else cutoff,
        k_slow_per_s=given["k_slow"],
        k_fast_per_s=given["k_fast"],
        reject_remote=base.reject_remote or given["reject_remote"],
        max_helix=not given["no_max_helix"],
        leak_per_M_s=given["leak"],
        leak_order=given["leak_order"],
        keep_encounters=keep_encounters or given["keep_encounters"],
        compatibility=given["compatibility"],
        engine=Engine(given["engine"]),
    )
