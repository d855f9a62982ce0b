"""`ncrn-dsd run`: all stages of one design."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import show_summary
from ncrn_dsd.enumeration.options import Engine
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.outputs import check_writable, write_outputs
from ncrn_dsd.pipeline.run import RunOptions, run_design
from ncrn_dsd.pipeline.summary import exit_code, summarise


@click.command("run")
@click.argument("design", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the results.  [default: build/NAME of the design]",
)
@click.option("--scheme", help="Translation scheme to use instead of the design's.")
@click.option(
    "--engine",
    type=click.Choice([e.value for e in Engine]),
    default=Engine.OWN.value,
    show_default=True,
    help="Who enumerates: our engine (the whole system) or Peppercorn (module by module).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run_command(
    design: Path, out: Path | None, scheme: str | None, engine: str, as_json: bool
) -> int:
    """Run every stage of DESIGN, a folder with a design.toml.

    Translates the learner into DNA, enumerates and verifies it, trains it at both levels, and
    writes sequences, an order sheet and a report.
    """
    folder = out or Path("build") / read_design(design).name
    check_writable(folder)
    store = ArtefactStore(folder.parent / ".artefacts")
    with ProgressBars() as bars:
        run = run_design(design, store, bars, RunOptions(scheme=scheme, engine=Engine(engine)))
    summary = summarise(run)
    write_outputs(run, summary, folder)
    if as_json:
        click.echo(json.dumps(summary, indent=2))
    else:
        show_summary(summary, folder)
    return int(exit_code(run))
