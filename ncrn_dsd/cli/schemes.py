"""`ncrn-dsd schemes`: the library of translation schemes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ncrn_dsd.cli.arguments import (
    SchemeName,
    SuggestingGroup,
    refuse_to_change_installation,
)
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.cli.number_types import Real
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.drawing.scheme_sheet import scheme_page
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.result_json import result_json, results_json
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.answers import StartedScheme
from ncrn_dsd.pipeline.conformance import (
    Conformance,
    ConformanceCell,
    accept,
    check_scheme,
    differences,
    listed_and_refused,
)
from ncrn_dsd.pipeline.published_sizes import size_rows
from ncrn_dsd.pipeline.scheme_sheet import SchemeFacts, SchemeGates, examples_of, scheme_sheet
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation.new_scheme import new_scheme
from ncrn_dsd.translation.scheme import Scheme, list_schemes, load_scheme
from ncrn_dsd.translation.scheme_folders import own_folder

_LETTERS = {"PROVED": "P", "REFUTED": "R", "UNDECIDED": "?"}
_SIZES = "Nucleotides of distinct strands, and condensed reactions"
_MATRIX_WIDTH = 170
"""Columns of the matrix; a narrower terminal wraps lines rather than cells."""

_LEGEND = (
    "Verdicts on CRN bisimulation / signals are released / integrated hybrid: P proved, R refuted, "
    "? undecided, - not supported, error: see below."
)


@click.group("schemes", cls=SuggestingGroup)
def schemes_group() -> None:
    """Look up and check translation schemes."""


@schemes_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the facts of all schemes as JSON.")
def list_command(as_json: bool) -> None:
    """List all schemes with their papers, your own first."""
    if as_json:
        facts = [SchemeFacts.of(load_scheme(name)) for name in list_schemes()]
        click.echo(results_json(facts), nl=False)
        return
    table = Table("scheme", "title", "paper", "from")
    for name in list_schemes():
        scheme = load_scheme(name)
        table.add_row(name, scheme.meta.title, scheme.meta.paper, _origin(scheme))
    Console(soft_wrap=True).print(table)


@schemes_group.command("show")
@click.argument("name", type=SchemeName(), shell_complete=scheme_names)
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with drawings to this file."
)
@click.option("--json", "as_json", is_flag=True, help="Print facts and gates as JSON.")
def show_command(name: str, html: Path | None, as_json: bool) -> None:
    """Show the paper, the shapes and the gates of scheme NAME."""
    scheme = load_scheme(name)
    sheet = scheme_sheet(scheme)
    if html is not None:
        write_bytes(html, scheme_page(sheet).encode())
    if as_json:
        answer = SchemeGates(SchemeFacts.of(scheme), examples_of(sheet))
        click.echo(result_json(answer), nl=False)
        return
    click.echo(sheet.title)
    for fact in sheet.facts:
        click.echo(f"  {fact}")
    for group in sheet.groups:
        click.echo(f"\n{group.title}")
        for drawing in group.drawings:
            click.echo(f"  {drawing.name:<12} {drawing.kernel}")


def _origin(scheme: Scheme) -> str:
    return SchemeFacts.of(scheme).trust or str(scheme.folder)


@schemes_group.command("new")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print the folder as JSON.")
def new_command(name: str, as_json: bool) -> None:
    """Start scheme NAME among your own, in ./translators, from a template that works."""
    refuse_to_change_installation(own_folder(), "the scheme")
    folder = new_scheme(name)
    if as_json:
        click.echo(result_json(StartedScheme(name, folder)), nl=False)
        return
    click.echo(f"{folder}: edit scheme.ts and meta.toml, then run `ncrn-dsd schemes check {name}`")


@schemes_group.command("check")
@click.argument("names", nargs=-1, type=SchemeName(), shell_complete=scheme_names)
@click.option(
    "--budget", type=Real(min=0), default=20.0, show_default=True, help="Seconds for one verdict."
)
@click.option("--details", is_flag=True, help="Show sizes and reasons of every cell.")
@click.option("--accept", "accepting", is_flag=True, help="Record the matrix as expected.")
@click.option("--json", "as_json", is_flag=True, help="Print all cells as JSON.")
def check_command(
    names: tuple[str, ...],
    budget: float,
    details: bool,
    accepting: bool,
    as_json: bool,
) -> int:
    """Try schemes NAMES (default: all) on every reaction shape and compare with the record.

    Exit code 1 when a cell differs, 2 when a scheme fails on a shape that it does not refuse by
    `abort` or in its meta.toml; nothing is recorded of such a scheme.
    """
    rows: dict[str, tuple[ConformanceCell, ...]] = {}
    notes: list[str] = []
    narrower: list[str] = []
    with ProgressBars() as bars:
        for name in names or list_schemes():
            scheme = load_scheme(name)
            if accepting:
                refuse_to_change_installation(scheme.folder, "the matrix")
            report = bars.stage(name)
            rows[name] = check_scheme(scheme, budget, progress=report)
            report(1, 1)
            if accepting and not accept(scheme.folder, rows[name]):
                notes.append(f"{name}: nothing is recorded, because of the errors")
            notes += [f"{name}: {text}" for text in differences(scheme.folder, rows[name])]
            narrower += [f"{name}: {text}" for text in listed_and_refused(rows[name])]
    if as_json:
        click.echo(result_json(Conformance(rows, tuple(notes))), nl=False)
    else:
        _show_matrix(rows, [*narrower, *notes], details)
    if any(cell.failed is not None for cells in rows.values() for cell in cells):
        return int(ExitCode.CANNOT_RUN)
    return int(ExitCode.NOT_GOOD if notes else ExitCode.GOOD)


def _show_matrix(
    rows: dict[str, tuple[ConformanceCell, ...]], notes: Sequence[str], details: bool
) -> None:
    console = Console(soft_wrap=True)
    Console(width=_MATRIX_WIDTH).print(_matrix(rows))
    console.print(_LEGEND)
    if details:
        for name, cells in rows.items():
            console.print(_details(name, cells))
    for note in notes:
        console.print(note, markup=False)


@schemes_group.command("sizes")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def sizes_command(as_json: bool) -> int:
    """Re-derive the published sizes of translated systems and compare them."""
    with ProgressBars() as bars:
        rows = size_rows(bars.stage("sizes"))
    if as_json:
        click.echo(results_json(rows), nl=False)
    else:
        table = Table("system", "scheme", "published", "found", "note", title=_SIZES)
        for row in rows:
            table.add_row(row.system, row.scheme, _size(row.published), _size(row.found), row.note)
        Console(width=_MATRIX_WIDTH).print(table)
    unexplained = [row for row in rows if not (row.agrees or row.note)]
    return int(ExitCode.NOT_GOOD if unexplained else ExitCode.GOOD)


def _size(size: tuple[int, int] | None) -> str:
    return "none" if size is None else f"{size[0]} nt, {size[1]}"


def _matrix(rows: dict[str, tuple[ConformanceCell, ...]]) -> Table:
    """Schemes down, shapes across; a cell holds the verdicts."""
    table = Table("scheme", *(s.label for s in SHAPES), box=None, padding=(0, 1, 0, 0))
    for name, cells in rows.items():
        table.add_row(name, *map(_short, cells))
    return table


def _short(cell: ConformanceCell) -> str:
    if cell.failed is not None:
        return "error"
    return "-" if cell.refused is not None else "/".join(_LETTERS[v] for v, _ in cell.verdicts)


def _details(name: str, cells: tuple[ConformanceCell, ...]) -> Table:
    table = Table("shape", "fuels", "strands", "nt", "reactions", "verdicts", "reason", title=name)
    for cell in cells:
        if cell.refused is not None or cell.failed is not None:
            table.add_row(cell.shape, "", "", "", "", _short(cell), cell.refused or cell.failed)
            continue
        reasons = [reason for verdict, reason in cell.verdicts if verdict != "PROVED"]
        sizes = (cell.fuels, cell.strands, cell.nucleotides_nt, cell.reactions)
        table.add_row(cell.shape, *map(str, sizes), _short(cell), "; ".join(dict.fromkeys(reasons)))
    return table
