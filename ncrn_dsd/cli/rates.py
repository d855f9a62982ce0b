"""`ncrn-dsd analyse rates`: what nucleotides make of the rates of a design, and of its leaks."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.shared_options import build_option, conditions_of, lab_option, scheme_option
from ncrn_dsd.drawing.table import table_of
from ncrn_dsd.formats.design_toml import is_dynamics, read_dynamics
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.ir.reaction_rates import Spread, SystemRates
from ncrn_dsd.model.rates import RATE_MODELS
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions
from ncrn_dsd.study.store import ArtefactStore


@click.command("rates")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@click.option(
    "--model",
    default="three-step",
    show_default=True,
    help=f"Rate model: {', '.join(RATE_MODELS.own)}, or one of another package.",
)
@scheme_option
@lab_option
@build_option("Folder that keeps what was enumerated and the sequences that were found.")
@click.option("--json", "as_json", is_flag=True, help="Print every reaction and leak as JSON.")
def rates_command(
    design: Path,
    model: str,
    scheme: str | None,
    lab: Path | None,
    build_folder: Path,
    as_json: bool,
) -> int:
    """Predict rates of all reactions and leaks of DESIGN from its nucleotides.

    The strands are those that `ncrn-dsd run` would design. What is printed is predicted, and not
    measured; how far the model is from measured rates stands below the table.
    """
    conditions = conditions_of(lab)
    study: DynamicsStudy | LearnerStudy
    with ProgressBars() as bars:
        graph = Graph(ArtefactStore(build_folder / ".artefacts"), bars)
        if is_dynamics(design):
            study = DynamicsStudy(read_dynamics(design), graph, scheme, conditions=conditions)
        else:
            study = LearnerStudy.of(design, graph, RunOptions(scheme, conditions=conditions))
        rates = study.system_rates(model)
    if as_json:
        click.echo(result_json(rates), nl=False)
    else:
        _show(rates)
    return 0


def _show(rates: SystemRates) -> None:
    title = f"Rates by the model {rates.model} at {rates.temperature_C:g} C"
    leaks = [leak.rate for leak in rates.leaks if leak.rate is not None]
    spreads = (*rates.spreads, *rates.within_kinds, Spread.of("k leak, pairs", leaks))
    print_table(table_of("rates", title, Spread, spreads), title, least=100)
    click.echo(
        f"{len(rates.reactions)} reactions, {rates.from_lengths} of which keep the rate by "
        f"lengths; {len(rates.leaks)} pairs leak"
    )
    click.echo(f"{rates.model}: {rates.residual}")
