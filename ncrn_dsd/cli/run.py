"""`ncrn-dsd run`: all stages of one design."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.disturbance_options import disturbance_of, disturbance_options
from ncrn_dsd.cli.dynamics import run_dynamics_design
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import show_budget, show_summary
from ncrn_dsd.cli.shared_options import (
    conditions_of,
    kinetics_of,
    kinetics_option,
    lab_option,
    scheme_option,
)
from ncrn_dsd.enumeration.options import Engine
from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import is_dynamics, read_design
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.pipeline.bench_judgement import judged_learner
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.outputs import check_writable, write_outputs
from ncrn_dsd.pipeline.summary import exit_code, summarise, summary_json
from ncrn_dsd.pipeline.survival import with_survival
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions
from ncrn_dsd.study.store import ArtefactStore


@click.command("run")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the results.  [default: build/NAME of the design]",
)
@scheme_option
@click.option(
    "--engine",
    type=click.Choice([e.value for e in Engine]),
    default=Engine.OWN.value,
    show_default=True,
    help="Who enumerates: our engine (the whole system) or Peppercorn (module by module).",
)
@disturbance_options()
@click.option(
    "--reduce/--full",
    default=None,
    help="Train the DSD level with variants of signals merged, and measure the error of that, "
    "or in full.  [default: as the design says]",
)
@kinetics_option
@lab_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run_command(
    design: Path,
    out: Path | None,
    scheme: str | None,
    engine: str,
    reduce: bool | None,
    kinetics: str | None,
    lab: Path | None,
    as_json: bool,
    **suffered: Any,
) -> int:
    """Run every stage of DESIGN, a folder with a design.toml.

    A design of kind "dynamics" is simulated as by `ncrn-dsd simulate`. For a learner this
    translates it into DNA, enumerates and verifies it, trains it at both levels, finds
    sequences, and says what building it would take. Nothing to buy is written: `ncrn-dsd
    handoff` does that, after its checks. Leak, errors and dead gates disturb the simulation of
    the DSD level only: what is verified and the operating point stay the same.
    """
    if is_dynamics(design):
        _refuse_disturbance(design, disturbance_of(suffered), reduce)
        chosen, conditions = kinetics_of(kinetics), conditions_of(lab)
        return int(run_dynamics_design(design, scheme, out, as_json, chosen, conditions))
    options = RunOptions(
        scheme=scheme,
        engine=Engine(engine),
        disturbance=disturbance_of(suffered),
        reduce=reduce,
        kinetics=kinetics_of(kinetics),
        conditions=conditions_of(lab),
    )
    folder = out or Path("build") / read_design(design).name
    check_writable(folder)
    store = ArtefactStore(folder.parent / ".artefacts")
    bars = ProgressBars()
    study = LearnerStudy.of(design, Graph(store, bars), options)
    with bars:
        budget = study.budget
    if not as_json:
        # Before strands are simulated, which is what it spares.
        show_budget(budget)
    with bars:
        run = with_survival(judged_learner(study), study, LocalProcesses())
    summary = summarise(run)
    write_outputs(run, summary, folder)
    if as_json:
        click.echo(summary_json(summary), nl=False)
    else:
        show_summary(summary, run, folder)
    return int(exit_code(run))


def _refuse_disturbance(design: Path, disturbance: Disturbance, reduce: bool | None) -> None:
    if reduce or not disturbance.is_none:
        raise DesignError(
            "D049",
            str(design),
            "trajectories are followed without disturbances and in the full network",
            "leave out --leak, --rate-error, --dose-error, --dead-gates and --reduce",
        )
