"""`ncrn-dsd verify`: build designs and compare them with what they promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.enumeration_options import enumeration_options, options_from
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.sources import read_text
from ncrn_dsd.cli.verify_stage import NOTIONS, StageRequest, verify_stage, verify_system
from ncrn_dsd.errors import ExitCode, NcrnError
from ncrn_dsd.formats.dynamics_toml import is_dynamics
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dynamics import run_dynamics
from ncrn_dsd.pipeline.dynamics_outputs import (
    dynamics_exit_code,
    dynamics_figures,
    summarise_dynamics,
)
from ncrn_dsd.pipeline.expected import accept, differences, figures
from ncrn_dsd.pipeline.run import run_design
from ncrn_dsd.pipeline.summary import exit_code, summarise
from ncrn_dsd.verification.check_certificate import RejectedError, check_certificate

Outcome = tuple[ExitCode, dict[str, Any], str]
"""Exit code, figures to compare with the recorded ones, and a summary in words."""

_WORSE = (ExitCode.GOOD, ExitCode.UNDECIDED, ExitCode.NOT_GOOD, ExitCode.CANNOT_RUN)
"""From good to bad: "not decided" must not hide "not good"."""


@click.command("verify")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--check",
    "certificate",
    type=click.Path(path_type=Path),
    help="Only let the independent checker re-validate a certificate.json.",
)
@click.option(
    "--crn",
    "formal",
    type=click.Path(path_type=Path),
    help="Formal network (.crn, .xml or a design) that a hand-made --system should implement.",
)
@click.option("--system", type=click.Path(path_type=Path), help="Hand-made system, a .pil file.")
@click.option(
    "--map",
    "signal_map",
    type=click.Path(path_type=Path),
    help="Lines `complex = species` and `fuel complex ...`.  [default: comments `# signal complex"
    " = species` and `# fuel complex ...` of the system, else equal names]",
)
@click.option(
    "--notion",
    type=click.Choice(list(NOTIONS)),
    help="Run the verification stage alone, under this notion.",
)
@click.option("--budget", help="Time for one search, such as '60s'.  [default: the design's, 60s]")
@click.option("--scheme", help="Translation scheme for the verification stage alone.")
@click.option(
    "--seeds",
    type=click.IntRange(min=1, max=100_000),
    help="Train this many seeds at both levels, for learning agreement.",
)
@click.option("--json", "as_json", is_flag=True, help="Print verify.json and nothing else.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for verify.json and certificate.json."
)
@enumeration_options
@click.option(
    "--build",
    "build_folder",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder that keeps the results of stages.",
)
@click.option("--accept", "accepting", is_flag=True, help="Record the figures of this run.")
def verify_command(
    paths: tuple[Path, ...],
    certificate: Path | None,
    formal: Path | None,
    system: Path | None,
    signal_map: Path | None,
    notion: str | None,
    budget: str | None,
    scheme: str | None,
    seeds: int | None,
    as_json: bool,
    out: Path | None,
    build_folder: Path,
    accepting: bool,
    **given: Any,
) -> int:
    """Build the designs in PATHS and compare them with their [expect] and expected/.

    A path is a design folder or a folder of design folders. Prints one line per design. With
    --notion, --budget, --scheme, --seeds, --json or --out only the verification stage of one
    design runs, and one line per obligation is printed. With --crn and --system a hand-made
    system is verified. The enumeration options are those of hand-made systems; a design has its
    own.
    """
    ways = (bool(paths), certificate is not None, formal is not None or system is not None)
    if ways.count(True) != 1:
        raise click.UsageError(
            "give design folders, or --check with a certificate, or --crn and --system"
        )
    if certificate is not None:
        return int(_check(certificate))
    asked = StageRequest(notion, budget, scheme, as_json, out, seeds)
    if not paths:
        if formal is None or system is None:
            raise click.UsageError("--crn and --system go together")
        return int(verify_system(formal, system, signal_map, options_from(given), asked))
    store = ArtefactStore(build_folder / ".artefacts")
    if asked.is_stage_alone:
        if len(paths) > 1:
            raise click.UsageError("the verification stage alone takes one design")
        return int(verify_stage(paths[0], store, asked))
    worst = ExitCode.GOOD
    for design in _designs(paths):
        code, line = _verify(design, store, accepting)
        click.echo(line)
        worst = max(worst, code, key=_WORSE.index)
    return int(worst)


def _check(certificate: Path) -> ExitCode:
    text = read_text(certificate)
    try:
        paths = check_certificate(text)
    except RejectedError as problem:
        click.echo(f"{certificate}: REJECTED {problem}")
        return ExitCode.NOT_GOOD
    click.echo(f"{certificate}: ACCEPTED, {paths} paths were followed")
    return ExitCode.GOOD


def _designs(paths: tuple[Path, ...]) -> list[Path]:
    designs: list[Path] = []
    for path in paths:
        inside = sorted(p.parent for p in path.glob("*/design.toml"))
        designs += inside or [path.parent if path.is_file() else path]
    return designs


def _verify(design: Path, store: ArtefactStore, accepting: bool) -> tuple[ExitCode, str]:
    """The outcome of one design; its errors do not keep the others from being built."""
    try:
        with ProgressBars() as bars:
            if is_dynamics(design):
                code, recorded, words = _dynamics(design, store, bars)
            else:
                code, recorded, words = _learner(design, store, bars)
        if accepting:
            accept(design, recorded)
        notes = differences(design, recorded)
    except NcrnError as problem:
        return problem.exit_code, f"{design}: ERROR {problem}"
    if notes:
        worse = max(code, ExitCode.NOT_GOOD, key=_WORSE.index)
        return worse, f"{design}: DIFFERS {'; '.join(notes)}"
    word = {ExitCode.GOOD: "GOOD", ExitCode.UNDECIDED: "UNDECIDED"}.get(code, "NOT GOOD")
    return code, f"{design}: {word} ({words})"


def _learner(design: Path, store: ArtefactStore, bars: ProgressBars) -> Outcome:
    run = run_design(design, store, bars)
    summary = summarise(run)
    losses = f"MSE abstract {run.abstract.validation_mse:.4f}, DSD {run.dsd.validation_mse:.4f}"
    return exit_code(run), figures(summary), f"{_counts(summary)}; {losses}"


def _dynamics(design: Path, store: ArtefactStore, bars: ProgressBars) -> Outcome:
    run = run_dynamics(design, store, bars)
    summary = summarise_dynamics(run)
    words = f"{_counts(summary)}; largest deviation {run.deviation.largest:.2%}"
    return dynamics_exit_code(run), dynamics_figures(summary), words


def _counts(summary: dict[str, Any]) -> str:
    return ", ".join(f"{n} {v}" for v, n in summary["verdicts"].items() if n)
