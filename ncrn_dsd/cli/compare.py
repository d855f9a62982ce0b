"""`ncrn-dsd compare`: translation schemes side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.disturbance_options import disturbance_of, disturbance_options
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.shared_options import kinetics_of, kinetics_option
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.csv_table import number_in
from ncrn_dsd.ir.compared_by import DEFAULT_WEIGHTS, RANKABLE, SUFFERED, CellOptions
from ncrn_dsd.ir.comparison import Comparison, Standing

_USUAL = CellOptions()
_SUFFERED = ("leak", "rate_error", "noise_seed")


@click.command("compare")
@click.argument("designs", nargs=-1, required=True, type=SourcePath(FileKind.DESIGN))
@click.option(
    "--schemes", default="all", show_default=True, help="Names with commas between them, or all."
)
@click.option(
    "--seeds",
    type=Whole(min=1, max=1000),
    help="Trainings per cell.  [default: one, with the seeds of the design]",
)
@disturbance_options(*_SUFFERED, usual=SUFFERED)
@click.option(
    "--case",
    "cases",
    multiple=True,
    metavar="NAMES",
    help="What goes wrong in a tube, such as K=1.6 or working, of which the strands are drawn with "
    "planned refills, as `analyse robustness --level dsd` draws it; may be repeated.",
)
@click.option(
    "--draws",
    type=Whole(min=1, max=100_000),
    default=_USUAL.draws,
    show_default=True,
    help="Draws of every case.",
)
@click.option(
    "--max-complexes",
    type=Whole(min=1),
    default=_USUAL.max_complexes,
    show_default=True,
    help="Limit of any enumeration, where the design allows more.",
)
@click.option(
    "--max-reactions",
    type=Whole(min=1),
    default=_USUAL.max_reactions,
    show_default=True,
    help="Limit of any enumeration, where the design allows more.",
)
@click.option(
    "--stage-budget",
    type=Real(min=0, min_open=True),
    default=_USUAL.stage_budget_s,
    show_default=True,
    help="CPU seconds that one stage of a cell may take.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="MEASURE=W",
    help=f"Weigh a measure in the ranking: {', '.join(RANKABLE)}.  "
    f"[default: {' '.join(f'{n}={w:g}' for n, w in DEFAULT_WEIGHTS.items())}]",
)
@click.option("--wide", is_flag=True, help="Show every measure on the terminal.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for compare.html, .csv, .json and .tex.  [default: build/compare/NAMES]",
)
@kinetics_option
@executor_options
@click.option("--json", "as_json", is_flag=True, help="Print compare.json.")
def compare_command(
    designs: tuple[Path, ...],
    schemes: str,
    seeds: int | None,
    cases: tuple[str, ...],
    draws: int,
    max_complexes: int,
    max_reactions: int,
    stage_budget: float,
    weights: tuple[str, ...],
    wide: bool,
    out: Path | None,
    kinetics: str | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Translate every one of DESIGNS by every scheme, and measure all of it the same way.

    A finished cell is kept, so that an interrupted call goes on from there. What a limit ended
    is undecided; a measure that is not known is a word, never blank. Variants of one signal have
    the same errors of rates, so that they can be merged. That a scheme is refuted, or that its
    strands do not learn, is what a comparison is to find and not its failure. Exit code 2 says that
    a scheme failed while it ran, and 3 that a cell was left undecided.
    """
    # Only this command needs all stages at once.
    from ncrn_dsd.formats.result_json import result_json
    from ncrn_dsd.pipeline.compare import chosen_schemes, compare, read_compared
    from ncrn_dsd.pipeline.compare_outputs import write_comparison
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable
    from ncrn_dsd.pipeline.tube_cases import case_of
    from ncrn_dsd.study.store import ArtefactStore

    weighed = _weights(weights)
    for case in cases:
        # What cannot be drawn should come out before the first cell.
        case_of(case)
    suffered = disturbance_of({name: given.pop(name) for name in _SUFFERED})
    executor = executor_from(given)
    names = chosen_schemes(schemes)
    read = read_compared(designs, kinetics_of(kinetics))
    folder = out or Path("build") / "compare" / "+".join(d.name for d in read)
    check_folder_writable(folder)
    options = CellOptions(
        tuple(range(1, (seeds or 0) + 1)),
        suffered.leak_per_M_s,
        suffered.rate_error_factor,
        suffered.seed,
        tuple(dict.fromkeys(cases)),
        draws,
        max_complexes,
        max_reactions,
        stage_budget,
    )
    store = ArtefactStore((out.parent if out else Path("build")) / ".artefacts")
    with ProgressBars() as bars:
        found = compare(read, names, options, weighed, store, executor, bars)
    write_comparison(found, folder)
    if as_json:
        click.echo(result_json(found), nl=False)
    else:
        _show(found, folder, wide=wide)
    standings = {cell.standing for cell in found.cells}
    if Standing.FAILED in standings:
        return int(ExitCode.CANNOT_RUN)
    return int(ExitCode.UNDECIDED if Standing.UNDECIDED in standings else ExitCode.GOOD)


def _show(found: Comparison, folder: Path, *, wide: bool) -> None:
    """Print a table, a ranking and the best schemes per design."""
    from ncrn_dsd.drawing.comparison_page import best_sentences, measures_table, weights_in_words
    from ncrn_dsd.pipeline.compare_outputs import STEM

    for name, design in found.designs.items():
        cells = tuple(design.cells.values())
        print_table(measures_table(cells, brief=not wide), name, least=400 if wide else 200)
        for cell in cells:
            if cell.reason is not None:
                click.echo(f"  {cell.scheme}: {cell.reason}")
        click.echo(f"ranking ({weights_in_words(found)}):")
        for ranked in design.ranking:
            if ranked.score is not None:
                click.echo(f"  {ranked.place}. {ranked.scheme} {ranked.score:.3f}")
            else:
                click.echo(f"  not ranked: {ranked.scheme} ({ranked.reason})")
        for sentence in best_sentences(design):
            click.echo(f"  {sentence}")
    click.echo(f"Page: {folder / f'{STEM}.html'}   figures: {folder / f'{STEM}.json'}")


def _weights(given: tuple[str, ...]) -> Mapping[str, float]:
    if not given:
        return DEFAULT_WEIGHTS
    found: dict[str, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in RANKABLE:
            raise click.UsageError(
                f"--weight {text}: there is no such measure; use one of {', '.join(RANKABLE)}"
            )
        try:
            weight = number_in(number)
        except ValueError:
            weight = -1.0
        if weight <= 0:
            raise click.UsageError(
                f"--weight {text}: the weight must be a number above 0, as in {name}=2"
            )
        found[name] = weight
    return found
