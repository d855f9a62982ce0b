"""`ncrn-dsd learn`: one learner from many seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.table import Table

from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import wide_console
from ncrn_dsd.cli.shared_options import kinetics_of, kinetics_option, scheme_option
from ncrn_dsd.ir.shown import Facet, Style
from ncrn_dsd.ir.verdict import Kind as Evidence
from ncrn_dsd.ir.verdict import VerificationReport

if TYPE_CHECKING:
    from ncrn_dsd.pipeline.learn import Learning

_SHOWN = {"abstract": "abstract", "dsd": "DSD"}
LEVELS = tuple(_SHOWN)


@click.command("learn")
@click.argument("design", type=Source(Kind.DESIGN))
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
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default=LEVELS[0],
    show_default=True,
    help="Train the formal network alone, or that of the strands as well.",
)
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
    from ncrn_dsd.pipeline.learn_figures import learning_figures
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable, figures_text, write_learning
    from ncrn_dsd.pipeline.learn_page import page_of
    from ncrn_dsd.pipeline.seeds_agreement import seeds_report
    from ncrn_dsd.pipeline.summary import code_of
    from ncrn_dsd.study.store import ArtefactStore

    _refuse_vain_options(seeds, first_seed, level, scheme, kinetics)
    executor = executor_from(given)
    read = read_learner(design, kinetics_of(kinetics))
    # Experiments as published have the names of the designs that do better.
    kept_in = Path("build") / "learn" / ("as-published" if is_published(read) else "")
    folder = out or kept_in / read.name
    check_folder_writable(folder)
    store = ArtefactStore((out.parent if out else Path("build")) / ".artefacts")
    chosen = tuple(range(first_seed, first_seed + seeds)) if seeds is not None else ()
    with ProgressBars() as bars:
        found = learn(read, store, bars, LearnOptions(chosen, level, scheme, executor))
        page = page_of(found, store, bars)
    figures = learning_figures(found)
    write_learning(figures, page, folder)
    if as_json:
        click.echo(figures_text(figures), nl=False)
    else:
        _show(found, figures, seeds_report(found), folder)
    return int(code_of(figures["expectations_met"]))


def _refuse_vain_options(
    seeds: int | None, first_seed: int, level: str, scheme: str | None, kinetics: str | None
) -> None:
    if seeds is None and first_seed != 1:
        raise click.UsageError("--first-seed has no meaning without --seeds: add --seeds 1")
    for option, value in (("--scheme", scheme), ("--kinetics", kinetics)):
        if value is not None and level != LEVELS[-1]:
            raise click.UsageError(
                f"{option} has no meaning at the abstract level: add --level dsd"
            )


def _show(
    found: Learning, figures: dict[str, Any], shown: VerificationReport, folder: Path
) -> None:
    console = wide_console(100)
    scheme = f" by {found.scheme}" if found.scheme else ""
    console.print(f"[bold]{found.design.name}[/bold]{scheme}")
    console.print(_seed_table(found, figures))
    console.print(_summary_table(found, figures))
    console.print(_coefficient_table(found, figures))
    for run in found.runs:
        for level in run.levels:
            if level.failure is not None:
                click.echo(f"seed {run.name}, {_SHOWN[level.level]}: {level.failure}")
    for o in shown.of_kind(Evidence.LEARNING):
        click.echo(f"{o.word} ({o.subject})" + (f": {o.reason}" if o.is_good is None else ""))
    for key in ("condensation", "learning_agreement"):
        if (told := figures[key]) is not None:
            click.echo(f"{told['verdict']} {key.replace('_', ' ')}: {told['reason']}")
    met = {True: "met", False: "not met", None: "undecided"}[figures["expectations_met"]]
    counts = ", ".join(
        f"{_SHOWN[level]} {found.kept_seeds(level)} of {len(found.runs)}" for level in found.levels
    )
    from ncrn_dsd.pipeline.seeds_agreement import recorded_to_fail

    unrecorded = shown.bad_notions - {o.notion for o in shown.of_kind(Evidence.LEARNING)}
    counts += "".join(
        f"; {n} FAILS" for n in sorted(unrecorded.difference(recorded_to_fail(found)))
    )
    click.echo(f"Judged by {found.first_task.judged_by}, which no training uses.")
    click.echo(
        f"Expectation of the design: {met} ({counts}; needed {found.seeds_to_keep}). "
        f"Failed trainings: {found.failures}. "
        f"Page: {folder / 'learn.html'}   figures: {folder / 'learn.json'}"
    )


def _seed_table(found: Learning, figures: dict[str, Any]) -> Table:
    shown = [c for c in _measures() if any(_has(figures, c.key, level) for level in found.levels)]
    table = Table(
        *("seed", "level", *(c.shown.brief for c in shown), "residue", "expectation", "CPU s"),
        box=None,
        padding=(0, 2, 0, 0),
    )
    for seed, run in zip(figures["seeds"], found.runs, strict=True):
        for name in found.levels:
            level = seed[name]
            table.add_row(
                run.name,
                _SHOWN[name],
                *(_written(c, level[c.key]) for c in shown),
                _residue(level),
                _expectation(level),
                f"{figures['cpu_s'][run.name][name]:.1f}",
            )
    return table


def _summary_table(found: Learning, figures: dict[str, Any]) -> Table:
    table = Table("over seeds", "level", "mean", "s.d.", "worst", "expected", box=None)
    table.padding = (0, 2, 0, 0)
    for name in found.levels:
        bounds = figures["expected"][name]
        for column in _measures():
            if _has(figures, column.key, name):
                most = ">=" if column.shown.more_is_better else "<="
                expected = _written(column, bounds[column.key]) if column.key in bounds else ""
                _add_statistics(
                    table, figures, column, name, f"{most} {expected}" if expected else ""
                )
    from ncrn_dsd.ir.learning import REFERENCES

    for column in REFERENCES:
        if _has(figures, column.key, found.levels[0]):
            _add_statistics(table, figures, column, found.levels[0], "", where="")
    return table


_SHOWN_COEFFICIENTS = 12
"""How many are printed; the others are in the files."""


def _coefficient_table(found: Learning, figures: dict[str, Any]) -> Table:
    """What was learned, beside what is true where that is known."""
    levels = [figures["summary"][name]["coefficients"] for name in found.levels]
    is_known = any(c["true"] is not None for c in levels[0])
    heads = [h for name in found.levels for h in (_SHOWN[name], "s.d.")]
    table = Table("coefficient of", *(("true",) if is_known else ()), *heads, box=None)
    table.padding = (0, 2, 0, 0)
    for row in list(zip(*levels, strict=True))[:_SHOWN_COEFFICIENTS]:
        true = (_error(row[0]["true"]),) if is_known else ()
        numbers = (_error(c[key]) for c in row for key in ("mean", "sd"))
        table.add_row(escape(row[0]["name"]), *true, *numbers)
    table.caption = "in the units of the task"
    more = len(levels[0]) - _SHOWN_COEFFICIENTS
    if more > 0:
        table.caption += f"; {more} more are in learn.json"
    table.caption_justify = "left"
    return table


def _add_statistics(
    table: Table,
    figures: dict[str, Any],
    column: Facet,
    level: str,
    expected: str,
    where: str | None = None,
) -> None:
    row = figures["summary"][level][column.key]
    worst = _written(column, row["worst"])
    if row["worst_seed"] is not None:
        worst += f" (seed {row['worst_seed']})"
    at = _SHOWN[level] if where is None else where
    table.add_row(
        _in_a_row(column.shown.heading),
        at,
        _written(column, row["mean"]),
        _written(column, row["sd"]),
        worst,
        expected,
    )


def _has(figures: dict[str, Any], key: str, level: str) -> bool:
    return figures["summary"][level][key] is not None


def _residue(level: dict[str, Any]) -> str:
    # The host of an experiment as published clears everything itself.
    is_known = level["largest_residue_species"]
    return _accuracy(level["largest_residue_fraction"], 2) if is_known else "none"


def _expectation(level: dict[str, Any]) -> str:
    if level["failure"] is not None:
        return "FAILED"
    return "met" if level["kept"] else "NOT MET"


def _error(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if abs(value) < 1000 else f"{value:.3g}"


def _accuracy(value: float | None, decimals: int = 1) -> str:
    return "" if value is None else f"{value:.{decimals}%}"


def _in_a_row(heading: str) -> str:
    """A heading where it is no heading: small, unless it is an abbreviation."""
    return heading[:1].lower() + heading[1:] if heading[1:2].islower() else heading


def _written(measure: Facet, value: float | None) -> str:
    return _accuracy(value) if measure.shown.style is Style.SHARE else _error(value)


def _measures() -> tuple[Facet, ...]:
    """Those with a heading that fits."""
    from ncrn_dsd.ir.learning import MEASURES

    return tuple(m for m in MEASURES if m.shown.brief)
