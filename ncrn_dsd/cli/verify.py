"""`ncrn-dsd verify`: build designs and compare them with what they expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SchemeName, SourcePath, refuse_to_change_installation
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.cli.enumeration_options import enumeration_options
from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import show_obligations
from ncrn_dsd.cli.shared_options import build_option
from ncrn_dsd.cli.verify_certificate import Subject, verify_certificate
from ncrn_dsd.cli.verify_stage import StageRequest, verify_stage, verify_system
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.junit_xml import JUnitCase, junit_xml
from ncrn_dsd.formats.result_json import results_json
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.pipeline.user_supplied import NOTIONS
from ncrn_dsd.pipeline.verify_designs import Verified, designs_below, verify_designs, worst
from ncrn_dsd.study.store import ArtefactStore

_JUNIT = {
    ExitCode.GOOD: "passed",
    ExitCode.NOT_GOOD: "failure",
    ExitCode.CANNOT_RUN: "error",
    # "Skipped" is how build servers show what was not decided; the exit code says so too.
    ExitCode.UNDECIDED: "skipped",
}


@click.command("verify")
@click.argument("paths", nargs=-1, type=SourcePath(FileKind.DESIGN))
@click.option(
    "--check",
    "certificate",
    type=SourcePath(FileKind.JSON),
    help="Only let the independent checker re-validate a certificate.json, and compare what it is"
    " about with a design, or with --crn and --system.",
)
@click.option(
    "--crn",
    "formal",
    type=SourcePath(FileKind.CRN, FileKind.SBML, FileKind.DESIGN),
    help="Formal network (.crn, .xml or a design) that --system, or what --scheme makes of it, "
    "should implement.",
)
@click.option(
    "--system",
    type=SourcePath(FileKind.PIL, FileKind.CRN, FileKind.SBML),
    help="A .pil file with strands, translated or made by hand, or a network (.crn, .xml).",
)
@click.option(
    "--map",
    "signal_map",
    type=click.Path(path_type=Path),
    help="Lines `complex = species`, or `complex = species history domain`, and `fuel complex"
    " ...`.  [default: comments `# signal complex = species` and `# fuel complex ...` of the"
    " system, which `translate` writes, else equal names]",
)
@click.option(
    "--notion",
    type=click.Choice(list(NOTIONS)),
    help="Run the verification stage alone, under this notion.",
)
@click.option("--budget", help="Time for one search, such as '60s'.  [default: the design's, 60s]")
@click.option(
    "--scheme",
    type=SchemeName(),
    shell_complete=scheme_names,
    help="Translation scheme for --crn, or for the verification stage of a design alone.",
)
@click.option(
    "--seeds",
    type=Whole(min=1, max=100_000),
    help="Train this many seeds at both levels instead of those of the design: LEARNS n of m.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print verify.json of one design, the outcomes of several, or what --check found.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for verify.json and certificate.json."
)
@enumeration_options
@build_option("Folder that keeps the results of stages.")
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    help="File for the outcomes of designs, as JUnit XML.",
)
@executor_options
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
    junit: Path | None,
    accepting: bool,
    **given: Any,
) -> int:
    """Build the designs in PATHS and compare them with their [expect] and expected/.

    A path is a design folder or a folder with design folders below. Only what changed since an
    earlier call is built again. Prints one line per design, and for a single design one line
    per obligation. With --notion, --budget, --scheme, --seeds, --json or --out only the
    verification stage of one design runs, which trains the strands too: only that shows what
    concentrations they reach, and so whether condensed kinetics hold. With --crn and --system a
    system is verified, and with --crn and --scheme a translation of the network. The enumeration
    options are those of these two; a design has its own.
    Exit codes: 0 all good, 1 something is not, 2 could not run, 3 not decided.
    """
    ways = (bool(paths), formal is not None or system is not None)
    if ways.count(True) > 1 or (certificate is None and not any(ways)):
        raise click.UsageError(
            "give design folders, or --check with a certificate, or --crn with --system or --scheme"
        )
    store = ArtefactStore(build_folder / ".artefacts")
    if certificate is not None:
        named = system is not None or scheme is not None
        if len(paths) > 1 or (named and formal is None and not paths):
            raise click.UsageError("--check compares with one design, or with --crn and --system")
        subject = Subject(next(iter(paths), None), formal, system, signal_map, scheme)
        return int(verify_certificate(certificate, subject, given, store, as_json))
    asked = StageRequest(notion, budget, scheme, as_json, out, seeds)
    if not paths:
        if formal is None or (system is None and scheme is None):
            raise click.UsageError("--system goes with --crn, and --crn with --system or --scheme")
        return int(verify_system(formal, system, signal_map, given, asked))
    found = designs_below(paths)
    is_one = len(paths) == 1 and len(found) == 1
    if asked.is_stage_alone and (is_one or not as_json):
        if not is_one:
            raise click.UsageError("the verification stage alone takes one design")
        return int(verify_stage(found[0], store, asked))
    if accepting:
        for folder in found:
            refuse_to_change_installation(folder, "figures")
    executor = executor_from(given)
    with ProgressBars() as bars:
        verified = verify_designs(found, store, executor, bars, accepting=accepting)
    _tell(verified, as_json=as_json, with_obligations=is_one)
    if junit is not None:
        write_bytes(junit, _junit(verified).encode())
    return int(worst(v.code for v in verified))


def _tell(verified: Sequence[Verified], *, as_json: bool, with_obligations: bool) -> None:
    if as_json:
        click.echo(results_json([replace(v, cpu_s=round(v.cpu_s, 3)) for v in verified]), nl=False)
        return
    for one in verified:
        click.echo(one.line)
        if with_obligations:
            show_obligations(one.obligations)


def _junit(verified: Sequence[Verified]) -> str:
    cases = [
        JUnitCase(v.design, _JUNIT[v.code], v.words, "\n".join(v.obligations), v.cpu_s)
        for v in verified
    ]
    return junit_xml("ncrn-dsd verify", cases)
