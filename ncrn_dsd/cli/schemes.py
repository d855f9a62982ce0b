"""`ncrn-dsd schemes`: what translation schemes there are."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from ncrn_dsd.translation.scheme import list_schemes, load_scheme


@click.group("schemes")
def schemes_group() -> None:
    """Look up translation schemes."""


@schemes_group.command("list")
def list_command() -> None:
    """List the schemes of the library with their papers."""
    table = Table("scheme", "title", "paper")
    for name in list_schemes():
        scheme = load_scheme(name)
        table.add_row(name, scheme.meta.title, scheme.meta.paper)
    Console(soft_wrap=True).print(table)
