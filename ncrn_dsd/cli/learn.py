"""`ncrn-dsd learn`: one learner from many seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import wide_console
from ncrn_dsd.cli.shared_options import scheme_option
from ncrn_dsd.errors import ExitCode

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
    out: Path | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Train the learner of DESIGN and measure what it learned.

    The DSD level is trained on the network with variants of signals merged, after measuring
    that this changes nothing. Every finished training is kept, so that an interrupted call goes
    on from there. Exit code 1 says that a training failed, or ended outside the bounds that the
    design promises in [expect].
    """
    # Only this command needs the simulator and the pictures.
    from ncrn_dsd.pipeline.artefacts import ArtefactStore
    from ncrn_dsd.pipeline.learn import LearnOptions, is_published, learn, read_learner
    from ncrn_dsd.pipeline.learn_figures import learning_figures
    from ncrn_dsd.pipeline.learn_outputs import check_folder_writable, figures_text, write_learning
    from ncrn_dsd.pipeline.learn_page import page_of

    _refuse_vain_options(seeds, first_seed, level, scheme)
    executor = executor_from(given)
    read = read_learner(design)
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
        _show(found, figures, folder)
    return int(ExitCode.GOOD if found.keeps else ExitCode.NOT_GOOD)


def _refuse_vain_options(
    seeds: int | None, first_seed: int, level: str, scheme: str | None
) -> None:
    if seeds is None and first_seed != 1:
        raise click.UsageError("--first-seed has no meaning without --seeds: add --seeds 1")
    if scheme is not None and level != LEVELS[-1]:
        raise click.UsageError("--scheme has no meaning at the abstract level: add --level dsd")


def _show(found: Learning, figures: dict[str, Any], folder: Path) -> None:
    console = wide_console(100)
    scheme = f" by {found.scheme}" if found.scheme else ""
    console.print(f"[bold]{found.design.name}[/bold]{scheme}")
    console.print(_seed_table(found, figures))
    console.print(_summary_table(found, figures))
    for run in found.runs:
        for level in run.levels:
            if level.failure is not None:
                click.echo(f"seed {run.name}, {_SHOWN[level.level]}: {level.failure}")
    for subject, word in figures["learns"].items():
        click.echo(f"{word} ({subject})")
    agreement = figures["learning_agreement"]
    if agreement is not None:
        click.echo(f"{agreement['verdict']} learning agreement: {agreement['reason']}")
    kept = "kept" if found.keeps else "not kept"
    click.echo(
        f"Promises of the design: {kept}. Failed trainings: {found.failures}. "
        f"Page: {folder / 'learn.html'}   figures: {folder / 'learn.json'}"
    )


def _seed_table(found: Learning, figures: dict[str, Any]) -> Table:
    has_classes = _has_classes(found)
    right = ("valid. acc.", "test acc.") if has_classes else ()
    table = Table(
        *("seed", "level", "valid. MSE", *right, "residue", "promise", "CPU s"),
        box=None,
        padding=(0, 2, 0, 0),
    )
    for seed, run in zip(figures["seeds"], found.runs, strict=True):
        for name in found.levels:
            level = seed[name]
            shown = (_accuracy(level[k]) for k in ("validation_accuracy", "test_accuracy"))
            table.add_row(
                run.name,
                _SHOWN[name],
                _error(level["validation_mse"]),
                *(shown if has_classes else ()),
                _residue(level),
                _promise(level),
                f"{figures['cpu_s'][run.name][name]:.1f}",
            )
    return table


def _summary_table(found: Learning, figures: dict[str, Any]) -> Table:
    table = Table("over seeds", "level", "mean", "s.d.", "worst", "promised", box=None)
    table.padding = (0, 2, 0, 0)
    for name in found.levels:
        bounds = figures["expected"][name]
        least = bounds["accuracy_min"]
        is_tested = figures["summary"][name]["test_accuracy"] is not None
        promised = {"validation_mse": f"<= {bounds['mse_max']:g}"}
        if least is not None:
            promised["test_accuracy" if is_tested else "validation_accuracy"] = f">= {least:.3g}"
        for key in ("validation_mse", "validation_accuracy", "test_accuracy"):
            row = figures["summary"][name][key]
            if row is None:
                continue
            show = _error if key == "validation_mse" else _accuracy
            worst = show(row["worst"])
            if row["worst_seed"] is not None:
                worst += f" (seed {row['worst_seed']})"
            table.add_row(
                key.replace("_", " ").replace("mse", "MSE"),
                _SHOWN[name],
                show(row["mean"]),
                show(row["sd"]),
                worst,
                promised.get(key, ""),
            )
    return table


def _has_classes(found: Learning) -> bool:
    return found.first_task.threshold is not None


def _residue(level: dict[str, Any]) -> str:
    # The host of an experiment as published clears everything itself.
    is_known = level["largest_residue_species"]
    return _accuracy(level["largest_residue_fraction"], 2) if is_known else "none"


def _promise(level: dict[str, Any]) -> str:
    if level["failure"] is not None:
        return "FAILED"
    return "kept" if level["kept"] else "NOT KEPT"


def _error(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if value < 1000 else f"{value:.3g}"


def _accuracy(value: float | None, decimals: int = 1) -> str:
    return "" if value is None else f"{value:.{decimals}%}"
