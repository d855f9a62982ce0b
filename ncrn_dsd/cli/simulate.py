"""`ncrn-dsd simulate`: trajectories of a network or of a design."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ncrn_dsd.cli.arguments import FileKind, SourcePath, kind_of
from ncrn_dsd.cli.dynamics import run_dynamics_design
from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.cli.screen import show_obligations
from ncrn_dsd.cli.shared_options import kinetics_of, kinetics_option, scheme_option
from ncrn_dsd.errors import DesignError, ExitCode
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.design_toml import is_dynamics
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.sbml_adapter import read_sbml
from ncrn_dsd.formats.schedule_toml import read_schedule
from ncrn_dsd.formats.text_file import read_text
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.answers import SimulatedFile
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.schedule import Action, Wait
from ncrn_dsd.ir.verdict import CONDENSATION, VerificationReport
from ncrn_dsd.pipeline.learn_figures import answer_of
from ncrn_dsd.pipeline.obligation_lines import obligation_lines
from ncrn_dsd.pipeline.outputs import SUMMARY, TRAJECTORIES
from ncrn_dsd.pipeline.simulate_network import (
    FileNetwork,
    condensation_of,
    course_csv,
    course_svg,
    digits_that_hold,
    liveliest,
    network_of_crn,
    network_of_pil,
    run_network,
)
from ncrn_dsd.pipeline.summary import code_of
from ncrn_dsd.pipeline.system_file import options_of_file
from ncrn_dsd.simulation.accuracy import (
    DIGITS,
    MOST_DIGITS,
    AskedTolerances,
    error_of_end,
    rounded,
)
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.simulation.simulators import SIMULATORS, Simulation
from ncrn_dsd.simulation.stochastic.volume import Volume
from ncrn_dsd.units import CONCENTRATION_M, M_PER_NM, NM_PER_M, TIME_S, VOLUME_L, parse_quantity

_NETWORKS = (FileKind.CRN, FileKind.SBML, FileKind.PIL)
_DRAWN = 8
_NAMED = 5


@click.command("simulate")
@click.argument(
    "source", type=SourcePath(FileKind.DESIGN, FileKind.CRN, FileKind.SBML, FileKind.PIL)
)
@click.option(
    "--schedule", type=SourcePath(FileKind.SETTINGS), help="TOML file of doses, waits and reads."
)
@click.option("--duration", help='Wait this long instead, as in "2 h".')
@click.option(
    "--points",
    type=Whole(min=1),
    default=400,
    show_default=True,
    help="Recorded times after the start.",
)
@click.option(
    "--method",
    type=click.Choice(SIMULATORS.names),
    default="ode",
    show_default=True,
    help="Differential equations (ode), exact stochastic simulation (ssa), an integrator of others "
    "to compare with (bdf, radau, cvode), or a simulator that an installed package brings.",
)
@click.option("--volume", default="10 fL", show_default=True, help="Of a simulation of molecules.")
@click.option("--seed", type=Whole(min=0), default=1, show_default=True)
@click.option(
    "--rtol",
    type=Real(),
    help="Relative tolerance of differential equations.  [default: as tight as six digits need]",
)
@click.option(
    "--atol",
    help='Absolute tolerance, as in "1e-9 nM".  [default: follows from the smallest amount]',
)
@click.option("--show", multiple=True, help="Species to draw; may be repeated.")
@scheme_option
@kinetics_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results.  [default: in build/]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def simulate_command(
    source: Path,
    schedule: Path | None,
    duration: str | None,
    points: int,
    method: str,
    volume: str,
    seed: int,
    rtol: float | None,
    atol: str | None,
    show: tuple[str, ...],
    scheme: str | None,
    kinetics: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Follow the concentrations of SOURCE over time.

    SOURCE is a .crn, SBML (.xml) or .pil file, with concentrations in nM, or a design of kind
    "dynamics", whose DSD system is compared with its formal network. Writes a table (CSV), a
    picture (SVG) and a summary (JSON). Differential equations are followed at two tolerances, ten
    times apart, and only digits that do not change are written. Exit code 1 says that condensed
    reactions were simulated where they do not hold.
    """
    if kind_of(source) not in _NETWORKS:
        _refuse_tolerances(
            rtol,
            atol,
            "a design holds its own tolerances",
            'write them in its table [simulation], as rtol = 1e-9 and atol = "1e-12 u"',
        )
        return _design(source, scheme, out, as_json, kinetics_of(kinetics))
    simulator = SIMULATORS.load(method)
    if simulator.counts_molecules:
        _refuse_tolerances(
            rtol,
            atol,
            "a simulation that counts molecules has no tolerance",
            "leave it out, or use --method ode",
        )
    network = _network(source, kinetics_of(kinetics))
    how = Simulation(
        points,
        method,
        parse_quantity(volume, VOLUME_L, "--volume", "volume")
        if simulator.counts_molecules
        else None,
        seed,
        AskedTolerances(
            rtol,
            None
            if atol is None
            else parse_quantity(atol, CONCENTRATION_M, "--atol", "absolute tolerance") * NM_PER_M,
        ),
    )
    actions = _actions(network, schedule, duration)
    chemistry, course = run_network(network, actions, how)
    names = network.names
    for name in show:
        if name not in names:
            raise DesignError(
                "D015", "--show", f"the network has no species {name}", "check the name"
            )
    shown = show or liveliest(course, names, _DRAWN)
    folder = out or Path("build") / f"{source.stem}-{method}"
    digits = None if course.error is None else digits_that_hold(network, actions, course)
    condensation = condensation_of(network, course)
    answer = _answer(source, how, network, chemistry, course, digits, condensation)
    code = int(ExitCode.GOOD if condensation is None else code_of(condensation.is_good))
    write_bytes(folder / "trajectories.csv", course_csv(names, course).encode())
    write_bytes(folder / TRAJECTORIES, course_svg(chemistry, course, shown, source.name).encode())
    write_bytes(folder / SUMMARY, result_json(answer).encode())
    if digits is not None and digits < DIGITS:
        click.echo(
            f"{source}: of some values only {digits} digits hold at these tolerances, and no more "
            "are written; errors grow in this network, or --rtol or --atol is too loose",
            err=True,
        )
    if as_json:
        click.echo(result_json(answer), nl=False)
        return code
    _show_end(how, simulator.note, network, chemistry, course, shown)
    if condensation is not None:
        click.echo("Condensed reactions were simulated.")
        show_obligations(obligation_lines(condensation))
    click.echo(f"{folder}: trajectories.csv, {TRAJECTORIES}, {SUMMARY}")
    return code


