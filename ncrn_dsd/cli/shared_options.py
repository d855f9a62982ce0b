"""Options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.arguments import FileKind, SchemeName, SourcePath
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.training import LEVEL_NAMES
from ncrn_dsd.model.rates import Conditions

Command = TypeVar("Command", bound=Callable[..., Any])

scheme_option = click.option(
    "--scheme",
    type=SchemeName(),
    shell_complete=scheme_names,
    help="Translation scheme to use instead of the design's.",
)

kinetics_option = click.option(
    "--kinetics",
    type=click.Choice([k.value for k in Kinetics]),
    help=f"Simulate {Kinetics.choices()}.  [default: as the design says,"
    f" {Kinetics.UNCONDENSED.value}]",
)


def kinetics_of(given: str | None) -> Kinetics | None:
    """What `kinetics_option` was given; None for what the design says."""
    return None if given is None else Kinetics.named(given)


LEVELS = tuple(LEVEL_NAMES)
"""Of a learner: that of its formal network, and that of its strands."""


def level_option(meaning: str) -> Callable[[Command], Command]:
    """Add --level, which network is trained, as `meaning` says."""
    return click.option(
        "--level",
        type=click.Choice(LEVELS),
        default=LEVELS[0],
        show_default=True,
        help=meaning,
    )


lab_option = click.option(
    "--lab",
    type=SourcePath(FileKind.SETTINGS),
    help="A TOML file with what your laboratory does differently, for temperature and salt.",
)


def conditions_of(given: Path | None) -> Conditions | None:
    """The buffer and its temperature, of the file that `lab_option` was given; None without."""
    # Help should not wait for the models of all files.
    from ncrn_dsd.handoff.liquids.settings_toml import read_settings

    return None if given is None else read_settings(given).conditions


def kept_trainings_options(command: Command) -> Command:
    """Add --out and --build, of commands whose trainings are kept."""
    out = click.option(
        "--out",
        type=click.Path(path_type=Path),
        help="Folder for the results.  [default: BUILD/NAME]",
    )
    kept = "Folder that keeps finished trainings, so that an interrupted call goes on from there."
    return out(build_option(kept)(command))


def build_option(meaning: str) -> Callable[[Command], Command]:
    """Add --build, the folder with the store of results, which is for what `meaning` says."""
    return click.option(
        "--build",
        "build_folder",
        type=click.Path(path_type=Path),
        default=Path("build"),
        show_default=True,
        help=meaning,
    )
