"""The same learner for a linear task of any dimension, to see how it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations_with_replacement

from ncrn_dsd.ir.design import (
    Amount,
    Design,
    DoseStep,
    LinearTaskSpec,
    ReadStep,
    Step,
)
from ncrn_dsd.ir.training import Loss

_PREDICTION = ("Z_p", "Z_m")


def at_dimension(design: Design, dimension: int, degree: int = 1) -> Design:
    """The learner of a design, with its rates, for y = x_1 + ... + x_D plus a constant.

    Inputs are of either sign, but for `linear_regression` positive, with one rail each. The loss
    is the squared error, and nothing is left of the task of the design.

    Parameters
    ----------
    degree: of a polynomial learner, up to which it has all products of inputs.
    """
    positive = design.learner.kind == "linear_regression"
    powers = range(1, degree + 1) if design.learner.kind == "polynomial" else ()
    numbers = range(1, dimension + 1)
    learner = replace(
        design.learner,
        loss=Loss.SQUARED,
        features=tuple(p for n in powers for p in combinations_with_replacement(numbers, n)),
        input_centre=(0.0,),
        input_spread=(1.0,),
    )
    task = LinearTaskSpec(
        weights=(1.0,) * dimension,
        # Large enough for a target that is never negative and has one rail.
        intercept=dimension + 1.0,
        noise_sd=0.0,
        input_low=0.0 if positive else -1.0,
        input_high=1.0,
        train_samples=1,
        validation_samples=1,
        seed=1,
    )
    rails = ("",) if positive else ("_p", "_m")
    inputs = ["X0", *(f"X{i}{rail}" for i in numbers for rail in rails)]
    schedule = replace(
        design.schedule,
        # The target is read as well, for learners where it cancels against the prediction.
        sample=_redosed(design.schedule.sample, [*inputs, "Y"], (*_PREDICTION, "Y")),
        probe=_redosed(design.schedule.probe, inputs, _PREDICTION),
    )
    return replace(design, task=task, learner=learner, schedule=schedule)


def _redosed(
    steps: Sequence[Step], species: Sequence[str], read: tuple[str, ...]
) -> tuple[Step, ...]:
    """Doses of values of the sample, which come first, and reads of other species."""
    kept = [s for s in steps if not (isinstance(s, DoseStep) and s.amount.column)]
    line = steps[0].line
    doses = [DoseStep(name, Amount(None, name.lower()), line) for name in species]
    reads = [replace(s, species=read) if isinstance(s, ReadStep) else s for s in kept]
    return (*doses, *reads)
