"""What commands do with a design of kind "dynamics"."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import show_first, show_obligations
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.design_toml import read_dynamics
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.survival import NOTHING_LEARNS
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.pipeline.bench_judgement import judged_dynamics
from ncrn_dsd.pipeline.dynamics_outputs import (
    dynamics_exit_code,
    summarise_dynamics,
    write_dynamics,
)
from ncrn_dsd.pipeline.obligation_lines import obligation_lines
from ncrn_dsd.pipeline.outputs import check_writable
from ncrn_dsd.pipeline.summary import summary_json
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.units import show_concentration, show_time


def run_dynamics_design(
    design: Path,
    scheme: str | None,
    out: Path | None,
    as_json: bool,
    kinetics: Kinetics | None = None,
    conditions: Conditions | None = None,
) -> ExitCode:
    """Run all stages, write the results and print what came out."""
    found = read_dynamics(design)
    folder = out or Path("build") / found.name
    check_writable(folder)
    store = ArtefactStore(folder.parent / ".artefacts")
    with ProgressBars() as bars:
        study = DynamicsStudy(found, Graph(store, bars), scheme, kinetics, conditions=conditions)
        run = judged_dynamics(study)
    summary = summarise_dynamics(run)
    write_dynamics(run, summary, folder)
    if as_json:
        click.echo(summary_json(summary), nl=False)
        return dynamics_exit_code(run)
    click.echo(
        f"{run.design.name} by {run.system.scheme}: largest deviation "
        f"{run.deviation.largest:.2%} (expected {run.design.expect.deviation_max:.2%}), "
        f"rms {run.deviation.rms:.2%}; {run.verification.tally}"
    )
    click.echo(run.headline)
    show_first(run.bench, NOTHING_LEARNS)
    show_obligations(obligation_lines(run.verification))
    click.echo(
        f"1 u = {show_concentration(run.realisation.concentration_unit_M)}, "
        f"1 tau = {show_time(run.realisation.time_unit_s)}, whole trajectory "
        f"{show_time(run.design.look.duration * run.realisation.time_unit_s)}"
    )
    click.echo(f"Report: {folder / 'report.html'}   trajectories: {folder / 'trajectories.csv'}")
    return dynamics_exit_code(run)
