"""The same learner for a linear task of any dimension, to see how it grows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import ExpectSpec
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import (
    DescendingLearner,
    LinearRegressionLearner,
    PolynomialLearner,
)
from ncrn_dsd.model.schedule import DoseStep, ReadStep, Step
from ncrn_dsd.model.task import LinearTaskSpec

_PREDICTION = ("Z_p", "Z_m")


def at_dimension(design: Design, dimension: int, degree: int = 1) -> Design:
    """The learner of a design, with its rates, for y = x_1 + ... + x_D plus a constant.

    Inputs are of either sign, but for `linear_regression` positive, with one rail each. The loss
    is the squared error, and nothing is left of the task of the design.

    Parameters
    ----------
    degree: of a polynomial learner, up to which it has all products of inputs.

    Raises
    ------
    DesignError: D233, a learner whose features are doses, which are written out one by one.
    """
    learner = design.learner
    if not isinstance(learner, DescendingLearner):
        raise DesignError(
            "D233",
            design.where("learner", "kind"),
            f"a learner '{learner.kind}' has no form for any number of inputs",
            "ask for another learner, or write a design with as many inputs and translate it",
        )
    positive = isinstance(learner, LinearRegressionLearner)
    numbers = range(1, dimension + 1)
    changes: dict[str, object] = {"loss": Loss.SQUARED}
    if isinstance(learner, PolynomialLearner):
        products = (combinations_with_replacement(numbers, n) for n in range(1, degree + 1))
        changes["features"] = tuple(p for same_degree in products for p in same_degree)
    changes["encoding"] = changed(learner.encoding, input_centre=(0.0,), input_spread=(1.0,))
    task = LinearTaskSpec(
        kind="linear",
        weights=(1.0,) * dimension,
        # Large enough for a target that is never negative and has one rail.
        intercept=dimension + 1.0,
        noise_sd=0.0,
        input_range=(0.0 if positive else -1.0, 1.0),
        train_samples=1,
        validation_samples=1,
        seed=1,
    )
    rails = ("",) if positive else ("_p", "_m")
    inputs = ["X0", *(f"X{i}{rail}" for i in numbers for rail in rails)]
    schedule = changed(
        design.schedule,
        # The target is read as well, for learners where it cancels against the prediction.
        sample=_redosed(design.schedule.sample, [*inputs, "Y"], (*_PREDICTION, "Y")),
        probe=_redosed(design.schedule.probe, inputs, _PREDICTION),
    )
    return changed(
        design,
        task=task,
        learner=changed(learner, **changes),
        schedule=schedule,
        expect=ExpectSpec(),
    )


def _redosed(
    steps: Sequence[Step], species: Sequence[str], read: tuple[str, ...]
) -> tuple[Step, ...]:
    """Doses of values of the sample, which come first, and reads of other species."""
    kept = [s for s in steps if not (isinstance(s, DoseStep) and s.column)]
    doses = [DoseStep(dose=name, amount=name.lower()) for name in species]
    reads = [ReadStep(read=read) if isinstance(s, ReadStep) else s for s in kept]
    return (*doses, *reads)
