"""`ncrn-dsd analyse sweep`: train a design with other values of its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.shared_options import kept_trainings_options, level_option
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.sweep import Sweep
from ncrn_dsd.ir.verdict import CONDENSATION
from ncrn_dsd.study.store import ArtefactStore

WIDTH = 120
"""Of the table at least, so that keys are not cut off."""


@click.command("sweep")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
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
@level_option("Train the formal network or that of the strands.")
@kept_trainings_options
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
    training stopped or ran away, or followed condensed reactions that do not hold, where the design
    does not record that.
    """
    from ncrn_dsd.drawing.sweep_page import sweep_page
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.formats.result_csv import result_csv
    from ncrn_dsd.formats.result_json import result_json
    from ncrn_dsd.ir.sweep import SweepPoint
    from ncrn_dsd.pipeline.autonomy import refuse_what_does_not_train
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable
    from ncrn_dsd.pipeline.sweep import axis_of, sweep
    from ncrn_dsd.pipeline.versions import versions

    executor = executor_from(given)
    axes = tuple(map(axis_of, vary))
    refuse_what_does_not_train(design)
    folder = out or build_folder / read_design(design).name
    check_folder_writable(folder)
    store = ArtefactStore(build_folder / ".artefacts")
    with ProgressBars() as bars:
        found = sweep(design, axes, range(1, seeds + 1), level, store, bars, executor)
    figures = result_json(found, {"versions": versions()})
    write_bytes(folder / "sweep.html", sweep_page(found).encode())
    write_bytes(folder / "sweep.csv", result_csv(SweepPoint, found.points).encode())
    write_bytes(folder / "sweep.json", figures.encode())
    if as_json:
        click.echo(figures, nl=False)
    else:
        _show(found, folder)
    is_recorded = CONDENSATION in read_design(design).expect.fails
    is_good = not found.failures and (is_recorded or not found.condensed_only)
    return int(ExitCode.GOOD if is_good else ExitCode.NOT_GOOD)


def _show(found: Sweep, folder: Path) -> None:
    """Print the losses of all combinations, and the best one."""
    from ncrn_dsd.drawing.sweep_page import points_table

    title = f"{found.design}, {found.level} level, {found.seeds_each} seeds"
    print_table(points_table(found), title, least=WIDTH)
    if found.best is not None:
        click.echo(f"Best: {found.best}.")
    if found.condensed_only:
        click.echo(
            f"{found.condensed_only} trainings followed condensed reactions, whose condensation "
            "does not hold, and say nothing of the strands."
        )
    click.echo(f"Page: {folder / 'sweep.html'}   figures: {folder / 'sweep.json'}")
