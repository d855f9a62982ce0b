"""The table [learner]: which learner, and its numbers; one type per kind with just its keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.keys import OpenTable, Reason, Several, Table, Written, key, refused
from ncrn_dsd.model.quantities import (
    Epochs,
    HiddenCount,
    LearningRate,
    Pair,
    PositiveValue,
    RatePerUTau,
    Scale,
    Seed,
    StageCount,
    Value,
)
from ncrn_dsd.plugins import Door

if TYPE_CHECKING:
    from ncrn_dsd.model.design import Design


class ScaleSpec(Table):
    """Concentrations that stand for the value 1."""

    input: Scale = key("stands for 1 of an input")
    weight: Scale = key("stands for 1 of a weight")
    output: Scale = key("stands for 1 of the output")


class ShiftedScaleSpec(ScaleSpec):
    """Concentrations that stand for the value 1, and which value of an input that is."""

    input_centre: Annotated[Several[Value], Field(min_length=1)] = key(
        "an input x is presented as (x − centre) / spread; one value, or one per input", (0.0,)
    )
    input_spread: Annotated[Several[PositiveValue], Field(min_length=1)] = key(
        "see `input_centre`", (1.0,)
    )


class LabelledScaleSpec(ShiftedScaleSpec):
    """Concentrations that stand for the value 1, and which value of an input that is."""

    label: Scale | None = key(
        'dose of the species that tells the class; needed with `loss = "margin"`', None
    )


class FeatureScaleSpec(LabelledScaleSpec):
    """Concentrations that stand for the value 1, and which value of an input that is."""

    feature: Scale | None = key(
        "stands for 1 of a product of inputs; that of inputs by default", None
    )


def _no_rate(which: str) -> Reason:
    what = f"a learner {which} phases has no reaction with the rate '{{key}}'"
    return Reason("D028", what, "leave {key} out")


_CANCEL = key("prediction against target, while the prediction is made", None)


class RateSpec(Table):
    """Formal rate constants of the parts."""

    gate: RatePerUTau = key("input or error with weight")
    clear: RatePerUTau = key("inputs after use")
    drain_error: RatePerUTau = key("errors that taught nothing")
    annihilate: RatePerUTau = key("the two rails of a quantity")


class PhasedRateSpec(RateSpec):
    """Formal rate constants of the parts."""

    refuses: ClassVar = {"lag": _no_rate("with")}

    convert: RatePerUTau = key("input into its trace, by a pace species")
    drain_phase: RatePerUTau = key("the phase species, by a pace species")
    cancel: RatePerUTau | None = _CANCEL


class ContinuousRateSpec(RateSpec):
    """Formal rate constants of the parts."""

    refuses: ClassVar = {name: _no_rate("without") for name in ("convert", "drain_phase")}

    lag: RatePerUTau = key("prediction and target follow the inputs at this pace")
    cancel: RatePerUTau | None = _CANCEL


class HiddenSpec(Table):
    """Hidden units: how many, their scales, their pace."""

    units: HiddenCount = key("how many hidden units")
    initial_length: PositiveValue = key("length of the vector of initial weights into one unit")
    total: Scale = key("stands for 1 of what a unit adds up")
    square: Scale = key("stands for 1 of its square")
    sensitivity: Scale = key("stands for 1 of an error passed back through it")
    convert: RatePerUTau = key("totals and squares into traces")


class ClockSpec(Table):
    """A delay line in the vessel that starts the feedback phase."""

    stages: StageCount = key("species that the clock passes through before it is the phase species")
    step: RatePerUTau = key("from one to the next")
    release: RatePerUTau | None = key(
        "with which the last stage sets a label free; needed with labels", None
    )


def _powers(text: Any) -> Any:
    """The numbers of the inputs of a product, ascending; what is no text stays as it is."""
    if not isinstance(text, str):
        return text
    factors = text.split()
    if not factors or not all(re.fullmatch(r"x[1-9][0-9]*", factor) for factor in factors):
        raise _no_feature(f"the feature '{text}' is no product of inputs")
    return tuple(sorted(int(factor[1:]) for factor in factors))


def _refuse_twice(features: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    for number, powers in enumerate(features):
        if powers in features[:number]:
            product = " ".join(f"x{i}" for i in powers)
            raise _no_feature(f"the feature '{product}' is there twice")
    return features


def _no_feature(what: str) -> Exception:
    fix = 'write products of inputs such as "x1", "x1 x2" or "x2 x2"'
    return refused("D018", what, fix)


Feature = Annotated[Several[int], BeforeValidator(_powers), Written("text")]
"""A product of inputs, as a text such as "x1 x2" in files, and the numbers of the inputs here."""


def _refuse_margin(loss: Loss) -> Loss:
    if loss is Loss.MARGIN:
        raise refused(
            "D226",
            "this learner has no loss with a margin, since nothing in it waits for another",
            'use the squared loss and no clock, or write kind = "polynomial"',
        )
    return loss


AnyLoss = Annotated[Loss, Field(strict=False)]
SquaredLoss = Annotated[
    Loss, Field(strict=False), AfterValidator(_refuse_margin), Written('`"squared"`')
]

_KIND = key("which learner; it decides which other keys there are")
_LOSS = key("squared error, or for classes a margin beyond which nothing is taught", Loss.SQUARED)
_SQUARED_LOSS = key("squared error", Loss.SQUARED)
_ENCODING = key("concentrations that stand for 1")
_RATES = key("formal rate constants")

_NO_CLOCK = Reason(
    "D220",
    "this learner does not run by a clock",
    'leave out [learner.clock] and dose Phase, or write kind = "polynomial"',
)


class AnyLearner(OpenTable):
    """Which learner, and its numbers."""

    is_open: ClassVar = True
    no_kind: ClassVar = Reason("D207", "there is no learner '{key}'", "")

    kind: str = _KIND
    epochs: Epochs = key("how often all training samples are shown")
    seed: Seed = key("of the initial weights")

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """Of all learners, those of installed packages included."""
        return LEARNERS.names

    @classmethod
    def of_kind(cls, kind: str) -> type[AnyLearner]:
        """The table of a learner.

        Raises
        ------
        PluginError: the package that brings it is broken, or two bring it.
        """
        return LEARNERS.load(kind).keys

    def centres(self, inputs: int) -> tuple[float, ...]:
        """What is taken off every input before it is presented."""
        return (0.0,) * inputs

    def spreads(self, inputs: int) -> tuple[float, ...]:
        """What every input is divided by after that."""
        return (1.0,) * inputs


class DescendingLearner(AnyLearner):
    """What all learners have whose step is a rate times an error times a feature."""

    learning_rate: LearningRate = key("size of one step, in units of the task")
    initial_weights: Pair = key("initial weights are uniform between these two")
    constant_input: PositiveValue = key("value of the input that carries the intercept")
    encoding: ScaleSpec = _ENCODING
    loss: AnyLoss = _LOSS
    rates: RateSpec = _RATES


class _ShiftingLearner(DescendingLearner):
    encoding: ShiftedScaleSpec = _ENCODING

    def centres(self, inputs: int) -> tuple[float, ...]:
        """One value for each input; a single one stands for all."""
        return _for_each(self.encoding.input_centre, inputs)

    def spreads(self, inputs: int) -> tuple[float, ...]:
        """One value for each input; a single one stands for all."""
        return _for_each(self.encoding.input_spread, inputs)


def _for_each(given: tuple[float, ...], count: int) -> tuple[float, ...]:
    return given * count if len(given) == 1 else given


class PolynomialKeys(_ShiftingLearner):
    """What all learners have that are linear in products of their inputs."""

    encoding: FeatureScaleSpec = _ENCODING
    rates: PhasedRateSpec = _RATES
    clock: ClockSpec | None = key("a clock in the vessel instead of a dose of Phase", None)


class PolynomialLearner(PolynomialKeys):
    """A learner in two phases that is linear in products of its inputs."""

    kind: Literal["polynomial"] = _KIND
    features: Annotated[Several[Feature], AfterValidator(_refuse_twice)] = key(
        'products of inputs that have weights, such as `"x1 x2"`', ()
    )


class LinearRegressionLearner(PolynomialKeys):
    """Short for a polynomial learner with every input as a feature and no other."""

    refuses: ClassVar = {
        "features": Reason(
            "D210",
            "the learner 'linear_regression' has every input as a feature and no other",
            'leave features out, or write kind = "polynomial"',
        )
    }

    kind: Literal["linear_regression"] = _KIND

    def with_features(self, features: tuple[tuple[int, ...], ...]) -> PolynomialLearner:
        """The learner that this one is short for."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"kind"}}
        return PolynomialLearner(kind="polynomial", features=features, **given)


