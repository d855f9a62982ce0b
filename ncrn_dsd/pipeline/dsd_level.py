"""The DSD level of a run: which network is simulated, with what disturbances, and its training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.enumeration.merging import merge_variants
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import Reduction, SimulatedNetwork
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import CONDENSATION, Obligation, check_obligation
from ncrn_dsd.kinetics.schedule import scaled_segment
from ncrn_dsd.pipeline.leaks import LeakyNetwork, with_leaks
from ncrn_dsd.pipeline.learn_stages import simulated_network
from ncrn_dsd.pipeline.stages import Stages
from ncrn_dsd.simulation.certificate import largest_difference
from ncrn_dsd.simulation.chemistry import Chemistry, dsd_chemistry
from ncrn_dsd.simulation.disturbance import Purpose, disturbed_segments, with_rate_errors
from ncrn_dsd.simulation.training import Progress, train
from ncrn_dsd.units import NM_PER_M
from ncrn_dsd.verification.condensation import condensation_holds, occupancy_of

LARGEST_REDUCTION_ERROR = 1e-3
"""A reduction that is farther from the full network is refused."""


@dataclass(frozen=True, slots=True)
class Designed:
    """What the stages before have made, all of it free of disturbances.

    Parameters
    ----------
    network: condensed, enumerated within `limits`.
    """

    program: LearningProgram
    system: DsdSystem
    network: ReactionNetwork
    limits: EnumerationOptions
    realisation: Realisation
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class DsdLevel:
    """The training at the DSD level, and the network it ran on.

    Parameters
    ----------
    condensation: whether condensed kinetics hold at the concentrations that it reached.
    """

    training: TrainingRun
    network: ReactionNetwork
    simulated: SimulatedNetwork
    reduction: Reduction | None
    condensation: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class _Reduced:
    network: ReactionNetwork
    reduction: Reduction


def refuse_inexact(disturbance: Disturbance, reduce: bool) -> None:
    """Refuse a reduction that the disturbances make inexact.

    Raises
    ------
    SimulationError: M045, variants of one signal would react at different rates.
    """
    if reduce and disturbance.rate_error_factor > 1:
        raise SimulationError(
            "M045",
            "the disturbances of the run",
            "with an error of every rate the variants of a signal differ and cannot be merged",
            "leave out the reduction or the rate error",
        )


def train_dsd_level(
    stages: Stages,
    designed: Designed,
    dosed: frozenset[str],
    disturbance: Disturbance,
    kinetics: Kinetics,
    reduce: bool,
) -> DsdLevel:
    """Uncondense, add leaks, reduce, disturb and train, as far as each was asked for.

    Raises
    ------
    SimulationError: M047, the reduced network is not the full one.
    EnumerationError: E130, a limit cut off the uncondensed network.
    """
    network = simulated_network(
        stages, kinetics, designed.system, designed.network, designed.limits
    )
    followed = False
    if disturbance.leak_per_M_s > 0:
        leaky = _leaky(stages, designed, network, dosed, disturbance.leak_per_M_s)
        network, followed = leaky.network, leaky.followed
    schedule = _disturbed_schedule(designed, disturbance)
    reduction = None
    if reduce:
        reduced = _reduced(stages, designed, network, schedule)
        network, reduction = reduced.network, reduced.reduction
    leaks = sum(r.leak for r in network.reactions)
    training = stages.do(
        "train, DSD",
        (designed.program, network, schedule, designed.realisation, disturbance),
        TrainingRun,
        lambda report: _train(designed, network, schedule, disturbance, report),
    )
    simulated = SimulatedNetwork(
        kinetics, len(network.species), len(network.reactions), leaks, followed
    )
    held = condensation_obligations(designed.system, network, training.peaks_nM)
    return DsdLevel(training, network, simulated, reduction, held)


def condensation_obligations(
    system: DsdSystem, network: ReactionNetwork, peaks_nM: Sequence[float]
) -> tuple[Obligation, ...]:
    """Whether condensed kinetics would hold at the concentrations that were reached.

    Parameters
    ----------
    network: what was simulated.
    peaks_nM: the largest concentration of each of its species.
    """
    peaks_M = [peak / NM_PER_M for peak in peaks_nM]
    return condensation_holds(occupancy_of(system, network, peaks_M, dissociation_M))


def condensation_unknown(reason: str) -> tuple[Obligation, ...]:
    """What can be said when the concentrations that are reached are not known."""
    return (check_obligation(CONDENSATION, "toehold complexes", None, reason),)


def _leaky(
    stages: Stages,
    designed: Designed,
    network: ReactionNetwork,
    dosed: frozenset[str],
    leak_per_M_s: float,
) -> LeakyNetwork:
    crn = designed.program.crn
    options = replace(designed.limits, leak_per_M_s=leak_per_M_s)
    return stages.do(
        "enumerate leaks",
        (crn, designed.system, network, sorted(dosed), options),
        LeakyNetwork,
        lambda report: with_leaks(
            network, enumerate_whole(designed.system, crn, dosed, options, report)
        ),
    )


def _reduced(
    stages: Stages, designed: Designed, network: ReactionNetwork, schedule: Schedule
) -> _Reduced:
    return stages.do(
        "reduce",
        (designed.program, designed.system, network, schedule, designed.realisation),
        _Reduced,
        lambda _: _reduce(designed, network, schedule),
    )


def _reduce(designed: Designed, network: ReactionNetwork, schedule: Schedule) -> _Reduced:
    merged = merge_variants(designed.system, network).network
    found = largest_difference(
        _chemistry(network, designed),
        _chemistry(merged, designed),
        schedule,
        designed.program.crn.names,
    )
    # An error that is not a number is no small error.
    if not found.error <= LARGEST_REDUCTION_ERROR:
        raise SimulationError(
            "M047",
            found.where,
            f"the reduced network differs from the full one by {found.error:.2g} of the "
            f"concentration, which is more than {LARGEST_REDUCTION_ERROR:g}",
            "run without --reduce",
        )
    return _Reduced(
        merged,
        Reduction(
            kind="variants of signals merged",
            species_before=len(network.species),
            species_after=len(merged.species),
            reactions_before=len(network.reactions),
            reactions_after=len(merged.reactions),
            measured_error=found.error,
            where=found.where,
        ),
    )


def _disturbed_schedule(designed: Designed, disturbance: Disturbance) -> Schedule:
    segments = disturbed_segments(
        designed.schedule.segments, disturbance, _gates(designed.system), Purpose.TRAINING_DOSES
    )
    return replace(designed.schedule, segments=segments)


def _gates(system: DsdSystem) -> frozenset[str]:
    return frozenset(f.name for f in system.fuels if len(f.complex.strands) > 1)


def _train(
    designed: Designed,
    network: ReactionNetwork,
    schedule: Schedule,
    disturbance: Disturbance,
    report: Callable[[int, int], None],
) -> TrainingRun:
    program = designed.program
    probes = disturbed_segments(
        (scaled_segment(p, designed.realisation) for p in program.probes),
        disturbance,
        _gates(designed.system),
        Purpose.PROBE_DOSES,
    )
    chemistry = _chemistry(with_rate_errors(network, disturbance), designed)

    def tell(progress: Progress) -> None:
        report(progress.done, progress.total)

    return train(program, chemistry, schedule, probes, report=tell)


def _chemistry(network: ReactionNetwork, designed: Designed) -> Chemistry:
    point = designed.realisation
    free = {f.species: f.fraction for f in point.free}
    return dsd_chemistry(network, point.concentration_unit_M, free)
