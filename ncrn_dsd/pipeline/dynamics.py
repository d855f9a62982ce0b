"""The stages of a design of kind "dynamics": formal against DSD trajectories."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import TruncatedError
from ncrn_dsd.formats.dynamics_toml import read_dynamics
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.dynamics import Deviation, DynamicsDesign, DynamicsRun, Trajectory
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.schedule import Action, Content, Dose, Wait
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dsd_level import condensation_obligations
from ncrn_dsd.pipeline.learn_stages import limits_of, proved, simulated_network
from ncrn_dsd.pipeline.stages import Stages, Watcher
from ncrn_dsd.pipeline.toeholds import with_toeholds
from ncrn_dsd.simulation.accuracy import (
    MOST_DIGITS,
    AskedTolerances,
    follow_accurately,
    rounded,
)
from ncrn_dsd.simulation.chemistry import DSD_LEVEL, Chemistry, dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.units import NM_PER_M
from ncrn_dsd.verification.agreement import trajectory_agreement

NOT_SHOWN = (
    "Leak: no reaction between fuels without a toehold is simulated or verified.",
    "Sequences: reaction rates come from domain lengths, not from nucleotides.",
    "Reads: free strands are seen exactly, scaled by what the gates hold on average.",
    "Noise: no error of rates, doses or reads, and no defective strands.",
)


@dataclass(frozen=True, slots=True)
class _Abstract:
    """The formal trajectory, and how often each reaction fired in all of it [u]."""

    trajectory: Trajectory
    firings: tuple[float, ...]


def run_dynamics(
    path: Path,
    store: ArtefactStore,
    watcher: Watcher,
    scheme_name: str | None = None,
    kinetics: Kinetics | None = None,
) -> DynamicsRun:
    """Translate, enumerate, verify and realise a formal network, and follow both levels.

    Fuels are dosed at the start and refilled as often as the design allows.

    Parameters
    ----------
    kinetics: what the DSD level is simulated as; None for what the design says.

    Raises
    ------
    NcrnError: the first stage that refuses its input.
    """
    stages = Stages(store, watcher, [])
    design = read_dynamics(path)
    scheme = load_scheme(scheme_name or design.dsd.scheme)
    system = stages.do(
        "translate",
        (design.crn, scheme.text),
        DsdSystem,
        lambda _: translate(design.crn, scheme),
    )
    if design.toeholds_nt is not None:
        system = with_toeholds(system, design.toeholds_nt)
    dosed, options = design.dosed, limits_of(design, scheme)
    network = stages.do(
        "enumerate",
        (design.crn, system, sorted(dosed), options),
        ReactionNetwork,
        lambda report: enumerate_whole(system, design.crn, dosed, options, report),
    )
    if not network.complete:
        raise TruncatedError(
            "E011",
            design.path,
            f"the enumeration is not complete ({network.truncated_by}), so nothing that builds "
            "on it can be decided",
            "raise the limits in [dsd.limits], or choose another scheme",
        )
    proof = proved(stages, design.crn, system, network, design.dsd.verify_budget_s)
    abstract = stages.do("follow, abstract", design, _Abstract, lambda _: _follow_formal(design))
    realisation = stages.do(
        "kinetics",
        (system, design.crn, network, design.dsd, abstract.firings),
        Realisation,
        lambda _: realise(
            system, design.crn, network, design.dsd, abstract.firings, design.intervals
        ),
    )
    chosen = kinetics or design.dsd.kinetics
    simulated = simulated_network(stages, chosen, system, network, options)
    dsd = stages.do(
        "follow, DSD",
        (design, simulated, realisation),
        Trajectory,
        lambda _: _follow_dsd(design, simulated, realisation),
    )
    gap = deviation(abstract.trajectory, dsd)
    return DynamicsRun(
        design=design,
        system=system,
        network=network,
        verification=proof.report.extended(
            (
                *condensation_obligations(system, simulated, dsd.peaks_nM),
                trajectory_agreement(
                    gap, design.deviation_max, condensed=chosen is Kinetics.CONDENSED
                ),
            )
        ),
        certificate=proof.certificate,
        realisation=realisation,
        abstract=abstract.trajectory,
        dsd=dsd,
        deviation=gap,
        not_shown=(chosen.leaves_out, *NOT_SHOWN),
        kinetics=chosen,
        simulated_network=simulated,
    )


def deviation(formal: Trajectory, other: Trajectory) -> Deviation:
    """How far a trajectory is from the formal one at the same times and species.

    The start is left out: there no gate holds what it will hold, so that reads are too large.
    """
    gap = np.abs(np.array(other.values_u) - np.array(formal.values_u)) / formal.largest_u
    gap = gap[1:]
    row, column = (int(i) for i in np.unravel_index(int(np.argmax(gap)), gap.shape))
    return Deviation(
        largest=float(gap[row, column]),
        species=formal.species[column],
        time_tau=formal.times_tau[row + 1],
        rms=float(np.sqrt(np.mean(gap**2))),
    )


def _follow_formal(design: DynamicsDesign) -> _Abstract:
    chemistry = formal_chemistry(design.crn)
    start = Dose(tuple(Content(s, amount_u) for s, amount_u in design.initial_u))
    waits = [Wait(design.duration_tau / design.intervals)] * design.intervals
    asked = AskedTolerances(design.relative_tolerance, design.absolute_tolerance_u)
    course = follow_accurately(chemistry, (start, *waits), design.points, asked)
    firings = tuple(float(course.end[i]) for i in chemistry.counters)
    return _Abstract(_trajectory(design, chemistry, course, 1.0, 1.0), firings)


def _follow_dsd(design: DynamicsDesign, network: ReactionNetwork, point: Realisation) -> Trajectory:
    free = {f.species: f.fraction for f in point.free}
    chemistry = dsd_chemistry(network, point.concentration_unit_M, free)
    per_u = point.concentration_unit_M * NM_PER_M
    absolute = design.absolute_tolerance_u
    asked = AskedTolerances(
        design.relative_tolerance, None if absolute is None else absolute * per_u
    )
    course = follow_accurately(chemistry, dsd_actions(design, point), design.points, asked)
    return _trajectory(design, chemistry, course, point.time_unit_s, per_u)


def dsd_actions(design: DynamicsDesign, point: Realisation) -> tuple[Action, ...]:
    """Fuels and signals at the start, then waits with refills in between, in M and s."""
    fuels = tuple(Content(f.fuel, f.start_M) for f in point.fuels)
    signals = tuple(
        Content(s, amount_u * point.concentration_unit_M) for s, amount_u in design.initial_u
    )
    refill = Dose(tuple(Content(f.fuel, f.refill_M) for f in point.fuels if f.refill_M > 0))
    wait = Wait(design.duration_tau * point.time_unit_s / design.intervals)
    actions: list[Action] = [Dose((*fuels, *signals))]
    for done in range(1, design.intervals + 1):
        actions.append(wait)
        if done % point.refill_every == 0 and done < design.intervals:
            actions.append(refill)
    return tuple(actions)


def _trajectory(
    design: DynamicsDesign, chemistry: Chemistry, course: Course, time_unit: float, per_u: float
) -> Trajectory:
    columns = [
        rounded(course.seen(chemistry, species), course.seen_error(chemistry, species), MOST_DIGITS)
        for species in design.shown
    ]
    assert course.tolerances is not None
    return Trajectory(
        level=chemistry.level,
        species=design.shown,
        times_tau=tuple(float(t) for t in course.times / time_unit),
        values_u=tuple(zip(*columns, strict=True)),
        relative_tolerance=course.tolerances.relative,
        absolute_tolerance_u=course.tolerances.absolute / per_u,
        peaks_nM=tuple(course.states.max(axis=0).tolist()) if chemistry.level == DSD_LEVEL else (),
    )
