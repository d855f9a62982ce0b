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
from ncrn_dsd.errors import DesignError, ExitCode
from ncrn_dsd.formats.whole_file import resolved
from ncrn_dsd.handoff.analysis.measured import LEAKS_JSON
from ncrn_dsd.handoff.checks.run import CHECKS_JSON, check_files, checks_json, errors
from ncrn_dsd.handoff.checks.simulated import LEARNING, SURVIVING
from ncrn_dsd.handoff.folder import read_package
from ncrn_dsd.handoff.liquids.settings_toml import read_settings
from ncrn_dsd.ir.bench import CheckResult
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.schedule import Dose
from ncrn_dsd.pipeline.handoff import make_handoff, refuse_foreign_folder, write_handoff
from ncrn_dsd.pipeline.handoff_options import Handoff, HandoffOptions
from ncrn_dsd.pipeline.network_design import USUAL_WISHES, NetworkWishes, is_network
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.units import (
    CONCENTRATION_M,
    TIME_S,
    parse_quantity,
    positive,
    show_concentration,
    show_time,
)

_NETWORKS = (FileKind.CRN, FileKind.SBML)


@click.command("handoff")
@click.argument("design", type=SourcePath(FileKind.DESIGN, FileKind.PACKAGE, *_NETWORKS))
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
@click.option(
    "--duration",
    metavar="TIME",
    help='Of a network: what the experiment takes, as in "8 h"; all rates change alike.  [default: '
    "as the file gives rates, or 8 h]",
)
@click.option(
    "--until",
    metavar="TIME",
    help='Of a network: the time of the file at which the experiment ends, as in "100 s".  '
    "[default: when little more happens]",
)
@click.option(
    "--concentration",
    metavar="AMOUNT",
    help='Of a network: what the largest amount at the start is in the vessel, as in "20 nM".  '
    "[default: as in the file, or 10 nM]",
)
@click.option(
    "--show", multiple=True, metavar="SPECIES", help="Of a network: read it; may be repeated."
)
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
    duration: str | None,
    until: str | None,
    concentration: str | None,
    show: tuple[str, ...],
    force: bool,
    again: bool,
    as_json: bool,
) -> int:
    """Write a laboratory package for DESIGN, a folder with a design.toml, or for a network.

    A .crn or SBML file becomes a design first, with usual choices: what it is read for, how long
    it takes, and concentrations and sequences with which its strands keep to its rates.

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
    wishes = NetworkWishes(
        duration_s=_positive("--duration", duration, TIME_S),
        until_s=_positive("--until", until, TIME_S),
        concentration_M=_positive("--concentration", concentration, CONCENTRATION_M),
        show=show,
    )
    if wishes != USUAL_WISHES and not is_network(design):
        raise DesignError(
            "D065",
            str(design),
            "--duration, --until, --concentration and --show are for networks, and a design says "
            "all of that",
            "change its tables [look], [network.initial] and [dsd.scales], or leave them out",
        )
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
        network=wishes,
    )
    store = ArtefactStore(resolved(out).parent / ".artefacts")
    with ProgressBars() as bars:
        made = make_handoff(design, store, bars, options)
    if not made.blocked:
        write_handoff(made, out)
    _show(made, out, force=force, as_json=as_json)
    return int(ExitCode.NOT_GOOD if made.blocked else ExitCode.GOOD)


def _positive(option: str, text: str | None, units: dict[str, float]) -> float | None:
    """A quantity of an option in its base unit, or None where it was not given."""
    if text is None:
        return None
    return positive(parse_quantity(text, units, option, "the value"), option)


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
    click.echo(made.line.sentence)
    click.echo(f"      {made.line.advice}")
    if made.design.learning is None:
        click.echo(_experiment(made.design))
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


def _experiment(design: LabDesign) -> str:
    """What a network begins with, for how long it is followed, and what is read."""
    schedule = design.runs[0].schedule
    doses = [c for a in schedule.actions if isinstance(a, Dose) for c in a.contents]
    start = ", ".join(
        f"{show_concentration(c.amount)} of {c.species}"
        for c in doses
        if c.species in design.crn.names
    )
    return (
        f"{design.name} by {design.system.scheme}: {start}; {show_time(schedule.duration)}; "
        f"{', '.join(design.read)} read."
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
