"""`ncrn-dsd analyse scale`: how the learner of a design grows with the number of its inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ncrn_dsd.analyses.scale import DIMENSIONS, growth_exponents, scale_table
from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.drawing.table import Cell, DrawnTable, table_of
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.ir.scale import Scale, ScaleRow
from ncrn_dsd.ir.shown import columns_of


@click.command("scale")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
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
    found = Scale(chosen.name, chosen.title, rows, growth_exponents(rows))
    if as_json:
        click.echo(result_json(found), nl=False)
    else:
        print_table(_counts(found), found.title)
    return int(ExitCode.GOOD)


def _counts(found: Scale) -> DrawnTable:
    """A row per dimension, and the exponents where they are known."""
    table = table_of("scale", found.title, ScaleRow, found.rows)
    if not found.exponents:
        return table
    _, *counts = (column.key for column in columns_of(ScaleRow))
    known = (found.exponents.get(key) for key in counts)
    cells = (Cell("" if value is None else f"{value:.3f}") for value in known)
    return replace(table, total=(Cell("exponent"), *cells))
