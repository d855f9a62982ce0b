"""A comparison of schemes on the terminal."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from ncrn_dsd.cli.screen import wide_console
from ncrn_dsd.comparison.measures import MEASURES
from ncrn_dsd.comparison.ranking import Weights, ranking
from ncrn_dsd.comparison.tables import shown, standing_word
from ncrn_dsd.ir.comparison import Cell, Comparison
from ncrn_dsd.pipeline.compare_outputs import STEM, best_sentences, tone_of, weights_in_words

_STYLES = {"good": "green", "bad": "red", "open": "yellow"}


def show_comparison(found: Comparison, weights: Weights, folder: Path, *, wide: bool) -> None:
    """Print a table, a ranking and the best schemes per design."""
    console = wide_console(400 if wide else 160)
    for design in found.designs:
        cells = found.of(design)
        console.print(f"[bold]{design}[/bold]")
        console.print(_table(cells, wide=wide))
        for cell in cells:
            if cell.reason is not None:
                click.echo(f"  {cell.scheme}: {cell.reason}")
        click.echo(f"ranking ({weights_in_words(weights)}):")
        for ranked in ranking(cells, weights):
            if ranked.score is not None:
                click.echo(f"  {ranked.place}. {ranked.scheme} {ranked.score:.3f}")
            else:
                click.echo(f"  not ranked: {ranked.scheme} ({ranked.reason})")
        for sentence in best_sentences(cells):
            click.echo(f"  {sentence}")
    click.echo(f"Page: {folder / f'{STEM}.html'}   figures: {folder / f'{STEM}.json'}")


def _table(cells: tuple[Cell, ...], *, wide: bool) -> Table:
    measures = [m for m in MEASURES if wide or m.brief]
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("scheme", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("condensation", no_wrap=True)
    for measure in measures:
        table.add_column(measure.title, justify="right", no_wrap=True)
    for cell in cells:
        word = f"[{_STYLES[tone_of(cell)]}]{standing_word(cell)}[/]"
        table.add_row(
            cell.scheme, word, cell.condensation, *(shown(cell, m.name) for m in measures)
        )
    return table
