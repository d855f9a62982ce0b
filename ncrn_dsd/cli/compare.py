"""`ncrn-dsd compare`: translation schemes side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.shared_options import kinetics_of, kinetics_option
from ncrn_dsd.comparison.measures import DEFAULT_WEIGHTS, RANKABLE
from ncrn_dsd.formats.csv_table import number_in


@click.command("compare")
@click.argument("designs", nargs=-1, required=True, type=Source(Kind.DESIGN))
@click.option(
    "--schemes", default="all", show_default=True, help="Names with commas between them, or all."
)
@click.option(
    "--seeds",
    type=Whole(min=1, max=1000),
    help="Trainings per cell.  [default: one, with the seeds of the design]",
)
@click.option(
    "--leak",
    type=Real(min=0),
    default=1.0,
    show_default=True,
    help="Rate constant [1/(M s)] between fuels without a toehold; 0 leaves leaks out.",
)
@click.option(
    "--rate-error",
    type=Real(min=1),
    default=2.0,
    show_default=True,
    help="Rates are off by up to this factor; 1 leaves it out.",
)
@click.option(
    "--noise-seed", type=Whole(), default=1, show_default=True, help="Of the rate errors."
)
@click.option(
    "--max-complexes",
    type=Whole(min=1),
    default=20_000,
    show_default=True,
    help="Limit of any enumeration, where the design allows more.",
)
@click.option(
    "--max-reactions",
    type=Whole(min=1),
    default=100_000,
    show_default=True,
    help="Limit of any enumeration, where the design allows more.",
)
@click.option(
    "--stage-budget",
    type=Real(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="CPU seconds that one stage of a cell may take.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="MEASURE=W",
    help=f"Weigh a measure in the ranking: {', '.join(RANKABLE)}.  "
    f"[default: {' '.join(f'{n}={w:g}' for n, w in DEFAULT_WEIGHTS)}]",
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
    leak: float,
    rate_error: float,
    noise_seed: int,
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
    is undecided; a measure that is not known is a word, never blank. That a scheme is refuted, or
    that its strands do not learn, is what a comparison is to find and not its failure. Exit code 2
    says that a scheme failed while it ran, and 3 that a cell was left undecided.
    """
    # Only this command needs all stages at once.
    from ncrn_dsd.cli.compare_table import show_comparison
    from ncrn_dsd.comparison.tables import comparison_json
    from ncrn_dsd.errors import ExitCode
    from ncrn_dsd.ir.comparison import Standing
    from ncrn_dsd.pipeline.compare import chosen_schemes, compare, read_compared
    from ncrn_dsd.pipeline.compare_cell import CellOptions
    from ncrn_dsd.pipeline.compare_outputs import write_comparison
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable
    from ncrn_dsd.study.store import ArtefactStore

    weighed = _weights(weights)
    executor = executor_from(given)
    names = chosen_schemes(schemes)
    read = read_compared(designs, kinetics_of(kinetics))
    folder = out or Path("build") / "compare" / "+".join(d.name for d in read)
    check_folder_writable(folder)
    options = CellOptions(
        tuple(range(1, (seeds or 0) + 1)),
        leak,
        rate_error,
        noise_seed,
        max_complexes,
        max_reactions,
        stage_budget,
    )
    store = ArtefactStore((out.parent if out else Path("build")) / ".artefacts")
    with ProgressBars() as bars:
        found = compare(read, names, options, store, executor, bars)
    write_comparison(found, weighed, folder)
    if as_json:
        click.echo(comparison_json(found, weighed), nl=False)
    else:
        show_comparison(found, weighed, folder, wide=wide)
    standings = {cell.standing for cell in found.cells}
    if Standing.FAILED in standings:
        return int(ExitCode.CANNOT_RUN)
    return int(ExitCode.UNDECIDED if Standing.UNDECIDED in standings else ExitCode.GOOD)


def _weights(given: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
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
    return tuple(found.items())
