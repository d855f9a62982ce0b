"""The report of a design of kind "dynamics": one page that needs nothing else."""

from __future__ import annotations

import ncrn_dsd
from ncrn_dsd.drawing.outcome import BAD, OPEN, first_questions
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.result_tables import fuel_table, rate_table, verdict_table
from ncrn_dsd.drawing.text import concentration, duration, number, percent
from ncrn_dsd.drawing.trajectories import Curve, trajectory_svg
from ncrn_dsd.ir.dynamics import DynamicsRun, FormalTrajectory
from ncrn_dsd.ir.headings import DIGEST
from ncrn_dsd.ir.shown import columns_of
from ncrn_dsd.ir.summary import DynamicsSummary
from ncrn_dsd.ir.survival import NOTHING_LEARNS


def dynamics_page(run: DynamicsRun) -> str:
    """The page as text; equal runs give equal text."""
    return (
        page_environment()
        .get_template("dynamics.html")
        .render(
            title=run.design.title,
            word=run.headline,
            # Nothing looks like a success of which leak and spread are not known.
            tone=BAD if run.verification.is_good is False else OPEN,
            first=first_questions(run.bench, NOTHING_LEARNS),
            sentence=dynamics_sentence(run),
            figure=dynamics_svg(run),
            facts=_facts(run),
            verdicts=verdict_table(run.verification),
            assumptions=run.verification.assumptions,
            rates=rate_table(run.design.crn, run.realisation),
            fuels=fuel_table(run.system, run.realisation),
            realisation=run.realisation,
            not_shown=run.not_shown,
        )
    )


def dynamics_svg(run: DynamicsRun) -> str:
    """Formal trajectories as lines, DSD trajectories as marks."""
    curves = [*_curves(run.abstract, as_marks=False), *_curves(run.dsd, as_marks=True)]
    species = ", ".join(run.design.look.show)
    return trajectory_svg(
        curves,
        f"time [tau], 1 tau = {duration(run.realisation.time_unit_s)}",
        f"concentration [u], 1 u = {concentration(run.realisation.concentration_unit_M)}",
        "trajectories",
        f"Concentrations of {species} over time, formal and DSD; they differ by at most "
        f"{percent(run.deviation.largest)} of the largest formal concentration",
    )


def _curves(trajectory: FormalTrajectory, *, as_marks: bool) -> list[Curve]:
    return [
        Curve(species, trajectory.times_tau, [row[i] for row in trajectory.values_u], as_marks)
        for i, species in enumerate(trajectory.species)
    ]


def dynamics_sentence(run: DynamicsRun) -> str:
    """How far strands and formal network are apart, and what was shown."""
    gap = run.deviation
    return (
        f"The DSD trajectories differ from the formal ones by at most {percent(gap.largest)} of "
        f"the largest formal concentration ({gap.species} at {number(gap.time_tau)} tau; at most "
        f"{percent(run.design.expect.deviation_max)} was expected) and by {percent(gap.rms)} in "
        f"the root mean square; obligations: {run.verification.tally}."
    )


_HEADINGS = {c.key: c.shown.heading for c in columns_of(DynamicsSummary)}


def _facts(run: DynamicsRun) -> tuple[tuple[str, str], ...]:
    point = run.realisation
    return (
        ("Translation scheme", run.system.scheme),
        (_HEADINGS["formal_reactions"], str(len(run.design.crn.reactions))),
        ("Enumerated species and reactions", _network_size(run)),
        ("1 u", concentration(point.concentration_unit_M)),
        ("1 tau", duration(point.time_unit_s)),
        (_HEADINGS["duration_h"], duration(run.design.look.duration * point.time_unit_s)),
        ("Refills", str(run.design.look.refills)),
        *((f"Tolerances, {t.level}", _tolerances(t)) for t in (run.abstract, run.dsd)),
        ("ncrn_dsd", ncrn_dsd.__version__),
        (DIGEST.heading, run.design.digest),
    )


def _tolerances(trajectory: FormalTrajectory) -> str:
    relative, absolute = trajectory.relative_tolerance, trajectory.absolute_tolerance_u
    return f"{number(relative)} relative, {number(absolute)} u absolute"


def _network_size(run: DynamicsRun) -> str:
    return f"{len(run.network.species)} and {len(run.network.reactions)}, complete"
