"""Agreement of the levels by number: rate constants, and what was learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dynamics import Deviation
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import TRAJECTORY_AGREEMENT, Obligation, check_obligation
from ncrn_dsd.verification.tolerances import StatedTolerances

KINETIC_AGREEMENT = "kinetic agreement"
LEARNING_AGREEMENT = "learning agreement"

_QUASI_STEADY = "gates are in quasi-steady state, with signals dilute against their fuels"


@dataclass(frozen=True, slots=True)
class TrainedPair:
    """The same training at both levels, and the seed it was drawn with, in words."""

    seed: str
    abstract: TrainingRun
    dsd: TrainingRun


def kinetic_agreement(
    crn: FormalCrn,
    realisation: Realisation,
    measured: Sequence[float],
    tolerances: StatedTolerances,
) -> Obligation:
    """Every effective rate constant is the formal one, within a relative tolerance.

    Parameters
    ----------
    measured: per formal reaction, the constant per total concentration of its reactants that
        its gate has at the fuel levels of the first sample [M^(1-n)/s]. With it the constant is
        compared that the operating point states for its worst moment of the training.
    """
    worst, where = 0.0, ""
    stated = {r.reaction: r.realised_rate for r in realisation.rates}
    for index, reaction in enumerate(crn.reactions):
        wanted = (
            reaction.rate
            * realisation.concentration_unit_M ** (1 - reaction.order)
            / realisation.time_unit_s
        )
        moments = ((measured[index], "first"), (stated.get(index, math.nan), "worst"))
        for rate, moment in moments:
            error = abs(rate / wanted - 1)
            # What is not a number is farther off than any number.
            if not error <= worst:
                worst = math.inf if math.isnan(error) else error
                where = f"{reaction} runs at {rate / wanted:.4g} of its rate at the {moment} sample"
    reason = f"largest relative error of {len(crn.reactions)} rates {worst:.3g}"
    reason += f" (tolerance {tolerances.rate:g}): {where}" if where else ""
    return check_obligation(
        KINETIC_AGREEMENT,
        "effective rate constants",
        worst <= tolerances.rate,
        reason,
        (_QUASI_STEADY,),
        condensed=True,
    )


def learning_agreement(
    pairs: Sequence[TrainedPair], tolerances: StatedTolerances, *, condensed: bool = False
) -> Obligation:
    """Trained coefficients and loss of both levels agree for every seed.

    Root mean squared errors are compared, in units of the standard deviation of the targets;
    where all targets are equal, of their absolute value.

    Parameters
    ----------
    condensed: the DSD level was simulated by condensed reactions.
    """
    subject = "trained weights and loss"
    seeds = ", ".join(p.seed for p in pairs)
    assumptions = (f"computed for the seeds that were run: {seeds}",)
    if not pairs:
        return check_obligation(
            LEARNING_AGREEMENT, subject, None, "nothing was trained at both levels"
        )
    weights = loss = 0.0
    farthest = ""
    for pair in pairs:
        for run in (pair.abstract, pair.dsd):
            if run.failure is not None or not run.epochs:
                reason = f"seed {pair.seed}: the {run.level} training stopped: {run.failure}"
                return check_obligation(LEARNING_AGREEMENT, subject, False, reason, assumptions)
        off, name = _weight_difference(pair)
        if off > weights:
            weights, farthest = off, f"{name} the most; " if name else ""
        loss = _larger(loss, _loss_difference(pair))
    agree = weights <= tolerances.weights and loss <= tolerances.loss
    reason = (
        f"coefficients differ by {weights:.3g} of the largest"
        f" ({farthest}tolerance {tolerances.weights:g}),"
        f" root mean squared errors by {loss:.3g} of the spread of the targets"
        f" (tolerance {tolerances.loss:g})"
    )
    return check_obligation(
        LEARNING_AGREEMENT, subject, agree, reason, assumptions, condensed=condensed
    )


def trajectory_agreement(
    found: Deviation, largest: float, *, condensed: bool = False
) -> Obligation:
    """Trajectories of the strands are nowhere farther from the formal ones than is allowed.

    Parameters
    ----------
    largest: accepted difference, as a fraction of the largest formal concentration.
    condensed: the DSD level was simulated by condensed reactions.
    """
    reason = (
        f"{found.species} differs by {found.largest:.3g} of the largest formal concentration at"
        f" {found.time_tau:.4g} tau (tolerance {largest:g})"
    )
    holds = found.largest <= largest
    return check_obligation(
        TRAJECTORY_AGREEMENT, "trajectories of both levels", holds, reason, condensed=condensed
    )


def _larger(a: float, b: float) -> float:
    """The larger number; what is not a number counts as infinite."""
    return math.inf if math.isnan(b) else max(a, b)


def _weight_difference(pair: TrainedPair) -> tuple[float, str]:
    """The largest difference of a coefficient, in the largest one, and its name."""
    wanted, found = pair.abstract.coefficients, pair.dsd.coefficients
    if len(wanted) != len(found):
        return math.inf, ""
    largest = max((abs(w) for w in wanted), default=0.0)
    # What is not a number is farther off than any number.
    off = [
        math.inf if math.isnan(a - b) else abs(a - b) for a, b in zip(wanted, found, strict=True)
    ]
    worst = max(range(len(off)), key=off.__getitem__, default=None)
    if worst is None or not off[worst]:
        return 0.0, ""
    names = pair.abstract.coefficient_names
    name = names[worst] if worst < len(names) else ""
    return (off[worst] / largest if largest else math.inf), name


def _loss_difference(pair: TrainedPair) -> float:
    targets = [y for outputs in pair.abstract.targets for y in outputs]
    mean = sum(targets) / len(targets) if targets else 0.0
    spread = math.sqrt(sum((y - mean) ** 2 for y in targets) / len(targets)) if targets else 0.0
    spread = spread or abs(mean) or 1.0
    levels = (pair.abstract.validation_mse, pair.dsd.validation_mse)
    if not all(mse >= 0 for mse in levels):
        return math.inf
    return abs(math.sqrt(levels[0]) - math.sqrt(levels[1])) / spread
