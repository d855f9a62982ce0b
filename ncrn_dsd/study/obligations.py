"""The obligations on a run that logic alone does not settle: rates, fuels, schedule, learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import DsdLevel
from ncrn_dsd.ir.schedule import Refill, Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import CONDENSATION, Obligation, check_obligation
from ncrn_dsd.kinetics.effective_rates import effective_rates
from ncrn_dsd.kinetics.schedule import refills_due
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.rates import USUAL_CONDITIONS, Conditions
from ncrn_dsd.units import NM_PER_M
from ncrn_dsd.verification.agreement import (
    KINETIC_AGREEMENT,
    TrainedPair,
    kinetic_agreement,
    learning_agreement,
)
from ncrn_dsd.verification.autonomy import AUTONOMY, schedule_autonomy
from ncrn_dsd.verification.condensation import condensation_holds, occupancy_of
from ncrn_dsd.verification.fuels import FUEL_SUFFICIENCY, fuel_sufficiency, planned_fuels_last
from ncrn_dsd.verification.learning import level_learns
from ncrn_dsd.verification.tolerances import StatedTolerances


@dataclass(frozen=True, slots=True)
class Operated:
    """A translated learner with its operating point and the schedule that the host follows.

    Parameters
    ----------
    network: complete.
    certificate: of the whole network; None when it is not proved.
    schedule: in M and s, with fuels and refills.
    firings: how often each formal reaction fires in the whole formal training [u].
    refills: as the training of the strands plans them, see `plan_refills`; None where they follow
        from the operating point.
    """

    program: LearningProgram
    system: DsdSystem
    network: ReactionNetwork
    certificate: str | None
    realisation: Realisation
    schedule: Schedule
    firings: Sequence[float]
    refills: Sequence[Refill] | None = None


def tolerances_of(design: Design) -> StatedTolerances:
    """The tolerances that the design states."""
    expect = design.expect
    return StatedTolerances(
        rate=expect.rate_tolerance, weights=expect.weights_tolerance, loss=expect.loss_tolerance
    )


def operating_obligations(
    operated: Operated, tolerances: StatedTolerances
) -> tuple[Obligation, ...]:
    """Kinetic agreement, fuel sufficiency and autonomy of the schedule, in this order.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module.
    """
    crn, point = operated.program.crn, operated.realisation
    rates = effective_rates(operated.system, crn, operated.network, point)
    return (
        kinetic_agreement(crn, point, rates, tolerances),
        planned_fuels_last(
            point,
            operated.refills,
            refills_due(operated.program.training, point.refill_every, at_end=True),
            tolerances,
        )
        # Where none is ever due, as in fresh vessels, what a sample uses up follows from firings.
        if operated.refills
        else fuel_sufficiency(
            crn,
            operated.network,
            operated.certificate,
            operated.schedule,
            point.concentration_unit_M,
            operated.firings,
            tolerances,
        ),
        schedule_autonomy(crn, operated.program.training, operated.schedule, point),
    )


def without_operating_point(problem: KineticsError) -> tuple[Obligation, ...]:
    """What can be said when no fuel levels give the formal rates: nothing but that."""
    where = f"{problem.where}: {problem.what}"
    rates = check_obligation(KINETIC_AGREEMENT, "effective rate constants", False, where)
    others = ((FUEL_SUFFICIENCY, "planned samples"), (AUTONOMY, "training schedule"))
    reason = "there is no operating point"
    return (
        rates,
        *(check_obligation(n, s, None, reason) for n, s in others),
        *condensation_unknown(reason),
    )


def condensation_obligations(
    system: DsdSystem,
    network: ReactionNetwork,
    peaks_nM: Sequence[float],
    conditions: Conditions = USUAL_CONDITIONS,
) -> tuple[Obligation, ...]:
    """Whether condensed kinetics would hold at the concentrations that were reached.

    Parameters
    ----------
    network: what was simulated.
    peaks_nM: the largest concentration of each of its species.
    conditions: at which toeholds hold, by their lengths.
    """
    peaks_M = [peak / NM_PER_M for peak in peaks_nM]
    kd_M = partial(dissociation_M, conditions=conditions)
    return condensation_holds(occupancy_of(system, network, peaks_M, kd_M))


def condensation_unknown(reason: str) -> tuple[Obligation, ...]:
    """What can be said when the concentrations that are reached are not known."""
    return (check_obligation(CONDENSATION, "toehold complexes", None, reason),)


def run_obligations(
    operated: Operated,
    abstract: TrainingRun,
    dsd_level: DsdLevel,
    disturbance: Disturbance,
    design: Design,
) -> tuple[Obligation, ...]:
    """Those of `operating_obligations`, condensation, learning agreement, and of both levels.

    Parameters
    ----------
    disturbance: what the DSD training suffered. With any, what was trained is not the design,
        and neither learning agreement is claimed nor that the strands learn.
    design: with its bounds and tolerances.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module.
    """
    expect, tolerances, dsd = design.expect, tolerances_of(design), dsd_level.training
    found = (*operating_obligations(operated, tolerances), *dsd_level.condensation)
    condensed = dsd_level.simulated.kinetics is Kinetics.CONDENSED
    seed = str(operated.program.task.seed)
    formal = level_learns(abstract.level, [(seed, abstract)], expect.bounds("abstract"))
    if not disturbance.is_none:
        return (*found, formal)
    pair = TrainedPair(seed, abstract, dsd)
    agreement = learning_agreement((pair,), tolerances, condensed=condensed)
    strands = level_learns(dsd.level, [(seed, dsd)], expect.bounds("dsd"), condensed=condensed)
    return (*found, agreement, formal, strands)
