"""Options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.arguments import SchemeName
from ncrn_dsd.cli.completions import scheme_names

Command = TypeVar("Command", bound=Callable[..., Any])

scheme_option = click.option(
    "--scheme",
    type=SchemeName(),
    shell_complete=scheme_names,
    help="Translation scheme to use instead of the design's.",
)


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
