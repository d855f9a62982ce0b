"""`ncrn-dsd analyse sensitivity`: which quantities of a learner matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table

from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Real
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import wide_console
from ncrn_dsd.cli.shared_options import build_option
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.pipeline.autonomy import refuse_what_does_not_train
from ncrn_dsd.study.store import ArtefactStore

SHOWN = 15
WIDTH = 120
"""Of the table at least, so that reactions stay on one line."""


@click.command("sensitivity")
@click.argument("design", type=Source(Kind.DESIGN))
@click.option(
    "--factor",
    type=Real(min=1.0, min_open=True, max=100.0),
    default=2.0,
    show_default=True,
    help="Divide and multiply each rate constant by this factor.",
)
@click.option(
    "--dose-change",
    type=Real(min=0.0, min_open=True, max=1.0, max_open=True),
    default=0.2,
    show_default=True,
    help="Lower and raise the doses of each species by this fraction.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the results.  [default: BUILD/NAME]",
)
@build_option(
    "Folder that keeps finished trainings, so that an interrupted call goes on from there."
)
@executor_options
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def sensitivity_command(
    design: Path,
    factor: float,
    dose_change: float,
    out: Path | None,
    build_folder: Path,
    as_json: bool,
    **given: Any,
) -> int:
    """Train the learner of DESIGN with one quantity off at a time, at the abstract level.

    The quantities are the rate constant of every formal reaction, and the doses of every
    species. Exit code 1 says that a training stopped or ran away.
    """
    # Only the analyses that train need the simulator.
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable
    from ncrn_dsd.pipeline.sensitivity import SensitivityOptions, measure_sensitivity
    from ncrn_dsd.pipeline.sensitivity_outputs import (
        sensitivity_figures,
        sensitivity_json,
        write_sensitivity,
    )

    executor = executor_from(given)
    refuse_what_does_not_train(design)
    folder = out or build_folder / read_design(design).name
    check_folder_writable(folder)
    options = SensitivityOptions(factor, dose_change)
    with ProgressBars() as bars:
        store = ArtefactStore(build_folder / ".artefacts")
        found = measure_sensitivity(design, store, bars, options, executor)
    write_sensitivity(found, folder)
    if as_json:
        click.echo(sensitivity_json(found), nl=False)
    else:
        _show(sensitivity_figures(found), folder)
    return int(ExitCode.NOT_GOOD if found.failures else ExitCode.GOOD)


def _show(figures: dict[str, Any], folder: Path) -> None:
    ideal = _number(figures["ideal"]["loss"])
    table = Table(
        *("quantity", "kind", "low", "loss", "high", "loss", "elasticity", "expectation"),
        title=f"{figures['design']}, {figures['level']} level: loss {ideal} as designed",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for row in figures["quantities"][:SHOWN]:
        ends = [text for end in ("low", "high") for text in _end(row[end])]
        kept = row["low"]["kept"] and row["high"]["kept"]
        expectation = "met" if kept else "not met"
        table.add_row(row["name"], row["kind"], *ends, _number(row["elasticity"]), expectation)
    console = wide_console(WIDTH)
    console.print(table)
    left = len(figures["quantities"]) - SHOWN
    if left > 0:
        click.echo(f"and {left} quantities that matter less.")
    if figures["failures"]:
        click.echo(f"{figures['failures']} trainings stopped or ran away.")
    click.echo(f"Page: {folder / 'sensitivity.html'}   figures: {folder / 'sensitivity.json'}")


def _end(end: dict[str, Any]) -> tuple[str, str]:
    loss = "stopped" if end["loss"] is None else _number(end["loss"])
    return f"x {end['factor']:.4g}", loss


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"
