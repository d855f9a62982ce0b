"""`ncrn-dsd learn`: one learner from many seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.shared_options import (
    kinetics_of,
    kinetics_option,
    level_option,
    scheme_option,
)
from ncrn_dsd.drawing.table import word_of
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.ir.training import DSD, LEVEL_NAMES
from ncrn_dsd.ir.verdict import Kind as Evidence

if TYPE_CHECKING:
    from ncrn_dsd.pipeline.learn import Learning

WIDTH = 120
_SHOWN_COEFFICIENTS = 12
"""How many are printed; the others are in the files."""


@click.command("learn")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@click.option(
    "--seeds",
    type=Whole(min=1, max=100_000),
    help="Number of trainings, each with samples and initial weights of its own.  "
    "[default: one, with the seeds of the design]",
)
@click.option(
    "--first-seed",
    type=Whole(min=1, max=2**31),
    default=1,
    show_default=True,
    help="The seeds are this number and those that follow it.",
)
@level_option("Train the formal network alone, or that of the strands as well.")
@scheme_option
@kinetics_option
@executor_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for learn.json and learn.html.  [default: build/learn/NAME of "
    "the design, or build/learn/as-published/NAME]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def learn_command(
    design: Path,
    seeds: int | None,
    first_seed: int,
    level: str,
    scheme: str | None,
    kinetics: str | None,
    out: Path | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Train the learner of DESIGN and measure what it learned.

    The DSD level is trained on the network with variants of signals merged, after measuring
    that this changes nothing. Every finished training is kept, so that an interrupted call goes
    on from there. Bounds in [expect] are kept when nine trainings of ten, such as 18 of 20, end
    within them. Exit code 1 says that they are not, or that a check of the DSD level FAILS, such as
    condensation, which the design does not record; 3 that the level has no answer.
    """
    # Only this command needs the simulator and the pictures.
    from ncrn_dsd.pipeline.learn import LearnOptions, is_published, learn, read_learner
    from ncrn_dsd.pipeline.learn_figures import many_seeds
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable, figures_text, write_learning
    from ncrn_dsd.pipeline.learn_page import page_of
    from ncrn_dsd.pipeline.summary import code_of
    from ncrn_dsd.study.store import ArtefactStore

    _refuse_vain_options(seeds, first_seed, level, scheme, kinetics)
    executor = executor_from(given)
    read = read_learner(design)
    # Experiments as published have the names of the designs that do better.
    kept_in = Path("build") / "learn" / ("as-published" if is_published(read) else "")
    folder = out or kept_in / read.name
    check_folder_writable(folder)
    store = ArtefactStore((out.parent if out else Path("build")) / ".artefacts")
    chosen = tuple(range(first_seed, first_seed + seeds)) if seeds is not None else ()
    with ProgressBars() as bars:
        asked = LearnOptions(chosen, level, scheme, executor, kinetics_of(kinetics))
        found = learn(read, store, bars, asked)
        result = many_seeds(found)
        page = page_of(found, result, store, bars)
    write_learning(page, folder)
    if as_json:
        click.echo(figures_text(result), nl=False)
    else:
        _show(found, result, folder)
    return int(code_of(result.expectations_met))


def _refuse_vain_options(
    seeds: int | None, first_seed: int, level: str, scheme: str | None, kinetics: str | None
) -> None:
    if seeds is None and first_seed != 1:
        raise click.UsageError("--first-seed has no meaning without --seeds: add --seeds 1")
    for option, value in (("--scheme", scheme), ("--kinetics", kinetics)):
        if value is not None and level != DSD:
            raise click.UsageError(
                f"{option} has no meaning at the abstract level: add --level dsd"
            )


def _show(learning: Learning, found: ManySeeds, folder: Path) -> None:
    from ncrn_dsd.drawing import learning_tables as tables
    from ncrn_dsd.pipeline.learn_outputs import FIGURES, PAGE
    from ncrn_dsd.pipeline.seeds_agreement import recorded_to_fail, seeds_report

    shown = seeds_report(learning)
    scheme = f" by {found.scheme}" if found.scheme else ""
    title = f"{found.design}{scheme}"
    print_table(tables.seeds_table(found, brief=True), title, least=WIDTH)
    print_table(tables.summary_table(found), "Over seeds", least=WIDTH)
    coefficients = tables.coefficients_table(found, _SHOWN_COEFFICIENTS)
    print_table(coefficients, "Coefficients in the units of the task", least=WIDTH)
    more = len(found.summary[found.levels[0]].coefficients) - _SHOWN_COEFFICIENTS
    if more > 0:
        click.echo(f"{more} more coefficients are in {FIGURES}.")
    print_table(tables.costs_table(found), "CPU time", least=WIDTH)
    for seed in found.seeds:
        for name, level in seed.levels.items():
            if level.failure is not None:
                click.echo(f"seed {seed.name}, {LEVEL_NAMES[name]}: {level.failure}")
    for o in shown.of_kind(Evidence.LEARNING):
        click.echo(f"{o.word} ({o.subject})" + (f": {o.reason}" if o.is_good is None else ""))
    for notion, answer in (
        ("condensation", found.condensation),
        ("learning agreement", found.learning_agreement),
    ):
        if answer is not None:
            click.echo(f"{answer.verdict} {notion}: {answer.reason}")
    counts = ", ".join(
        f"{LEVEL_NAMES[name]} {level.kept} of {level.seeds}"
        + (f" {found.in_condensed_model}" if name == DSD and found.in_condensed_model else "")
        for name, level in found.summary.items()
    )
    unrecorded = shown.bad_notions - {o.notion for o in shown.of_kind(Evidence.LEARNING)}
    counts += "".join(
        f"; {n} FAILS" for n in sorted(unrecorded.difference(recorded_to_fail(learning)))
    )
    click.echo(f"Judged by {found.judged_by}, which no training uses.")
    needed = found.summary[found.levels[0]].seeds_to_keep
    click.echo(
        f"Expectation of the design: {word_of(found, 'expectations_met')} "
        f"({counts}; needed {needed}). Failed trainings: {found.failures}. "
        f"Page: {folder / PAGE}   figures: {folder / FIGURES}"
    )
