"""`ncrn-dsd analyse sweep`: train a design with other values of its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table

from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import wide_console
from ncrn_dsd.cli.shared_options import build_option
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.study.store import ArtefactStore

LEVELS = ("abstract", "dsd")
WIDTH = 120
"""Of the table at least, so that keys are not cut off."""


@click.command("sweep")
@click.argument("design", type=Source(Kind.DESIGN))
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="KEY=VALUE,VALUE,...",
    help="A key of the design and its values, such as learner.learning_rate=0.02,0.05; may be "
    "given several times, and every combination is trained.",
)
@click.option(
    "--seeds",
    type=Whole(min=1, max=100_000),
    default=1,
    show_default=True,
    help="Train every combination from this many seeds.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default=LEVELS[0],
    show_default=True,
    help="Train the formal network or that of the strands.",
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
def sweep_command(
    design: Path,
    vary: tuple[str, ...],
    seeds: int,
    level: str,
    out: Path | None,
    build_folder: Path,
    as_json: bool,
    **given: Any,
) -> int:
    """Train the learner of DESIGN with every combination of the values that are given.

    Keys are those of the design file, with their tables before them. Exit code 1 says that a
    training stopped or ran away.
    """
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.pipeline.autonomy import refuse_what_does_not_train
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable
    from ncrn_dsd.pipeline.sweep import axis_of, sweep
    from ncrn_dsd.pipeline.sweep_outputs import sweep_figures, sweep_json, write_sweep

    executor = executor_from(given)
    axes = tuple(map(axis_of, vary))
    refuse_what_does_not_train(design)
    folder = out or build_folder / read_design(design).name
    check_folder_writable(folder)
    store = ArtefactStore(build_folder / ".artefacts")
    with ProgressBars() as bars:
        found = sweep(design, axes, range(1, seeds + 1), level, store, bars, executor)
    write_sweep(found, folder)
    if as_json:
        click.echo(sweep_json(found), nl=False)
    else:
        _show(sweep_figures(found), folder)
    return int(ExitCode.NOT_GOOD if found.failures else ExitCode.GOOD)


def _show(figures: dict[str, Any], folder: Path) -> None:
    keys = list(figures["axes"])
    has_classes = any(p["accuracy"] is not None for p in figures["points"])
    right = ("accuracy",) if has_classes else ()
    table = Table(
        *(*keys, "mean loss", "s.d.", "worst", *right, "failures"),
        title=f"{figures['design']}, {figures['level']} level, {len(figures['seeds'])} seeds",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for point in figures["points"]:
        names = ("mean_loss", "sd_loss", "worst_loss", *right)
        numbers = ("none" if (v := point[n]) is None else f"{v:.3g}" for n in names)
        table.add_row(*map(str, point["values"].values()), *numbers, str(point["failures"]))
    console = wide_console(WIDTH)
    console.print(table)
    if figures["best"] is not None:
        told = ", ".join(f"{key} = {value}" for key, value in figures["best"].items())
        click.echo(f"Best: {told}.")
    click.echo(f"Page: {folder / 'sweep.html'}   figures: {folder / 'sweep.json'}")
