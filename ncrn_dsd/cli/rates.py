"""`ncrn-dsd analyse rates` and `occupancy`: what nucleotides make of rates, leaks and toeholds."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import print_table
from ncrn_dsd.cli.shared_options import build_option, conditions_of, lab_option, scheme_option
from ncrn_dsd.cli.sources import study_of
from ncrn_dsd.drawing.table import table_of
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.ir.gate_rates import BETWEEN_RAILS, WITHIN_GROUP, GateSpread
from ncrn_dsd.ir.open_toeholds import LARGEST_RATIO, LEAST_OPEN, GateToehold, StrandToehold
from ncrn_dsd.ir.reaction_rates import Spread, SystemRates
from ncrn_dsd.model.rates import FROM_NUCLEOTIDES, RATE_MODELS


@click.command("rates")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@click.option(
    "--model",
    default=FROM_NUCLEOTIDES,
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
    with ProgressBars() as bars:
        study = study_of(design, scheme, build_folder, bars, conditions_of(lab))
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
    title = f"Largest over smallest among gates (aims: {WITHIN_GROUP:g}, rails {BETWEEN_RAILS:g})"
    print_table(table_of("gates", title, GateSpread, rates.gates), title, least=100)
    unequal = sum(not gates.is_equal for gates in rates.gates)
    click.echo(f"{len(rates.gates) - unequal} of {len(rates.gates)} groups are within these aims")
    click.echo(
        f"{len(rates.reactions)} reactions, {rates.from_lengths} of which keep the rate by "
        f"lengths; {len(rates.leaks)} pairs leak"
    )
    click.echo(f"{rates.model}: {rates.residual}")


SHOWN = 10
"""Toeholds in a table, the worst first; JSON has all."""


@click.command("occupancy")
@click.argument("design", type=SourcePath(FileKind.DESIGN))
@scheme_option
@lab_option
@build_option("Folder that keeps what was enumerated and the sequences that were found.")
@click.option("--json", "as_json", is_flag=True, help="Print every toehold as JSON.")
def occupancy_command(
    design: Path, scheme: str | None, lab: Path | None, build_folder: Path, as_json: bool
) -> int:
    """Predict how open the toeholds of DESIGN are, and what occupies them where it is operated.

    Fuels count with the highest level that they reach, signals with one u each. P(open) needs
    ViennaRNA. Below stands why toeholds are so long, so many and of these letters. Exit code 0,
    whatever is found: it is predicted, and not measured.
    """
    with ProgressBars() as bars:
        study = study_of(design, scheme, build_folder, bars, conditions_of(lab))
        found = study.open_toeholds
        reasons = () if as_json else study.toehold_reasons
    if as_json:
        click.echo(result_json(found), nl=False)
        return 0
    gates = sorted(found.gates, key=lambda g: (-g.occupied, g.gate, g.toehold))
    title = "Toeholds of gates at their levels, the most occupied"
    print_table(table_of("gates", title, GateToehold, gates[:SHOWN]), title, least=100)
    known = [t for t in found.strands if t.open_probability is not None]
    strands = sorted(known, key=lambda t: (t.open_probability, t.strand, t.toehold))
    if strands:
        title = f"Toeholds of strands, the least open (ViennaRNA, {found.parameters})"
        print_table(table_of("strands", title, StrandToehold, strands[:SHOWN]), title, least=100)
    click.echo(
        f"{found.closed} of {len(found.strands) + len(found.gates)} toeholds are open less than "
        f"{LEAST_OPEN:g} of the time; {found.too_occupied} of {len(found.gates)} in gates have a "
        f"Σ K c above {LARGEST_RATIO:g}"
    )
    for reason in reasons:
        click.echo(f"- {reason}")
    return 0
