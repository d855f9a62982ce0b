"""`ncrn-dsd index`: one page that leads to all runs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.drawing.text import counted
from ncrn_dsd.errors import ExitCode


@click.command("index")
@click.argument("folder", type=SourcePath(FileKind.RESULTS), default=Path("build"))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def index_command(folder: Path, as_json: bool) -> int:
    """List all results below FOLDER (default: build) on one page, FOLDER/index.html.

    Runs, trainings from many seeds, robustness, verifications and laboratory packages have a
    sortable table each. Files that cannot be read are listed with the reason.
    """
    # Tables of numbers need what most commands do not.
    from ncrn_dsd.pipeline.index import INDEX, index_json, write_index

    found = write_index(folder)
    if as_json:
        click.echo(index_json(found), nl=False)
        return int(ExitCode.GOOD)
    for kind, number in Counter(e.kind for e in found.entries).items():
        click.echo(f"{kind}: {number}")
    for one in found.unreadable:
        click.echo(f"not readable: {one.file}: {one.why}", err=True)
    click.echo(f"{counted(len(found.entries), 'result')}. Page: {folder / INDEX}")
    return int(ExitCode.GOOD)
