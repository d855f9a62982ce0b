"""`ncrn-dsd handoff`: everything a laboratory needs to build and measure a design."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.shared_options import scheme_option
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.whole_file import resolved
from ncrn_dsd.handoff.analysis.measured import LEAKS_JSON
from ncrn_dsd.handoff.checks.run import CHECKS_JSON, check_files, checks_json, errors
from ncrn_dsd.handoff.checks.simulated import LEARNING, SURVIVING
from ncrn_dsd.handoff.folder import read_package
from ncrn_dsd.handoff.liquids.settings_toml import read_settings
from ncrn_dsd.ir.bench import CheckResult
from ncrn_dsd.pipeline.handoff import make_handoff, refuse_foreign_folder, write_handoff
from ncrn_dsd.pipeline.handoff_options import Handoff, HandoffOptions
from ncrn_dsd.study.store import ArtefactStore


@click.command("handoff")
@click.argument("design", type=SourcePath(FileKind.DESIGN, FileKind.PACKAGE))
@scheme_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the package, or a file that ends in .zip.",
)
@click.option(
    "--subsystem",
    metavar="PART",
    help="Hand over a part of a learner: smallest, or a kind and weight such as neuron:1.",
)
@click.option(
    "--subset",
    multiple=True,
    metavar="PATTERN",
    help="Order only strands whose name or complex matches, such as 'g3*'; may be repeated.",
)
@click.option(
    "--lab",
    type=SourcePath(FileKind.SETTINGS),
    help="A TOML file with what your laboratory does differently.",
)
@click.option(
    "--stocks",
    type=SourcePath(FileKind.TABLE),
    help="A filled-in stocks.csv: compute volumes from it.",
)
@click.option(
    "--freezer",
    type=SourcePath(FileKind.TABLE),
    help="Strands at hand, with columns name, sequence, location.",
)
@click.option(
    "--measured",
    type=SourcePath(FileKind.TABLE),
    help="A filled-in template_readout.csv: lay it over the predictions and fit leaks.",
)
@click.option("--samples", type=Whole(min=1), help="Hand over the first training samples only.")
@click.option("--force", is_flag=True, help="Write the package in spite of errors, and record it.")
@click.option(
    "--recheck", "again", is_flag=True, help="DESIGN is a package that exists: check its files."
)
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def handoff_command(
    design: Path,
    scheme: str | None,
    out: Path | None,
    subsystem: str | None,
    subset: tuple[str, ...],
    lab: Path | None,
    stocks: Path | None,
    freezer: Path | None,
    measured: Path | None,
    samples: int | None,
    force: bool,
    again: bool,
    as_json: bool,
) -> int:
    """Write a laboratory package for DESIGN, a folder with a design.toml.

    The package has order sheets, stocks, anneals, dilutions, plates with controls, worklists, the
    schedule that was simulated as pipetting steps, and predicted curves. It is written when no
    check finds an error; warnings are listed in it. Exit code 1 when errors blocked it, or when
    --recheck finds one.
    """
    if again:
        return _recheck(design, as_json=as_json)
    if out is None:
        what = "Missing option '--out'."
        raise click.UsageError(what)
    refuse_foreign_folder(out)
    options = HandoffOptions(
        scheme=scheme,
        subsystem=subsystem,
        subset=subset,
        stocks=stocks,
        freezer=freezer,
        measured=measured,
        samples=samples,
        force=force,
        settings=None if lab is None else read_settings(lab),
    )
    store = ArtefactStore(resolved(out).parent / ".artefacts")
    with ProgressBars() as bars:
        made = make_handoff(design, store, bars, options)
    if not made.blocked:
        write_handoff(made, out)
    _show(made, out, force=force, as_json=as_json)
    return int(ExitCode.NOT_GOOD if made.blocked else ExitCode.GOOD)


def _recheck(package: Path, *, as_json: bool) -> int:
    results = check_files(read_package(package))
    bad = errors(results)
    if as_json:
        click.echo(checks_json(results, forced=False).decode(), nl=False)
    else:
        for result in bad:
            click.echo(_line(result))
        warnings = sum(not r.ok for r in results) - len(bad)
        counts = f"{_counted(len(bad), 'error')}, {_counted(warnings, 'warning')}"
        click.echo(f"{len(results)} checks of {package}: {counts}.")
    return int(ExitCode.NOT_GOOD if bad else ExitCode.GOOD)


def _show(made: Handoff, out: Path, *, force: bool, as_json: bool) -> None:
    if as_json:
        forced = force and bool(errors(made.results))
        click.echo(checks_json(made.results, forced=forced).decode(), nl=False)
        return
    click.echo(f"Verdict: {made.feasibility.verdict.value}.")
    if made.design.learning is not None:
        click.echo(made.design.learning.sentence)
    if made.design.survival is not None:
        click.echo(made.design.survival.sentence)
    for finding in made.feasibility.reasons:
        click.echo(f"      {finding.sentence} What would help: {finding.remedy}.")
    for result in made.results:
        if not result.ok and result.id not in {LEARNING, SURVIVING}:
            click.echo(_line(result))
    if made.blocked:
        click.echo(f"Not written: {_counted(len(errors(made.results)), 'error')}.")
        return
    for line in _leaks(made):
        click.echo(line)
    plan = made.plan
    click.echo(
        f"Package in {out}: {len(made.files)} files, {len(plan.wells)} wells, "
        f"{len(plan.transfers)} pipetting steps; read README.md and {CHECKS_JSON} first."
    )


def _leaks(made: Handoff) -> Iterator[str]:
    """What measurements say about leak, and how to simulate it."""
    found = json.loads(made.files.get(LEAKS_JSON, b"[]"))
    if not found:
        return
    worst = max(found, key=lambda leak: (leak["leak_per_M_s"], leak["gate"]))
    mean = sum(leak["leak_per_M_s"] for leak in found) / len(found)
    yield (
        f"Leak of {len(found)} gates and reporters: {mean:.3g} /M/s on average, at most "
        f"{worst['leak_per_M_s']:.3g} ({worst['gate']}); see {LEAKS_JSON}."
    )
    if mean > 0:
        yield f"Simulate the learner with it: ncrn-dsd run DESIGN --leak {mean:.3g}"


def _counted(number: int, word: str) -> str:
    return f"{number or 'no'} {word if number == 1 else f'{word}s'}"


def _line(result: CheckResult) -> str:
    return f"{result.severity.value:<5} {result.id}: {result.sentence}"
