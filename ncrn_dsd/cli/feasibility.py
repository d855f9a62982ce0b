"""`ncrn-dsd analyse feasibility`: whether the system of a design can be built."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.shared_options import scheme_option
from ncrn_dsd.errors import ExitCode


@click.command("feasibility")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@scheme_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def feasibility_command(design: Path, scheme: str | None, as_json: bool) -> int:
    """Say what it takes to build DESIGN, before any sequence is searched.

    Counts strands, lengths, toeholds against the pool that the energy window allows, and a range
    of cost. Exit code 1 when it cannot be built.
    """
    # Only these commands need the translation.
    from ncrn_dsd.feasibility.text import feasibility_lines
    from ncrn_dsd.formats.result_json import result_json
    from ncrn_dsd.ir.lab_feasibility import Buildable
    from ncrn_dsd.study.feasibility import feasibility_of

    found = feasibility_of(design, scheme)
    if as_json:
        click.echo(result_json(found), nl=False)
    else:
        click.echo("\n".join(feasibility_lines(found)))
    bad = found.verdict is Buildable.CANNOT_BE_BUILT
    return int(ExitCode.NOT_GOOD if bad else ExitCode.GOOD)