def _signals_nM(
    network: FileNetwork, chemistry: Chemistry, course: Course
) -> dict[str, float | None]:
    """At the end, all free forms of every formal species; None where the network has none."""
    index, end, error = chemistry.system.index, course.end, error_of_end(course)
    totals = [sum(float(end[index[x]]) for x in forms) for _, forms in network.signals]
    errors = [sum(float(error[index[x]]) for x in forms) for _, forms in network.signals]
    values = rounded(totals, errors, MOST_DIGITS)
    return {
        formal: value if forms else None
        for (formal, forms), value in zip(network.signals, values, strict=True)
    }


def _show_end(
    how: Simulation,
    note: str,
    network: FileNetwork,
    chemistry: Chemistry,
    course: Course,
    shown: Sequence[str],
) -> None:
    """Final concentrations, and how exact they are."""
    after = f"after {float(course.times[-1]):g} s"
    places = [chemistry.system.index[name] for name in shown]
    values = rounded(course.end[places], error_of_end(course)[places], DIGITS)
    for name, value in zip(shown, values, strict=True):
        click.echo(f"{name} = {value:.6g} nM {after}")
    totals_nM = _signals_nM(network, chemistry, course)
    for formal, forms in network.signals:
        total_nM = totals_nM[formal]
        if total_nM is None:
            click.echo(f"signal {formal}: none of its forms is in this network")
        else:
            free = "free" if len(forms) == 1 else f"free in {len(forms)} forms"
            click.echo(f"signal {formal}, {free} = {total_nM:.6g} nM {after}")
    if course.tolerances is not None:
        click.echo(
            f"relative tolerance {course.tolerances.relative:g}, absolute "
            f"{course.tolerances.absolute:.3g} nM; digits that ten times looser ones change are "
            "left out"
        )
    if how.volume_L is not None:
        size = Volume(how.volume_L, M_PER_NM).molecules_per_unit
        note = f"{note}; 1 nM is {size:.6g} molecules, and all amounts are whole ones".lstrip("; ")
    elif course.error is None:
        note = f"{note}; the errors of these values were not measured".lstrip("; ")
    if note:
        click.echo(note)


