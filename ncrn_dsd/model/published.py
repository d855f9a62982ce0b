"""A design with `mode = "as-published"`: an experiment that a host drives as its authors did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.ir.reaction import RateConvention
from ncrn_dsd.model.design import AnyDesign
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.keys import Reason, Several, Table, key, refused
from ncrn_dsd.model.quantities import (
    Damping,
    Duration,
    Epochs,
    Fraction,
    LearningRate,
    Pair,
    RatePerUTau,
    Seed,
    Spread,
    Value,
)
from ncrn_dsd.model.task import BooleanTaskSpec, HalfPlaneTaskSpec, TaskSpec
from ncrn_dsd.plugins import Door, Entry, NamesParts

MODE = "as-published"


class ClassSpec(Table):
    """Targets of the lower and the upper class, and the share of the lower one."""

    targets: Pair = key("of the lower and of the upper class")
    lower_share: Fraction | None = key(
        "draw so many samples of the lower class; as the task has them by default", None
    )

    @property
    def lower_target(self) -> float:
        """Of the lower class."""
        return self.targets[0]

    @property
    def upper_target(self) -> float:
        """Of the upper class."""
        return self.targets[1]

    @property
    def threshold(self) -> float:
        """Half way between the targets."""
        return (self.lower_target + self.upper_target) / 2


class ModelSpec(Table):
    """Which published model, and its numbers."""

    kind: str = key("name of a published model")
    convention: Annotated[RateConvention, Field(strict=False)] = key(
        "n equal molecules at rate k fire at k xⁿ/n!, or at k xⁿ", RateConvention.COMBINATORIC
    )
    gradient: Literal["full", "first order"] = key(
        "adjoint with reversed state, or neither", "full"
    )
    update: Literal["digital", "chemical"] = key("by arithmetic of the host, or by reactions")
    forward: Duration = key("duration of the forward phase")
    feedback: Duration = key("duration of the feedback phase")
    annihilation: RatePerUTau = key("of rails against each other", 100.0)
    damping: Damping = key("of the hidden state, where two or three molecules meet", 1.0)
    bias: Value = key("constant drive of every hidden state [u/tau]", 0.0)
    slope: Value = key("initial slope of the trilinear model [/tau]", 0.0)
    padding: Several[Value] = key("constants that are appended to every input", ())
    offset: Several[Value] = key("is added to the inputs, one value each", ())
    scaling: bool = key("map every input so that the training samples span 0 to 1", False)

    @model_validator(mode="after")
    def _refuse_shift_and_scale(self) -> Self:
        if self.offset and self.scaling:
            what = "inputs are both shifted and scaled"
            raise refused("D302", what, "leave out either offset or scaling", ("offset",))
        return self


class UniformWeights(Table):
    """Initial weights that are uniform between two values."""

    distribution: Literal["uniform"] = key("how initial weights are drawn")
    low: Value = key("the smallest")
    high: Value = key("the largest")
    absolute: bool = key("take the absolute value of what was drawn", False)

    needs: ClassVar = {
        name: Reason(
            "D310", "a uniform distribution lacks low or high", "write low = 0.0, high = 0.5"
        )
        for name in ("low", "high")
    }

    @model_validator(mode="after")
    def _refuse_falling(self) -> Self:
        if self.low > self.high:
            what = f"initial_weights is [{self.low}, {self.high}]"
            raise refused("D005", what, "put the smaller first")
        return self


class NormalWeights(Table):
    """Initial weights that are normal around a mean."""

    distribution: Literal["normal"] = key("how initial weights are drawn")
    mean: Value = key("the mean")
    sd: Spread = key("the standard deviation")
    absolute: bool = key("take the absolute value of what was drawn", False)

    needs: ClassVar = {
        name: Reason("D310", "a normal distribution lacks mean or sd", "write mean = 0.0, sd = 0.5")
        for name in ("mean", "sd")
    }


WeightDraw = Annotated[UniformWeights | NormalWeights, Field(discriminator="distribution")]


class TrainingSpec(Table):
    """How the model is trained."""

    learning_rate: LearningRate = key("what it multiplies is up to the model")
    epochs: Epochs = key("how often all training samples are shown")
    seed: Seed = key("of the initial weights")
    initial_weights: WeightDraw = key("how they are drawn")


class HostSpec(Table):
    """How long the host runs the networks that are no phase of the model; as published."""

    readout: Duration = key("of the network that makes the prediction", 40.0)
    error: Duration = key("of the network that makes the error", 1.0)
    adjoint: Duration = key("of the network that prepares the adjoint", 40.0)
    update: Duration = key("of the network that updates the weights", 100.0)
    output_gradient: Duration | None = key(
        "of the network of the output's gradient; without it that is not even computed", None
    )


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A published model, as this package and others bring it.

    Parameters
    ----------
    build: the networks of an experiment and everything its host does.
    """

    build: Callable[[PublishedDesign], HostProgram]


_FOLDER = "ncrn_dsd.networks.published"
_MODELS = {
    "cubic": f"{_FOLDER}.damped:CUBIC",
    "dot product": f"{_FOLDER}.damped:DOT_PRODUCT",
    "linear classification": f"{_FOLDER}.linear:CLASSIFICATION",
    "linear regression": f"{_FOLDER}.linear:REGRESSION",
    "minimal linear regression": f"{_FOLDER}.minimal:MINIMAL",
    "quadratic": f"{_FOLDER}.damped:QUADRATIC",
    "trilinear": f"{_FOLDER}.trilinear:TRILINEAR",
}
MODELS = Door("published", PublishedModel, _MODELS if find_spec(_FOLDER) is not None else {})
"""The authors' models are a part that can be left out: without their folder there are none."""


class PublishedDesign(AnyDesign, NamesParts):
    """An experiment as it was published."""

    mode: Literal["as-published"] = key(
        "tells that a host drives the experiment as its authors did"
    )
    task: TaskSpec = key("what is to be learned; the tables are those of a learner's design")
    classes: ClassSpec | None = key(
        "targets of the two classes; needed where the task has classes", None
    )
    model: ModelSpec = key("which published model")
    training: TrainingSpec = key("how it is trained")
    host: HostSpec = key("durations of the networks that are no phase of the model", HostSpec())
    expect: LearningBounds = key("what the design expects", LearningBounds())

    @property
    def parts(self) -> tuple[Entry, ...]:
        """Its model, if there is one of this name."""
        kind = self.model.kind
        return (MODELS.entry(kind),) if kind in MODELS else ()

    @model_validator(mode="after")
    def _refuse_misfits(self) -> Self:
        self.expect.refuse_others(has_classes=self.task.has_classes, at=("expect",))
        if isinstance(self.task, HalfPlaneTaskSpec | BooleanTaskSpec):
            for name in ("test_samples", "gap", "balanced"):
                if getattr(self.task, name):
                    raise refused(
                        "D311",
                        "experiments as published draw their samples as their authors did",
                        "leave {key} out",
                        ("task", name),
                    )
        if self.task.has_classes and self.classes is None:
            raise refused(
                "D304",
                "the task has classes and their targets are missing",
                "add [classes] with targets = [0.0, 1.0]",
                ("classes",),
            )
        if self.classes is not None and not self.task.has_classes:
            raise refused(
                "D304",
                "the task has numbers as targets and no classes",
                "remove [classes]",
                ("classes",),
            )
        return self
