"""`ncrn-dsd analyse robustness --level dsd`: what goes wrong in a tube, and who survives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.drawing.text import expected_words
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.whole_file import check_file_writable, write_bytes
from ncrn_dsd.ir.survival import Survival
from ncrn_dsd.model.describe import bounds_of, fields_of
from ncrn_dsd.model.keys import Within
from ncrn_dsd.model.side_reactions import SideReactions
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.study.store import ArtefactStore

Command = TypeVar("Command", bound=Callable[..., Any])

_BLAME = 40


@dataclass(frozen=True)
class TubeChoices:
    """What the options of the DSD level say."""

    cases: tuple[str, ...]
    leave_one_out: bool
    upkeep: Upkeep
    blame: int
    side: SideReactions


def tube_options(command: Command) -> Command:
    """Add the options of the DSD level; `tube_choices` takes what they were given."""
    options = [
        click.option(
            "--case",
            "cases",
            multiple=True,
            metavar="NAMES",
            help="What goes wrong together at the DSD level: names of disturbances with sizes or "
            "those of a working tube, such as K, K=1.6 or k=1.3,K=1.2,dead; working or hard for "
            "all of a column; working without eats,k leaves some out; may "
            "be repeated.  [default: each alone, working, and hard]",
        ),
        click.option(
            "--leave-one-out",
            is_flag=True,
            help="Draw every case of several disturbances without each of them, too: the same "
            "draws of all others, so that what decides is seen.",
        ),
        click.option(
            "--blame",
            type=Whole(min=0, max=100_000),
            default=_BLAME,
            show_default=True,
            help="Of the worst draw of working and of hard, so many of its largest single draws "
            "are tried alone.",
        ),
    ]
    for name, field in (*fields_of(Upkeep), *fields_of(SideReactions)):
        meaning = field.description or ""
        flag = f"--{name.replace('_', '-')}"
        usual: Any = field.default
        if isinstance(usual, Enum):
            kind: Any = click.Choice([one.value for one in type(usual)])
            usual = usual.value
        elif isinstance(usual, bool):
            flag, kind = f"{flag}/--no-{name.replace('_', '-')}", bool
        else:
            bounds = bounds_of(field)
            assert isinstance(bounds, Within)
            whole = isinstance(usual, int)
            kind = (
                Whole(min=int(bounds.low), max=int(bounds.high))
                if whole
                else Real(min=bounds.low, max=bounds.high)
            )
            meaning = f"{meaning} [{bounds.unit}]" if bounds.unit else meaning
        help_ = f"{meaning[:1].upper()}{meaning[1:]}."
        options.append(
            click.option(flag, name, type=kind, default=usual, show_default=True, help=help_)
        )
    for option in reversed(options):
        command = option(command)
    return command


def tube_choices(given: dict[str, Any]) -> TubeChoices:
    """Take the options of the DSD level out of those given."""
    upkeep = Upkeep.model_validate({name: given.pop(name) for name, _ in fields_of(Upkeep)})
    side = SideReactions.model_validate(
        {name: given.pop(name) for name, _ in fields_of(SideReactions)}
    )
    return TubeChoices(
        given.pop("cases"), given.pop("leave_one_out"), upkeep, given.pop("blame"), side
    )


def check_figures(file: Path) -> None:
    """Refuse a file for figures that the page beside it would be written over, or that none can
    write.
    """
    if file.suffix == ".html":
        raise click.UsageError(
            "--out names the figures: let it end in .json, the page is beside it"
        )
    check_file_writable(file)


def measure_in_tube(
    design: Path,
    chosen: TubeChoices,
    draws: int,
    seed: int,
    executor: Executor,
    out: Path | None,
    build_folder: Path,
    as_json: bool,
) -> int:
    """Draw what goes wrong, print what became of the learner, and write the figures."""
    # Only these commands need the simulator.
    from ncrn_dsd.formats.design_toml import read_design
    from ncrn_dsd.pipeline.outputs import survival_json
    from ncrn_dsd.pipeline.survival import measure_survival
    from ncrn_dsd.pipeline.tube_cases import case_of, usual_cases, with_each_left_out
    from ncrn_dsd.study.graph import Graph
    from ncrn_dsd.study.learner import LearnerStudy

    rates = chosen.side.leak_rates
    cases = [case_of(text, rates) for text in dict.fromkeys(chosen.cases or usual_cases())]
    if chosen.leave_one_out:
        cases = list(with_each_left_out(cases))
    file = out or build_folder / "survival" / f"{read_design(design).name}.json"
    check_figures(file)
    store = ArtefactStore(build_folder / ".artefacts")
    with ProgressBars() as bars:
        study = LearnerStudy.of(design, Graph(store, bars))
        found = measure_survival(
            study, draws, seed, executor, cases, chosen.upkeep, chosen.blame, chosen.side
        )
    figures = survival_json(found)
    write_survival(found, figures, file)
    if as_json:
        click.echo(figures, nl=False)
    else:
        show_survival(found, file)
    return int(ExitCode.GOOD if found.all_survive else ExitCode.NOT_GOOD)


def write_survival(found: Survival, figures: str, file: Path) -> None:
    """Write figures, and the page beside them."""
    from ncrn_dsd.drawing.survival_page import survival_page

    write_bytes(file, figures.encode())
    write_bytes(file.with_suffix(".html"), survival_page(found).encode())


def show_survival(found: Survival, file: Path) -> None:
    """Print all cases, who is to blame, and what all this is held against."""
    from ncrn_dsd.drawing.survival_page import (
        blame_table,
        blameless,
        cases_table,
        left_out_table,
        vessel_sentence,
    )

    title = f"{found.design}, strands uncondensed, seed {found.seed}: {found.measure.name}"
    print_table(cases_table(found), title, least=120)
    for case in found.cases:
        if case.blame:
            table = blame_table(case)
            print_table(table, table.caption, least=120)
        elif case.tried:
            click.echo(blameless(case))
        first = next((d.outcome.failure for d in case.draws if d.outcome.failure), None)
        if first is not None:
            click.echo(f"{case.case}: the first to stop: {first}")
    if found.left_out:
        table = left_out_table(found)
        print_table(table, table.caption, least=120)
    for case in found.cases:
        click.echo(f"{case.case}: {case.definition}.")
    measure, nothing = found.measure, found.undisturbed
    ideal = "stopped" if nothing is None else f"{measure.name} {nothing:.4g}"
    expected = expected_words(measure.loss_max, measure.accuracy_min)
    click.echo(
        f"Undisturbed: {ideal}, on {found.held_out} held-out samples. A draw survives that is "
        f"within what the design expects: {expected}."
    )
    click.echo(vessel_sentence(found))
    for sentence in found.notes:
        click.echo(sentence)
    click.echo(f"Page: {file.with_suffix('.html')}   figures: {file}")
