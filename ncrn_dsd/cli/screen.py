"""One screen that sums up a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ncrn_dsd.drawing.outcome import first_questions
from ncrn_dsd.drawing.result_tables import budget_table
from ncrn_dsd.drawing.table import DrawnTable, cell_of, text_of
from ncrn_dsd.drawing.text import counted
from ncrn_dsd.ir.budget import REACHED, BudgetLine
from ncrn_dsd.ir.headings import CPU
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.shown import Facet, facets_of
from ncrn_dsd.ir.summary import CpuFigures, LevelSummary, RunSummary
from ncrn_dsd.ir.training import LEVEL_NAMES
from ncrn_dsd.pipeline.obligation_lines import obligation_lines
from ncrn_dsd.units import show_concentration, show_time

_STYLES = {"good": "green", "bad": "red", "open": "yellow", None: ""}


def wide_console(least: int) -> Console:
    """A console of at least this width: a number that is cut off would be another number."""
    console = Console(soft_wrap=True)
    console.width = max(console.width, least)
    return console


def print_table(table: DrawnTable, title: str, least: int = 80) -> None:
    """Print the table of a page on the terminal; words stay whole.

    Parameters
    ----------
    least: columns of the terminal that are used at least.
    """
    drawn = Table(title=title, box=None, padding=(0, 2, 0, 0))
    rows = (*table.rows, *([table.total] if table.total else []))
    for i, column in enumerate(table.columns):
        drawn.add_column(
            escape(column.title),
            justify="right" if column.numeric else "left",
            # A word that is cut off would be another word; sentences go on in the next line.
            min_width=_longest_word(column.title, *(row[i].text for row in rows)),
        )
    for row in rows:
        drawn.add_row(*(Text(cell.text, _STYLES[cell.tone]) for cell in row))
    wide_console(least).print(drawn)


def _longest_word(*texts: str) -> int:
    return max((len(word) for text in texts for word in text.split(" ")), default=0)


def show_summary(summary: RunSummary, run: DesignRun, folder: Path) -> None:
    """Print what was shown of a run and what building it takes, its figures and its files."""
    console = Console(soft_wrap=True)
    floor = summary.noise_floor_mse
    known = "" if floor is None else f"  (noise floor of the task: MSE {floor:.3f})"
    console.print(f"[bold]{summary.design}[/bold] by {summary.scheme}{known}")
    click.echo(run.headline)
    show_first(run.bench, run.survives)
    console.print(_learning(summary))
    console.print(_reference(summary))
    console.print(_coefficients(summary))
    console.print(_figures(summary, run.verification.tally))
    show_obligations(obligation_lines(run.verification))
    console.print(f"Report: {folder / 'report.html'}   figures: {folder / 'summary.json'}")


def show_budget(lines: Sequence[BudgetLine]) -> None:
    """Print what an operating point spends, and how that was computed where it is not kept."""
    if not lines:
        return
    print_table(budget_table(lines, brief=True), "Budget, before strands are simulated")
    for line in lines:
        if line.outcome != REACHED:
            click.echo(f"  {line.outcome} {line.quantity}: {line.basis}")


def show_first(bench: BenchJudgement | None, survives: str) -> None:
    """Print how long it takes, in how large a vessel, whether it can be built, and survives."""
    for question, answer in first_questions(bench, survives):
        click.echo(f"{question}: {answer}")


def show_obligations(shown: Sequence[str]) -> None:
    """Print a line per obligation, set off from what it belongs to."""
    for line in shown:
        click.echo(f"  {line}")


def _learning(summary: RunSummary) -> Table:
    judged = {key for bounds in summary.expected.values() for key in bounds}
    if summary.reference.logistic_accuracy is not None:
        judged.add("accuracy")
    facets = [f for f in facets_of(LevelSummary) if f.key in {"validation_mse", *judged}]
    table = Table(
        "level",
        *(facet.shown.heading for facet in facets),
        "largest residue",
    )
    for name, level in summary.levels.items():
        table.add_row(
            LEVEL_NAMES[name],
            *(_judged(summary, name, facet) for facet in facets),
            f"{level.largest_residue_fraction:.2%} {level.largest_residue_species}",
        )
    return table


def _judged(summary: RunSummary, level: str, facet: Facet) -> str:
    """A number of the trained learner, and what was expected of it."""
    shown, bound = facet.shown, summary.expected[level].get(facet.key)
    text = cell_of(facet, facet.read(summary.levels[level])).text
    if bound is None:
        return text
    return f"{text} ({'>=' if shown.more_is_better else '<='} {text_of(shown, bound)})"


def _reference(summary: RunSummary) -> str:
    """What others reach on the samples that the learner is judged by."""
    found = summary.reference
    if found.logistic_accuracy is not None:
        best = f"logistic regression has a balanced accuracy of {found.logistic_accuracy:.1%}"
    else:
        best = (
            f"least squares have an MSE of {found.least_squares_mse:.4g}, "
            f"the mean of the training targets {found.mean_mse:.4g}"
        )
    return f"Judged by {summary.judged_by}, on which {best}."


_SHOWN_COEFFICIENTS = 12
"""How many are printed; the others are in the files."""


def _coefficients(summary: RunSummary) -> Table:
    """What was learned, beside what is true where that is known."""
    levels = [level.coefficients for level in summary.levels.values()]
    true = summary.true_coefficients
    columns = [*([true] if true else []), *levels]
    names = list(dict.fromkeys(name for found in columns for name in found))
    table = Table("coefficient of", *(("true",) if true else ()), "abstract", "DSD")
    for name in names[:_SHOWN_COEFFICIENTS]:
        shown = (f"{found[name]:.3f}" if name in found else "none" for found in columns)
        table.add_row(escape(name), *shown)
    more = len(names) - _SHOWN_COEFFICIENTS
    table.caption = "in the units of the task"
    if more > 0:
        table.caption += f"; {more} more are in summary.json"
    return table


def _figures(summary: RunSummary, tally: str) -> Table:
    sizes, kinetics = summary.sizes, summary.kinetics
    host = summary.host_actions_per_sample
    complete = summary.enumeration_truncated_by or "complete"
    table = Table(show_header=False)
    table.add_row(
        "formal network",
        f"{sizes.formal_reactions} reactions, {sizes.formal_species} species, "
        f"order <= {sizes.formal_max_order}",
    )
    table.add_row(
        "DNA",
        f"{sizes.strands} strands, {sizes.fuels} fuels, {sizes.domains} domains "
        f"({sizes.toeholds} toeholds), {sizes.nucleotides_nt} nt, "
        f"longest strand {sizes.longest_strand_nt} nt",
    )
    if summary.sharing is not None:
        table.add_row("toeholds", f"{summary.sharing.verdict.value}: {summary.sharing.finding}")
    for number, reason in enumerate(summary.toehold_reasons):
        table.add_row("" if number else "why these toeholds", reason)
    table.add_row(
        "enumerated",
        f"{sizes.enumerated_reactions} reactions, {sizes.enumerated_species} species, "
        f"{summary.enumeration_scope}, {complete}",
    )
    for name, text in _conditions(summary):
        table.add_row(name, text)
    table.add_row("verdicts", tally)
    table.add_row(
        "scales",
        f"1 u = {show_concentration(kinetics.concentration_unit_M)}, "
        f"1 tau = {show_time(kinetics.time_unit_s)}",
    )
    table.add_row("speed limit", kinetics.speed_limit)
    table.add_row(
        "time",
        f"{kinetics.hours_per_sample_h:.2f} h per sample, "
        f"{kinetics.training_days_d:.1f} days of training, "
        f"refill every {counted(kinetics.refill_every_samples, 'sample')}",
    )
    table.add_row(
        "host per sample",
        ", ".join(f"{count:.2f} {kind}" for kind, count in host.items() if count),
    )
    table.add_row(CPU.heading, _cpu(summary.cpu))
    return table


def _conditions(summary: RunSummary) -> list[tuple[str, str]]:
    """Rows on what the DSD level suffered and ran on; none when it ran as designed."""
    rows = []
    off, cut = summary.disturbance, summary.reduction
    errors = [
        text
        for text, is_on in (
            (f"leak {off.leak_per_M_s:g} /(M s)", off.leak_per_M_s > 0),
            (
                f"rates off by up to a factor {off.rate_error_factor:g}",
                off.rate_error_factor > 1,
            ),
            (f"doses by up to {off.dose_error_fraction:.3g}", off.dose_error_fraction > 0),
            (f"{off.dead_gate_fraction:.3g} of the gates dead", off.dead_gate_fraction > 0),
        )
        if is_on
    ]
    if errors:
        rows.append(("disturbed", f"{', '.join(errors)}; seed {off.seed}"))
    if cut is not None:
        sizes = (
            f"{cut.species_before} to {cut.species_after} species, "
            f"{cut.reactions_before} to {cut.reactions_after} reactions"
        )
        rows.append(("reduced", f"{sizes}, error {cut.measured_error:.1e} {cut.where}"))
    return rows


def _cpu(cpu: CpuFigures) -> str:
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in cpu.stages_s.items())
    reused = f" ({len(cpu.reused)} stages reused)" if cpu.reused else ""
    return f"{cpu.total_s:.1f} s: {stages}{reused}"
