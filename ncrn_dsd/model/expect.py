"""The tables [expect]: what a design expects of its learner, its strands and its proofs."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from ncrn_dsd.explanations.catalogue import obligations
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.keys import Several, Table, Within, changed, key, refused
from ncrn_dsd.model.quantities import R2, Column, Count, Fraction, LossRatio, Positive, Seed, Share
from ncrn_dsd.model.side_reactions import USUAL_SIDE_REACTIONS, SideReactions
from ncrn_dsd.model.upkeep import Upkeep

UNTRAINED = ("learning agreement", "strands learn")
"""What is not so where strands do not learn although their network does."""

RELATIVE_TOLERANCE = 0.02
"""Of a recorded figure: solvers take other steps on other machines."""
RUNAWAY_FACTOR = 1.5
"""Of a recorded loss of strands that do not learn: what runs away takes small steps far."""


def is_recorded(recorded: float, found: float) -> bool:
    """Whether a figure is the recorded one."""
    return abs(recorded - found) <= RELATIVE_TOLERANCE * abs(recorded)


def is_recorded_runaway(recorded: float, found: float) -> bool:
    """Whether a loss of strands that do not learn is the recorded one."""
    return recorded / RUNAWAY_FACTOR <= found <= recorded * RUNAWAY_FACTOR


_ROUNDING = 1e-12
"""A share of samples less another has lost as much."""


def meets_expectation(
    accuracy: float | None,
    held_out_mse: float | None,
    *,
    accuracy_min: float | None,
    loss_max: float | None,
) -> bool:
    """Whether a learner that was trained to the end is as good as expected.

    Parameters
    ----------
    accuracy: balanced, of the held-out samples; it decides where there are classes.
    held_out_mse: mean squared error of the held-out samples; what is not a number is not met.
    accuracy_min: None without classes.
    """
    if accuracy_min is not None:
        return accuracy is not None and accuracy >= accuracy_min - _ROUNDING
    return loss_max is not None and held_out_mse is not None and held_out_mse <= loss_max


def _obligation(notion: str) -> str:
    """The name of an obligation that numbers answer."""
    known = [o.code for o in obligations() if "PROVED" not in o.arises]
    if notion not in known:
        raise ValueError(f"use one of {', '.join(known)}")
    return notion


Failing = Several[Annotated[str, AfterValidator(_obligation)]]


def refuse_half_a_record(word: str | None, name: str, number: float | None) -> None:
    """A record of what fails has its number, and a number is of what fails."""
    if (word is None) != (number is None):
        raise ValueError(f'uncondensed = "fails" and {name} go together: give both or neither')


_OF_CLASSES = ("accuracy_below_logistic_max", "balanced_accuracy_min")
_OF_NUMBERS = ("loss_over_least_squares_max", "r2_min", "mse_max")
"""Bounds that fit a kind of task."""


class LearningBounds(Table):
    """How far the trained learner may be from the best fit of its own features."""

    loss_over_least_squares_max: LossRatio = key(
        "of a regression: largest mean squared error on the held-out samples (test, or else "
        "validation), in that of least squares fitted to the same training samples by the "
        "learner's own features",
        1.5,
    )
    r2_min: R2 = key(
        "of a regression: smallest part of the variance of the held-out targets that is explained",
        0.8,
    )
    mse_max: Positive | None = key(
        "of a regression: largest mean squared error on the held-out samples, in the units of "
        "the task, whatever least squares reach",
        None,
    )
    accuracy_below_logistic_max: Share = key(
        "of classes: how far the balanced accuracy on the held-out samples may be below that of "
        "logistic regression with the learner's own features",
        0.03,
    )

    balanced_accuracy_min: Share | None = key(
        "of classes: smallest balanced accuracy on the held-out samples, whatever logistic "
        "regression reaches",
        None,
    )

    def in_words(self, *, has_classes: bool) -> str:
        """The bounds that fit the kind of task."""
        if has_classes:
            points = f"{100 * self.accuracy_below_logistic_max:g}"
            least = self.balanced_accuracy_min
            at_least = "" if least is None else f" and at least {least:g}"
            return f"balanced accuracy at most {points} points below logistic regression{at_least}"
        times = f"{self.loss_over_least_squares_max:g}"
        at_most = "" if self.mse_max is None else f" and {self.mse_max:g}"
        return (
            f"loss at most {times} times that of least squares{at_most}, "
            f"R² at least {self.r2_min:g}"
        )

    def loss_max(self, reference: Reference) -> float | None:
        """The largest expected loss on the held-out samples; None with classes."""
        least = reference.least_squares_mse
        if least is None:
            return None
        allowed = [(1 - self.r2_min) * reference.variance]
        if not reference.is_exact:
            allowed.append(self.loss_over_least_squares_max * least)
        if self.mse_max is not None:
            allowed.append(self.mse_max)
        return min(allowed)

    def accuracy_min(self, reference: Reference) -> float | None:
        """The smallest expected balanced accuracy; None without classes."""
        best = reference.logistic_accuracy
        if best is None:
            return None
        return max(best - self.accuracy_below_logistic_max, self.balanced_accuracy_min or 0.0)

    @property
    def given(self) -> dict[str, Any]:
        """The bounds that are not left to their defaults."""
        return {
            k: getattr(self, k) for k in LearningBounds.model_fields if k in self.model_fields_set
        }

    def of_task(self, *, has_classes: bool) -> dict[str, float]:
        """The bounds that fit the kind of task, as far as there are any, by their keys."""
        found = {k: getattr(self, k) for k in (_OF_CLASSES if has_classes else _OF_NUMBERS)}
        return {k: bound for k, bound in found.items() if bound is not None}

    def refuse_others(self, *, has_classes: bool, at: tuple[str, ...]) -> None:
        """Refuse bounds of another kind of task."""
        both = (_OF_CLASSES, _OF_NUMBERS)
        kind, others = both if has_classes else reversed(both)
        words = "has classes" if has_classes else "has numbers as targets"
        for name in others:
            if name in self.given:
                what = f"the task {words}, and '{name}' is no bound for these"
                raise refused("D130", what, f"write {' or '.join(kind)}", (*at, name))


class SurvivesSpec(Table):
    """In how many draws of all that goes wrong in a tube the strands still learn."""

    column: Column = key("the tube in which all goes wrong at once", "working")
    draws: Count = key("draws of that tube", 20)
    at_least: Count = key(
        "draws that end within the bounds of the DSD level, at the least; SURVIVES is good from "
        "this number on, which the design sets as low as it likes"
    )
    upkeep: Upkeep = key("how the vessel of the draws is kept going", Upkeep())
    side_reactions: SideReactions = key(
        "which reactions the tube has beside those that were designed", USUAL_SIDE_REACTIONS
    )
    seed: Seed = key("of all draws of the tube", 1)
    blame: Annotated[int, Within(0, 100_000)] = key(
        "so many of the largest single draws of the worst tube are tried alone", 0
    )

    @model_validator(mode="after")
    def _refuse_more_than_there_are(self) -> Self:
        if self.at_least > self.draws:
            raise refused(
                "D010",
                f"{self.at_least} of {self.draws} draws cannot survive",
                f"expect at most {self.draws}, or take more draws",
                ("at_least",),
            )
        return self


class ExpectSpec(LearningBounds):
    """What the design expects; bounds under `dsd` are for that level instead."""

    dsd: LearningBounds = key("bounds of the DSD level where they are others", LearningBounds())
    survives: SurvivesSpec | None = key(
        "that the strands learn when things go wrong in their tube; without it that is not tested",
        None,
    )
    strands_max: Count | None = key("distinct strands", None)
    nucleotides_max: Count | None = key("nucleotides of the distinct strands", None)
    host_actions_max: Positive | None = key(
        "actions of the host per training sample, refills included", None
    )
    buildable: bool = key(
        "sequences can be found; false for a design that is only simulated, since there are none, "
        "or since the bench says that it cannot be built",
        True,
    )
    rate_tolerance: Fraction = key("largest relative error of an effective rate constant", 0.1)
    weights_tolerance: Fraction = key(
        "largest difference of a learned coefficient between the levels, in the largest one", 0.1
    )
    loss_tolerance: Fraction = key(
        "likewise of root mean squared errors, in the spread of the targets", 0.1
    )
    verdict: Annotated[Verdict, Field(strict=False)] = key(
        "of all proofs together; `ncrn-dsd verify` is content with a design that is refuted as "
        "expected",
        Verdict.PROVED,
    )
    fails: Failing = key(
        "checks that FAIL and levels that do not learn, by name; `ncrn-dsd verify` is content "
        "when exactly these do",
        (),
    )
    uncondensed: Literal["fails"] | None = key(
        '`"fails"` records that the strands do not learn when every step is simulated', None
    )
    uncondensed_loss: Positive | None = key(
        "validation loss of strands that are recorded not to learn, within a factor of 1.5", None
    )

    @model_validator(mode="after")
    def _refuse_half_a_record(self) -> Self:
        refuse_half_a_record(self.uncondensed, "uncondensed_loss", self.uncondensed_loss)
        return self

    def by(self, kinetics: Kinetics) -> Self:
        """What is expected of strands by these kinetics; what is on record of strands whose every
        step is simulated is no record of condensed reactions."""
        if kinetics is not Kinetics.CONDENSED:
            return self
        return changed(self, uncondensed=None, uncondensed_loss=None)

    @property
    def failing(self) -> frozenset[str]:
        """All notions whose answer is bad in a design that is as it is recorded."""
        untrained = () if self.uncondensed_loss is None else UNTRAINED
        return frozenset((*self.fails, *untrained))

    @property
    def is_all_good(self) -> bool:
        """The design is not kept as a warning."""
        return self.verdict is Verdict.PROVED and not self.failing

    @property
    def in_words_of_warning(self) -> str:
        """What is expected of a warning."""
        bad = (f"not {notion}" for notion in sorted(self.failing))
        return ", ".join((self.verdict.value, *bad))

    def bounds(self, level: str) -> LearningBounds:
        """Of the trained learner at a level."""
        of_level = {} if level == "abstract" else self.dsd.given
        return LearningBounds(**{**self.given, **of_level})
