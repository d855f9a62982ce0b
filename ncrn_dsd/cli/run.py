"""`ncrn-dsd run`: all stages of one design."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ncrn_dsd.cli.arguments import Kind, Source
from ncrn_dsd.cli.dynamics import run_dynamics_design
from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import show_summary
from ncrn_dsd.cli.shared_options import kinetics_of, kinetics_option, scheme_option
from ncrn_dsd.enumeration.options import Engine
from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.dynamics_toml import is_dynamics
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.pipeline.bench_judgement import judged_learner
from ncrn_dsd.pipeline.outputs import check_writable, write_outputs
from ncrn_dsd.pipeline.summary import exit_code, summarise
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions
from ncrn_dsd.study.store import ArtefactStore

_NONE = Disturbance()


@click.command("run")
@click.argument("design", type=Source(Kind.DESIGN))
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
@click.option(
    "--leak",
    type=Real(),
    default=_NONE.leak_per_M_s,
    show_default=True,
    help="Rate constant [1/(M s)] of displacement without a toehold, at the DSD level.",
)
@click.option(
    "--rate-error",
    type=Real(),
    default=_NONE.rate_error_factor,
    show_default=True,
    help="Multiply every DSD rate constant by a random factor between 1/F and F.",
)
@click.option(
    "--dose-error",
    type=Real(),
    default=_NONE.dose_error_fraction,
    show_default=True,
    help="Let every dose of the DSD level be off by a random fraction of at most P.",
)
@click.option(
    "--dead-gates",
    type=Real(),
    default=_NONE.dead_gate_fraction,
    show_default=True,
    help="Fraction of every fuel of several strands that is inert.",
)
@click.option(
    "--noise-seed",
    type=Whole(),
    default=_NONE.seed,
    show_default=True,
    help="Seed of the errors of rates and doses.",
)
@click.option(
    "--reduce/--full",
    default=None,
    help="Train the DSD level with variants of signals merged, and measure the error of that, "
    "or in full.  [default: as the design says]",
)
@kinetics_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run_command(
    design: Path,
    out: Path | None,
    scheme: str | None,
    engine: str,
    leak: float,
    rate_error: float,
    dose_error: float,
    dead_gates: float,
    noise_seed: int,
    reduce: bool | None,
    kinetics: str | None,
    as_json: bool,
) -> int:
    """Run every stage of DESIGN, a folder with a design.toml.

    A design of kind "dynamics" is simulated as by `ncrn-dsd simulate`. For a learner this
    translates it into DNA, enumerates and verifies it, trains it at both levels, finds
    sequences, and says what building it would take. Nothing to buy is written: `ncrn-dsd
    handoff` does that, after its checks. Leak, errors and dead gates disturb the simulation of
    the DSD level only: what is verified and the operating point stay the same.
    """
    if is_dynamics(design):
        _refuse_disturbance(design, leak, rate_error, dose_error, dead_gates, reduce)
        return int(run_dynamics_design(design, scheme, out, as_json, kinetics_of(kinetics)))
    options = RunOptions(
        scheme=scheme,
        engine=Engine(engine),
        disturbance=Disturbance(leak, rate_error, dose_error, dead_gates, noise_seed),
        reduce=reduce,
        kinetics=kinetics_of(kinetics),
    )
    folder = out or Path("build") / read_design(design).name
    check_writable(folder)
    store = ArtefactStore(folder.parent / ".artefacts")
    with ProgressBars() as bars:
        run = judged_learner(LearnerStudy.of(design, Graph(store, bars), options))
    summary = summarise(run)
    write_outputs(run, summary, folder)
    if as_json:
        click.echo(json.dumps(summary, indent=2))
    else:
        show_summary(summary, run, folder)
    return int(exit_code(run))


def _refuse_disturbance(
    design: Path,
    leak: float,
    rate_error: float,
    dose_error: float,
    dead_gates: float,
    reduce: bool | None,
) -> None:
    if reduce or Disturbance(leak, rate_error, dose_error, dead_gates) != _NONE:
        raise DesignError(
            "D049",
            str(design),
            "trajectories are followed without disturbances and in the full network",
            "leave out --leak, --rate-error, --dose-error, --dead-gates and --reduce",
        )
