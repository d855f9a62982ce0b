"""`ncrn-dsd analyse sensitivity`: which quantities of a learner matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Real
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.shared_options import kept_trainings_options
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.sensitivity import Sensitivity
from ncrn_dsd.pipeline.autonomy import refuse_what_does_not_train
from ncrn_dsd.study.store import ArtefactStore

SHOWN = 15
WIDTH = 150
"""Of the table at least, so that reactions stay on one line."""


@click.command("sensitivity")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
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
@kept_trainings_options
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
    from ncrn_dsd.drawing.sensitivity_page import sensitivity_page
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.formats.result_csv import result_csv
    from ncrn_dsd.formats.result_json import result_json
    from ncrn_dsd.ir.sensitivity import VariedQuantity
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable
    from ncrn_dsd.pipeline.sensitivity import SensitivityOptions, measure_sensitivity
    from ncrn_dsd.pipeline.versions import versions

    executor = executor_from(given)
    refuse_what_does_not_train(design)
    folder = out or build_folder / read_design(design).name
    check_folder_writable(folder)
    options = SensitivityOptions(factor, dose_change)
    with ProgressBars() as bars:
        store = ArtefactStore(build_folder / ".artefacts")
        found = measure_sensitivity(design, store, bars, options, executor)
    figures = result_json(found, {"versions": versions()})
    table = result_csv(VariedQuantity, found.quantities)
    write_bytes(folder / "sensitivity.html", sensitivity_page(found).encode())
    write_bytes(folder / "sensitivity.csv", table.encode())
    write_bytes(folder / "sensitivity.json", figures.encode())
    if as_json:
        click.echo(figures, nl=False)
    else:
        _show(found, folder)
    return int(ExitCode.NOT_GOOD if found.failures else ExitCode.GOOD)


def _show(found: Sensitivity, folder: Path) -> None:
    """Print the most harmful quantities, and where all of them are."""
    from ncrn_dsd.drawing.sensitivity_page import quantities_table

    ideal = "none" if found.ideal_loss is None else f"{found.ideal_loss:.3g}"
    title = f"{found.design}, {found.level} level: loss {ideal} as designed"
    print_table(quantities_table(found.quantities[:SHOWN]), title, least=WIDTH)
    left = found.varied - SHOWN
    if left > 0:
        click.echo(f"and {left} quantities that matter less.")
    if found.failures:
        click.echo(f"{found.failures} trainings stopped or ran away.")
    click.echo(f"Page: {folder / 'sensitivity.html'}   figures: {folder / 'sensitivity.json'}")
