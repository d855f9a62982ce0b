"""`ncrn-dsd analyse scale`: how the learner of a design grows with the number of its inputs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ncrn_dsd.analyses.scale import DIMENSIONS, ScaleRow, growth_exponent, scale_table
from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.errors import ExitCode

_COUNTS = ("parameters", "reactions", "species")


@click.command("scale")
@click.argument("design", type=Source(Kind.DESIGN))
@click.option(
    "--dimensions",
    type=Whole(min=1, max=1000),
    multiple=True,
    help="Numbers of inputs, one option each.  [default: 2, 4, 8, 16, 32, 64]",
)
@click.option(
    "--degree",
    type=Whole(min=1, max=4),
    default=1,
    show_default=True,
    help="Of a polynomial learner: up to which it has all products of inputs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def scale_command(design: Path, dimensions: tuple[int, ...], degree: int, as_json: bool) -> int:
    """Build the learner of DESIGN for more and more inputs, and count.

    The task becomes a linear one of that dimension; encoding, rates and schedule stay. The last
    line is the power of the dimension with which each count grows.
    """
    # Only these commands need the learners.
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.networks.dimensions import at_dimension
    from ncrn_dsd.networks.registry import build

    chosen = read_design(design)
    wanted = tuple(sorted(set(dimensions))) or DIMENSIONS
    rows = scale_table(lambda d: build(at_dimension(chosen, d, degree)).crn, wanted)
    exponents = _exponents(rows)
    if as_json:
        figures = {"design": chosen.name, "rows": [asdict(r) for r in rows], "exponents": exponents}
        click.echo(json.dumps(figures, indent=2))
    else:
        _show(chosen.title, rows, exponents)
    return int(ExitCode.GOOD)


def _exponents(rows: tuple[ScaleRow, ...]) -> dict[str, float]:
    """None without three dimensions to tell a growth from."""
    if len(rows) < 3:
        return {}
    at = [r.dimension for r in rows]
    return {name: growth_exponent(at, [getattr(r, name) for r in rows]) for name in _COUNTS}


def _show(title: str, rows: tuple[ScaleRow, ...], exponents: dict[str, float]) -> None:
    table = Table(title=title, box=None, padding=(0, 2, 0, 0))
    for head in ("inputs", *_COUNTS, "order"):
        table.add_column(head, justify="right")
    for r in rows:
        counts = (str(getattr(r, name)) for name in _COUNTS)
        table.add_row(str(r.dimension), *counts, f"<= {r.max_order}")
    if exponents:
        table.add_row("exponent", *(f"{exponents[name]:.3f}" for name in _COUNTS), "")
    Console().print(table)