class HiddenLearner(_ShiftingLearner):
    """A learner in two phases with trained hidden units."""

    needs: ClassVar = {
        "hidden": Reason(
            "D216",
            "the learner 'hidden' needs to know its hidden units",
            "add the table [learner.hidden] with the number of units and their scales",
        )
    }
    refuses: ClassVar = {
        "clock": _NO_CLOCK,
        "features": Reason(
            "D217",
            "the learner 'hidden' makes its own features",
            'leave features out, or write kind = "polynomial"',
        ),
    }

    kind: Literal["hidden"] = _KIND
    encoding: LabelledScaleSpec = _ENCODING
    rates: PhasedRateSpec = _RATES
    hidden: HiddenSpec = key("hidden units")


class ContinuousLearner(_ShiftingLearner):
    """A linear learner without phases, which predicts and learns at once."""

    refuses: ClassVar = {
        "features": Reason(
            "D225",
            "the learner 'continuous' is linear in its inputs, since a product of inputs would "
            "follow another course of time than the target",
            'leave features out, or write kind = "polynomial"',
        ),
        "clock": Reason(
            "D226",
            "the learner 'continuous' has no clock, since nothing in it waits for another",
            'use the squared loss and no clock, or write kind = "polynomial"',
        ),
    }

    kind: Literal["continuous"] = _KIND
    loss: SquaredLoss = _SQUARED_LOSS
    rates: ContinuousRateSpec = _RATES


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner, as this package and others bring it.

    Parameters
    ----------
    keys: its table in a design; its `kind` is the name of the learner.
    build: the formal network of a design, with its schedule and encodings.
    example: a design to start from, by its name in this package or as a folder.
    """

    keys: type[AnyLearner]
    build: Callable[[Design], LearningProgram]
    example: str | Path


LEARNERS = Door(
    "learners",
    Learner,
    {
        "linear_regression": "ncrn_dsd.networks.polynomial:LINEAR_REGRESSION",
        "polynomial": "ncrn_dsd.networks.polynomial:POLYNOMIAL",
        "hidden": "ncrn_dsd.networks.hidden:HIDDEN",
        "continuous": "ncrn_dsd.networks.continuous:CONTINUOUS",
        "completion": "ncrn_dsd.networks.completion:COMPLETION",
    },
)
