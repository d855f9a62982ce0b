"""The table of a robustness analysis on the screen."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ncrn_dsd.analyses.robustness import RUNAWAY, Bounds
from ncrn_dsd.pipeline.robustness import Robustness


def show_robustness(found: Robustness, level: str, file: Path, page: Path) -> None:
    """Print the losses of all kinds of errors against the ideal one, and their definitions."""
    bounds, ideal = found.bounds, found.bounds.ideal
    has_classes = ideal.accuracy is not None
    table = Table(
        *("errors", "draws", "loss", "s.d.", "worst"),
        *(("acc.", "worst") if has_classes else ()),
        *("failed", "kept"),
        title=f"{found.design.name}, {level} level, seed {found.seed}",
        box=None,
        padding=(0, 2, 0, 0),
    )
    right: tuple[float | None, ...] = (ideal.accuracy, None) if has_classes else ()
    kept = f"{int(bounds.keeps(ideal))}/1"
    table.add_row("none (ideal)", "1", *_numbers(ideal.loss, None, None, *right), "0", kept)
    for row in found.rows:
        right = (row.accuracy_mean, row.accuracy_worst) if has_classes else ()
        table.add_row(
            row.kind,
            str(row.draws),
            *_numbers(row.loss_mean, row.loss_sd, row.loss_worst, *right),
            str(row.failures),
            f"{row.kept}/{row.draws}",
        )
    Console(soft_wrap=True).print(table)
    for row in found.rows:
        if row.failures or row.worse_than_untrained:
            click.echo(
                f"{row.kind}: {row.stopped} of {row.draws} draws stopped, {row.runaway} ran away, "
                f"{row.worse_than_untrained} ended worse than the untrained learner."
                f"{_first_failure(found, row.kind)}"
            )
    for kind in found.kinds:
        click.echo(f"{kind.name}: {kind.definition}.")
    for sentence in found.left_out:
        click.echo(f"left out: {sentence}.")
    click.echo(
        "loss: mean squared error of the validation samples. A draw fails when its simulation "
        f"stops, or runs away to a loss above {bounds.runaway_above:.3g}, {RUNAWAY:g} times that "
        "of the untrained learner; those that ran away count in mean and worst. A draw is kept "
        f"when it is within the [expect] of the design{_expectation(bounds)}."
    )
    click.echo(f"Full scale of a read: {found.full_scale:.4g}. Page: {page}   figures: {file}")


def _first_failure(found: Robustness, kind: str) -> str:
    reasons = (d.outcome.failure for d in found.draws if d.kind == kind)
    first = next((reason for reason in reasons if reason is not None), None)
    return "" if first is None else f" The first to stop: {first}"


def _expectation(bounds: Bounds) -> str:
    if bounds.loss_max is None:
        return f": balanced accuracy at least {bounds.accuracy_min:.4g}"
    return f": loss on held-out samples at most {bounds.loss_max:.4g}"


def _numbers(*values: float | None) -> tuple[str, ...]:
    return tuple("" if v is None else f"{v:.3g}" for v in values)
