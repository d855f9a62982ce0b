"""`ncrn-dsd calibrate`: what single gates do, from a readout of the calibration set."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.whole_file import write_bytes


@click.command("calibrate")
@click.argument("package", type=SourcePath(FileKind.PACKAGE))
@click.argument("readout", type=SourcePath(FileKind.TABLE))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("gates.csv"),
    show_default=True,
    help="Table of what was fitted, with intervals.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was fitted as JSON.")
def calibrate_command(package: Path, readout: Path, out: Path, as_json: bool) -> int:
    """Fit what the gates of PACKAGE do to READOUT, fluorescence of its calibration set.

    READOUT is calibration/readout.csv of the package, filled in, or an export of the reader. For
    every gate that was measured this says its rate k and balance K over what was designed, leak,
    burst and the share that is active, with intervals of 90 %, and whether to build with it as it
    is, to change its level, to measure again, or to replace it. Exit code 1 when a gate has to be
    replaced.
    """
    # Help should not wait for the fit.
    from ncrn_dsd.calibration.decision import GateDecision, JudgedGates, overall
    from ncrn_dsd.calibration.gate_model import CONSTANTS
    from ncrn_dsd.pipeline.calibrate import calibrated, gates_csv

    with ProgressBars() as bars:
        judged = calibrated(package, readout, bars.stage("gates"))
    write_bytes(out, gates_csv(judged))
    worst = overall(judged)
    code = int(ExitCode.NOT_GOOD if worst is GateDecision.REPLACE else ExitCode.GOOD)
    if as_json:
        click.echo(result_json(JudgedGates(worst, judged)), nl=False)
        return code
    for one in judged:
        gate = one.gate
        values = ((name, getattr(gate, name)) for name in CONSTANTS)
        shown = ", ".join(
            f"{name} {value.value:.3g} [{value.low:.3g}, {value.high:.3g}]"
            if value.is_known
            else f"{name} not known"
            for name, value in values
        )
        click.echo(f"{gate.name} {gate.reaction}: {one.decision.value} ({one.why})")
        click.echo(f"      {shown}")
        if gate.outliers:
            click.echo(f"      left out, for nothing explains them: {', '.join(gate.outliers)}")
    click.echo(f"{len(judged)} gates measured: {worst.value}. Table: {out}")
    return code
