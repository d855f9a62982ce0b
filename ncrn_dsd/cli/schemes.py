"""`ncrn-dsd schemes`: what translation schemes there are."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from ncrn_dsd.translation.loader import list_schemes


@click.group("schemes")
def schemes_group() -> None:
    """Look up translation schemes."""


@schemes_group.command("list")
def list_command() -> None:
    """List the schemes of the library with their papers."""
    table = Table("scheme", "trust", "paper")
    for scheme in list_schemes():
        table.add_row(scheme.name, scheme.path.parent.parent.name, scheme.meta.paper)
    Console(soft_wrap=True).print(table)
