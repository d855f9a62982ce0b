"""`ncrn-dsd analyse`: what a design leaves to its host, and what errors do to its learner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.analyses.robustness import KINDS, USUAL
from ncrn_dsd.cli.arguments import FileKind, SourcePath, SuggestingGroup
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.feasibility import feasibility_command
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.rates import occupancy_command, rates_command
from ncrn_dsd.cli.scale import scale_command
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.sensitivity import sensitivity_command
from ncrn_dsd.cli.shared_options import build_option, level_option
from ncrn_dsd.cli.survival import (
    check_figures,
    measure_in_tube,
    show_survival,
    tube_choices,
    tube_options,
    write_survival,
)
from ncrn_dsd.cli.sweep import sweep_command
from ncrn_dsd.drawing.table import table_of
from ncrn_dsd.drawing.text import expected_words
from ncrn_dsd.errors import ExitCode, NcrnError
from ncrn_dsd.formats.result_json import result_json, results_json
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.autonomy import Autonomy
from ncrn_dsd.ir.robustness import Robustness
from ncrn_dsd.pipeline.autonomy import autonomy_of, designs_in, refuse_what_does_not_train
from ncrn_dsd.study.store import ArtefactStore


@click.group("analyse", cls=SuggestingGroup)
def analyse_group() -> None:
    """Measure one property of a design."""


analyse_group.add_command(feasibility_command)
analyse_group.add_command(occupancy_command)
analyse_group.add_command(rates_command)
analyse_group.add_command(scale_command)
analyse_group.add_command(sensitivity_command)
analyse_group.add_command(sweep_command)


@analyse_group.command("autonomy")
@click.argument("designs", nargs=-1, required=True, type=SourcePath(FileKind.DESIGN))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def autonomy_command(designs: tuple[Path, ...], as_json: bool) -> int:
    """Count what the host does per training sample in DESIGNS.

    Each is a design folder, a design file, or a folder with design folders. Refills of fuels
    are not counted; `ncrn-dsd run` reports them. A design that cannot be read does not keep the
    others from being counted, and makes the exit code 2.
    """
    found: list[Autonomy] = []
    code = ExitCode.GOOD
    paths = designs_in(designs)
    for path in paths:
        try:
            found.append(autonomy_of(path))
        except NcrnError as problem:
            if len(paths) == 1:
                raise
            click.echo(str(problem), err=True)
            code = ExitCode.CANNOT_RUN
    if as_json:
        click.echo(results_json(found), nl=False)
    elif found:
        title = "Host actions per training sample"
        print_table(table_of("autonomy", title, Autonomy, found), title, least=100)
        for a in found:
            click.echo(f"{a.design} ({a.mode}): {a.verdict}")
    return int(code)


@analyse_group.command("robustness")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@click.option(
    "--draws",
    type=Whole(min=1, max=100_000),
    default=20,
    show_default=True,
    help="Draws of every kind of errors that leaves something to chance.",
)
@click.option(
    "--seed",
    type=Whole(min=0),
    default=1,
    show_default=True,
    help="Seed from which that of every draw follows.",
)
@click.option(
    "--errors",
    "names",
    multiple=True,
    type=click.Choice(KINDS.names),
    help="A kind of errors to draw; may be repeated, and may be one that an installed package "
    f"brings.  [default: {', '.join(USUAL)}]",
)
@level_option("Which network is trained: the formal one, or the strands, uncondensed.")
@tube_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File for the figures; the page is beside it.  "
    "[default: BUILD/robustness/NAME.json or BUILD/survival/NAME.json]",
)
@build_option(
    "Folder that keeps finished draws, so that an interrupted analysis goes on from there."
)
@executor_options
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def robustness_command(
    design: Path,
    draws: int,
    seed: int,
    names: tuple[str, ...],
    level: str,
    out: Path | None,
    build_folder: Path,
    as_json: bool,
    **given: Any,
) -> int:
    """Train the learner of DESIGN without errors, then with errors of several kinds.

    At the DSD level these are the disturbances of a tube, each alone and all at once, and exit
    code 1 says that a draw was not within what the design expects.

    At the abstract level:

    The usual kinds are rate constants off by up to a factor 2, doses off by up to 20 %, phases that
    overlap by 10 %, reads with a noise of 5 %, and all of them together. Exit code 1 says that
    a draw stopped or ran away.
    """
    # Only these commands need the simulator.
    from ncrn_dsd.drawing.robustness_page import robustness_page
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.pipeline.robustness import measure_robustness
    from ncrn_dsd.pipeline.versions import versions_of_draws
    from ncrn_dsd.study.stages.disturb_formal import train_disturbed

    tube = tube_choices(given)
    executor = executor_from(given)
    refuse_what_does_not_train(design)
    if level == "dsd":
        if names:
            raise click.UsageError("--errors is of the abstract level; give --case")
        return measure_in_tube(design, tube, draws, seed, executor, out, build_folder, as_json)
    if tube.cases:
        raise click.UsageError("--case is of the DSD level; give --errors, or --level dsd")
    if tube.leave_one_out:
        raise click.UsageError("--leave-one-out is of the DSD level; give --level dsd")
    file = out or build_folder / "robustness" / f"{read_design(design).name}.json"
    check_figures(file)
    page = file.with_suffix(".html")
    store = ArtefactStore(build_folder / ".artefacts")
    with ProgressBars() as bars:
        found = measure_robustness(design, store, bars, draws, seed, executor, names or USUAL)
    figures = result_json(found, {"versions": versions_of_draws(train_disturbed)})
    write_bytes(file, figures.encode())
    write_bytes(page, robustness_page(found).encode())
    if as_json:
        click.echo(figures, nl=False)
    else:
        _show_robustness(found, file, page)
    return int(ExitCode.NOT_GOOD if found.failures else ExitCode.GOOD)


@analyse_group.command("add")
@click.argument("files", nargs=-1, required=True, type=SourcePath(FileKind.JSON))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File for the figures of all draws; the page is beside it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def add_command(files: tuple[Path, ...], out: Path, as_json: bool) -> int:
    """Add up the draws in FILES of `analyse robustness`, which other seeds or machines made.

    Draws of another design, level or version, and errors of another size, are refused; a draw that
    is in several files counts once. The exit code is that of `analyse robustness`.
    """
    # Only these commands need the simulator.
    from ncrn_dsd.drawing.robustness_page import robustness_page
    from ncrn_dsd.pipeline.adding import add_files

    check_figures(out)
    page = out.with_suffix(".html")
    found, made_by = add_files(files)
    figures = result_json(found, {"versions": made_by})
    if isinstance(found, Robustness):
        write_bytes(out, figures.encode())
        write_bytes(page, robustness_page(found).encode())
    else:
        write_survival(found, figures, out)
    if as_json:
        click.echo(figures, nl=False)
    elif isinstance(found, Robustness):
        _show_robustness(found, out, page)
    else:
        show_survival(found, out)
    is_good = not found.failures if isinstance(found, Robustness) else found.all_survive
    return int(ExitCode.GOOD if is_good else ExitCode.NOT_GOOD)


def _show_robustness(found: Robustness, file: Path, page: Path) -> None:
    """Print the losses of all kinds of errors, their definitions and their bounds."""
    from ncrn_dsd.drawing.robustness_page import kinds_table
    from ncrn_dsd.ir.outcome import RUNAWAY

    bounds = found.bounds
    title = f"{found.design}, {found.level} level, seed {found.seed}"
    print_table(kinds_table(found), title, least=120)
    for kind in found.kinds:
        if kind.failures or kind.worse_than_untrained:
            first = next(
                (d.outcome.failure for d in kind.draws if d.outcome.failure is not None), None
            )
            first_words = "" if first is None else f" The first to stop: {first}"
            click.echo(
                f"{kind.kind}: {kind.stopped} of {kind.drawn} draws stopped, {kind.runaway} ran "
                f"away, {kind.worse_than_untrained} ended worse than the untrained "
                f"learner.{first_words}"
            )
    for kind in found.kinds:
        click.echo(f"{kind.kind}: {kind.definition}.")
    for sentence in found.left_out:
        click.echo(f"left out: {sentence}.")
    ideal = "no loss" if found.ideal_loss is None else f"a loss of {found.ideal_loss:.3g}"
    kept = "within" if bounds.keeps(bounds.ideal) else "outside"
    click.echo(
        f"Without errors the learner ends with {ideal}, {kept} what the design expects: "
        f"{expected_words(bounds.loss_max, bounds.accuracy_min)}. A draw that is within has met it."
    )
    click.echo(
        "Loss: mean squared error of the validation samples. A draw fails when its simulation "
        f"stops, or runs away to a loss above {bounds.runaway_above:.3g}, {RUNAWAY:g} times that "
        "of the untrained learner; those that ran away count in mean and worst."
    )
    click.echo(f"Full scale of a read: {found.full_scale:.4g}. Page: {page}   figures: {file}")
