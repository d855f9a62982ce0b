"""`ncrn-dsd doctor`: whether everything is there that the commands need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import ncrn_dsd
from ncrn_dsd.cli.shared_options import build_option
from ncrn_dsd.errors import ExitCode, SchemeError
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.installation.finding import (
    InstallationFinding,
    InstallationPart,
    InstallationReport,
    State,
)
from ncrn_dsd.installation.machine import machine_findings, tool_findings
from ncrn_dsd.installation.packages import own_metadata, package_findings
from ncrn_dsd.installation.parts import part_findings
from ncrn_dsd.plugins import Door
from ncrn_dsd.translation.scheme import list_schemes
from ncrn_dsd.translation.scheme_folders import own_schemes, schemes_root

_MARKS = {State.GOOD: "ok", State.ABSENT: "--", State.BAD: "BAD"}
_NAME_WIDTH = 26


@click.command("doctor")
@build_option("Folder that has to be writable.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def doctor_command(build_folder: Path, as_json: bool) -> int:
    """Look whether this installation has what it needs.

    Python, packages and schemes are required; extras and other programs are optional, and it is
    said what each gives and how to get it. Parts that other packages bring are listed with what
    brings them, and why where one cannot be used. Exit code 2 when something required is missing.
    """
    found = (
        *package_findings(own_metadata()),
        _schemes(),
        *part_findings(_doors()),
        *tool_findings(),
        *machine_findings(build_folder),
    )
    bad = [f for f in found if f.state is State.BAD]
    if as_json:
        answer = InstallationReport(ncrn_dsd.__version__, not bad, found)
        click.echo(result_json(answer), nl=False)
    else:
        _show(found)
        click.echo(_conclusion(bad))
    return int(ExitCode.CANNOT_RUN if bad else ExitCode.GOOD)


def _doors() -> tuple[Door[Any], ...]:
    """All doors, in the order of their reference."""
    from ncrn_dsd.analyses.robustness import KINDS
    from ncrn_dsd.formats.system_export import EXPORTERS
    from ncrn_dsd.model.learner import LEARNERS
    from ncrn_dsd.model.published import MODELS
    from ncrn_dsd.model.rates import RATE_MODELS
    from ncrn_dsd.simulation.simulators import SIMULATORS
    from ncrn_dsd.simulation.tube_disturbances import TUBE_DISTURBANCES
    from ncrn_dsd.translation.scheme_folders import SCHEMES

    return (
        *(SCHEMES, LEARNERS, MODELS, KINDS, TUBE_DISTURBANCES),
        *(RATE_MODELS, EXPORTERS, SIMULATORS),
    )


def _schemes() -> InstallationFinding:
    name = "translation schemes"
    try:
        count = len(list_schemes())
    except SchemeError as problem:
        found = f"{problem.where}: {problem.what}"
        return InstallationFinding(
            InstallationPart.REQUIRED, name, State.BAD, found, remedy=problem.hint
        )
    own = ", ".join(sorted({str(folder.parent) for folder in own_schemes().values()}))
    found = f"{count} in {schemes_root()}" + (f" and {own}" if own else "")
    return InstallationFinding(InstallationPart.REQUIRED, name, State.GOOD, found)


def _show(found: tuple[InstallationFinding, ...]) -> None:
    click.echo(f"ncrn_dsd {ncrn_dsd.__version__}")
    for part in dict.fromkeys(f.part for f in found):
        click.echo(f"\n{part.heading}")
        for one in (f for f in found if f.part is part):
            click.echo(f"  {_MARKS[one.state]:<4}{one.name:<{_NAME_WIDTH}}{one.found}")
            if one.remedy:
                click.echo(f"      for {one.gives}: {one.remedy}")


def _conclusion(bad: list[InstallationFinding]) -> str:
    if not bad:
        return "\nAll that is required is there."
    return f"\nRequired and not there: {', '.join(f.name for f in bad)}."