def _refuse_tolerances(rtol: float | None, atol: str | None, what: str, hint: str) -> None:
    if rtol is not None or atol is not None:
        option = "--rtol" if rtol is not None else "--atol"
        raise DesignError("M141", option, what, hint)


def _design(
    source: Path, scheme: str | None, out: Path | None, as_json: bool, kinetics: Kinetics | None
) -> int:
    if not is_dynamics(source):
        raise DesignError(
            "D016",
            str(source),
            "this design trains a learner",
            "use `ncrn-dsd run`, and `ncrn-dsd simulate` on the formal.crn that it writes",
        )
    return int(run_dynamics_design(source, scheme, out, as_json, kinetics))


def _network(source: Path, kinetics: Kinetics | None) -> FileNetwork:
    text = read_text(source)
    if kind_of(source) is FileKind.PIL:
        document = read_pil(text, str(source))
        network = network_of_pil(
            document, options_of_file(document.map), kinetics or Kinetics.UNCONDENSED
        )
        for note in network.notes:
            click.echo(f"{source}: {note}", err=True)
        return network
    if kinetics is not None:
        raise click.UsageError(
            "--kinetics is about strands, and this file holds a network of reactions: leave it out"
        )
    if kind_of(source) is FileKind.CRN:
        return network_of_crn(read_crn(text, str(source), with_units=True))
    content = read_sbml(text, str(source))
    given = {c.species for c in content.concentrations}
    missing = [name for name in content.crn.names if name not in given]
    if missing:
        verb, they = ("have", "are") if len(missing) > 1 else ("has", "is")
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        click.echo(
            f"{source}: {', '.join(missing[:_NAMED])}{more} {verb} no initial amount and {they} "
            "taken as 0.",
            err=True,
        )
    return network_of_crn(content)


def _actions(
    network: FileNetwork, schedule: Path | None, duration: str | None
) -> tuple[Action, ...]:
    if (schedule is None) == (duration is None):
        raise DesignError(
            "D017",
            "ncrn-dsd simulate",
            "how long to simulate is said twice or not at all",
            'give --duration "1 h" or --schedule FILE',
        )
    if schedule is not None:
        return read_schedule(schedule, frozenset(network.names))
    return (Wait(parse_quantity(duration or "", TIME_S, "--duration", "duration")),)


def _answer(
    source: Path,
    how: Simulation,
    network: FileNetwork,
    chemistry: Chemistry,
    course: Course,
    digits: int | None,
    condensation: VerificationReport | None,
) -> SimulatedFile:
    system, used = chemistry.system, course.tolerances
    end = rounded(course.end, error_of_end(course), MOST_DIGITS)
    return SimulatedFile(
        source=source,
        method=how.method,
        seed=None if how.volume_L is None else how.seed,
        volume_L=how.volume_L,
        relative_tolerance=None if used is None else used.relative,
        absolute_tolerance_nM=None if used is None else float(f"{used.absolute:.12g}"),
        certain_digits=digits,
        species=len(system.species),
        reactions=len(system.reactions),
        points=len(course.times),
        duration_s=float(course.times[-1]),
        end_nM={name: end[i] for name, i in system.index.items()},
        signals_end_nM=_signals_nM(network, chemistry, course),
        condensation=None if condensation is None else answer_of(condensation, CONDENSATION),
    )
