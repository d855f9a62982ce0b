"""`ncrn-dsd schemes`: the library of translation schemes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.drawing.scheme_sheet import scheme_page
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.pipeline.artefacts import ArtefactStore, write_bytes
from ncrn_dsd.pipeline.conformance import Cell, accept, check_scheme, differences
from ncrn_dsd.pipeline.published_sizes import size_rows
from ncrn_dsd.pipeline.scheme_sheet import scheme_sheet
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation.new_scheme import new_scheme
from ncrn_dsd.translation.scheme import list_schemes, load_scheme

_LETTERS = {"PROVED": "P", "REFUTED": "R", "UNDECIDED": "?"}
_SIZES = "Nucleotides of distinct strands, and condensed reactions"
_MATRIX_WIDTH = 150
"""Columns of the matrix; a narrower terminal wraps lines rather than cells."""

_LEGEND = (
    "Verdicts under CRN bisimulation / integrated hybrid: P proved, R refuted, ? undecided, "
    "- not supported."
)


@click.group("schemes")
def schemes_group() -> None:
    """Look up and check translation schemes."""


@schemes_group.command("list")
def list_command() -> None:
    """List the schemes of the library with their papers."""
    table = Table("scheme", "title", "paper")
    for name in list_schemes():
        scheme = load_scheme(name)
        table.add_row(name, scheme.meta.title, scheme.meta.paper)
    Console(soft_wrap=True).print(table)


@schemes_group.command("show")
@click.argument("name")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with drawings to this file."
)
def show_command(name: str, html: Path | None) -> None:
    """Show the paper, the shapes and the gates of scheme NAME."""
    sheet = scheme_sheet(load_scheme(name))
    if html is not None:
        write_bytes(html, scheme_page(sheet).encode())
    click.echo(sheet.title)
    for fact in sheet.facts:
        click.echo(f"  {fact}")
    for group in sheet.groups:
        click.echo(f"\n{group.title}")
        for drawing in group.drawings:
            click.echo(f"  {drawing.name:<12} {drawing.kernel}")


@schemes_group.command("new")
@click.argument("name")
def new_command(name: str) -> None:
    """Start scheme NAME in the library from a template that works."""
    folder = new_scheme(name)
    click.echo(f"{folder}: edit scheme.ts and meta.toml, then run `ncrn-dsd schemes check {name}`")


@schemes_group.command("check")
@click.argument("names", nargs=-1)
@click.option("--budget", default=20.0, show_default=True, help="Seconds for one verdict.")
@click.option("--details", is_flag=True, help="Show sizes and reasons of every cell.")
@click.option("--accept", "accepting", is_flag=True, help="Record the matrix as expected.")
@click.option(
    "--build",
    "build_folder",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder that keeps finished rows.",
)
def check_command(
    names: tuple[str, ...], budget: float, details: bool, accepting: bool, build_folder: Path
) -> int:
    """Try schemes NAMES (default: all) on every reaction shape and compare with the record."""
    store = ArtefactStore(build_folder / ".artefacts")
    rows: dict[str, tuple[Cell, ...]] = {}
    notes: list[str] = []
    with ProgressBars() as bars:
        for name in names or list_schemes():
            scheme = load_scheme(name)
            report = bars.stage(name)
            rows[name] = check_scheme(scheme, store, budget, progress=report)
            report(1, 1)
            if accepting:
                accept(scheme.folder, rows[name])
            notes += [f"{name}: {text}" for text in differences(scheme.folder, rows[name])]
    console = Console(soft_wrap=True)
    Console(width=_MATRIX_WIDTH).print(_matrix(rows))
    console.print(_LEGEND)
    if details:
        for name, cells in rows.items():
            console.print(_details(name, cells))
    for note in notes:
        console.print(note, markup=False)
    return int(ExitCode.NOT_GOOD if notes else ExitCode.GOOD)


@schemes_group.command("sizes")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def sizes_command(as_json: bool) -> int:
    """Re-derive the published sizes of translated systems and compare them."""
    with ProgressBars() as bars:
        rows = size_rows(bars.stage("sizes"))
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        table = Table("system", "scheme", "published", "found", "note", title=_SIZES)
        for row in rows:
            table.add_row(row.system, row.scheme, _size(row.published), _size(row.found), row.note)
        Console(width=_MATRIX_WIDTH).print(table)
    unexplained = [row for row in rows if not (row.agrees or row.note)]
    return int(ExitCode.NOT_GOOD if unexplained else ExitCode.GOOD)


def _size(size: tuple[int, int] | None) -> str:
    return "none" if size is None else f"{size[0]} nt, {size[1]}"


def _matrix(rows: dict[str, tuple[Cell, ...]]) -> Table:
    """Schemes down, shapes across; a cell holds the verdicts of both notions."""
    table = Table("scheme", *(s.label for s in SHAPES), box=None, padding=(0, 1, 0, 0))
    for name, cells in rows.items():
        table.add_row(name, *map(_short, cells))
    return table


def _short(cell: Cell) -> str:
    return "-" if cell.refused is not None else "/".join(_LETTERS[v] for v, _ in cell.verdicts)


def _details(name: str, cells: tuple[Cell, ...]) -> Table:
    table = Table("shape", "fuels", "strands", "nt", "reactions", "verdicts", "reason", title=name)
    for cell in cells:
        if cell.refused is not None:
            table.add_row(cell.shape, "", "", "", "", "-", cell.refused)
            continue
        reasons = [reason for verdict, reason in cell.verdicts if verdict != "PROVED"]
        sizes = (cell.fuels, cell.strands, cell.nucleotides_nt, cell.reactions)
        table.add_row(cell.shape, *map(str, sizes), _short(cell), "; ".join(dict.fromkeys(reasons)))
    return table
