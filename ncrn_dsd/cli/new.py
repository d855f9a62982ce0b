"""`ncrn-dsd new`: a design to start from, in which every key says what it is."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.ir.answers import StartedDesign
from ncrn_dsd.model.learner import LEARNERS
from ncrn_dsd.pipeline.starter import DYNAMICS, write_starter

KINDS = (*LEARNERS.names, DYNAMICS)


@click.command("new")
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="polynomial",
    show_default=True,
    help="Which learner, or dynamics for a network whose trajectories matter.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def new_command(name: str, kind: str, as_json: bool) -> None:
    """Write NAME/design.toml, a small design that runs, to be changed.

    Every key stands there with what it means; those with a usual value are comments.
    """
    from ncrn_dsd.formats.packaged_designs import designs_root

    file = write_starter(Path(name), kind, designs_root())
    if as_json:
        click.echo(result_json(StartedDesign(file, kind)), nl=False)
        return
    click.echo(f"Design: {file}")
    command = "simulate" if kind == DYNAMICS else "learn"
    click.echo(f"Next: ncrn-dsd {command} {name}")
