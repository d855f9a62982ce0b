"""The table [learner] of a learner whose reactions run to completion; see `networks.completion`."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ncrn_dsd.model.keys import Reason, Several, Table, Written, key, refused
from ncrn_dsd.model.learner import AnyLearner
from ncrn_dsd.model.quantities import (
    Concentration,
    PositiveValue,
    RatePerTau,
    RatePerUTau,
    Scale,
    Value,
)

REST = 0
"""Stands for what all inputs together leave of 1, as the number of an input stands for it."""
_FACTOR = re.compile(r"rest|(not )?x([1-9][0-9]*)")


def _literals(text: Any) -> Any:
    """Numbers of the inputs whose minimum it is, negative for 1 less the input."""
    if not isinstance(text, str):
        return text
    factors = [_FACTOR.fullmatch(factor) for factor in text.split(" and ")]
    if not all(factors) or len(factors) > 2:
        raise _no_feature(f"the feature '{text}' is no dose that a sample can have")
    return tuple(_literal(match) for match in factors if match)


def _literal(match: re.Match[str]) -> int:
    if match.group() == "rest":
        return REST
    return int(match.group(2)) * (-1 if match.group(1) else 1)


def _refuse_twice(features: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    for number, literals in enumerate(features):
        if literals in features[:number]:
            raise _no_feature(f"the feature '{feature_text(literals)}' is there twice")
    return features


def _no_feature(what: str) -> Exception:
    fix = 'write "rest", an input "x1" or "not x1", or two of them such as "x1 and not x2"'
    return refused("D018", what, fix)


def feature_text(literals: tuple[int, ...]) -> str:
    """A feature as it is written in a design."""
    return " and ".join(
        "rest" if i == REST else f"x{i}" if i > 0 else f"not x{-i}" for i in literals
    )


DosedFeature = Annotated[Several[int], BeforeValidator(_literals), Written("text")]
"""A text such as "x1 and not x2" in files, and signed numbers of inputs here."""


class DoseSpec(Table):
    """Doses that stand for 1, and which values of an input are 0 and 1."""

    feature: Scale = key("dose of a feature that is 1, from which the prediction is made")
    trace: Scale = key("dose of a trace whose feature is 1; no step of a weight is larger")
    last_trace: Scale | None = key(
        "what that dose has fallen to, geometrically, at the end of all samples; it stays by "
        "default",
        None,
    )
    trace_power: PositiveValue = key("below 1 the dose falls early, above 1 late", 1.0)
    output: Scale = key("dose of a label, which is the margin, or of a target that is 1")
    output_low: Value = key(
        "a target y that is a number is dosed as y - output_low; no target may be below it", 0.0
    )
    start: Concentration = key("dose of every species that predicts with a weight, in the setup")
    input_low: Annotated[Several[Value], Field(min_length=1)] = key(
        "an input x is presented as (x - low) / (high - low), cut off at 0 and 1; one value, or "
        "one per input",
        (0.0,),
    )
    input_high: Annotated[Several[Value], Field(min_length=1)] = key("see `input_low`", (1.0,))


class CompletionRateSpec(Table):
    """Formal rate constants of the parts."""

    forward: RatePerUTau = key("weight and feature make prediction")
    compare: RatePerUTau = key("opposite rails of the prediction, and prediction with its target")
    update: RatePerUTau = key("what is left takes a trace and makes weight")
    annihilate: RatePerUTau | None = key(
        "what raises a weight with what lowers it; by default both stay; needed with numbers as "
        "targets",
        None,
    )
    drain: RatePerTau = key("with which a feature vanishes")
    drain_trace: RatePerTau | None = key(
        "with which a trace vanishes by itself; by default the cleaner takes it", None
    )
    clean: RatePerUTau | None = key(
        "the cleaner with what a sample leaves behind; by default there is no cleaner, and the "
        "exchange of the solution after every sample takes that away",
        None,
    )
    drain_cleaner: RatePerTau | None = key(
        "with which the cleaner vanishes; needed with `clean`", None
    )
    join: RatePerUTau | None = key(
        "two doses make a feature or trace; needed with features that have an `and`", None
    )
    amplify: RatePerUTau | None = key(
        "what is left of prediction or target sets signs free; needed with numbers as targets", None
    )


class CompletionLearner(AnyLearner):
    """A learner whose reactions run to completion, so that doses and not rates make its step."""

    refuses: ClassVar = {
        name: Reason("D231", f"the learner 'completion' has no key '{{key}}': {why}", fix)
        for name, why, fix in (
            (
                "learning_rate",
                "its step is a dose",
                "leave {key} out, and give trace in [learner.encoding]",
            ),
            (
                "loss",
                "it has a margin where there are classes, and the absolute error otherwise",
                "leave {key} out",
            ),
            (
                "initial_weights",
                "both rails of a weight start alike",
                "leave {key} out, and give start in [learner.encoding]",
            ),
            (
                "constant_input",
                'its constant is what inputs leave of 1, the feature "rest"',
                "leave {key} out",
            ),
        )
    }

    kind: Literal["completion"] = key("which learner; it decides which other keys there are")
    features: Annotated[
        Several[DosedFeature], Field(min_length=1), AfterValidator(_refuse_twice)
    ] = key(
        'what has weights, of inputs from 0 to 1: `"x1"`, `"not x1"` (1 less that), `"rest"` (1 '
        'less the mean of all), or the minimum of two such as `"x1 and not x2"`'
    )
    drains: Literal["catalysed", "alone", "held"] = key(
        "features and cleaner vanish by a catalyst that the setup doses, Pace; by themselves; or "
        "by themselves while gates of what they do hold them back, so that they live longer",
        "catalysed",
    )
    read_zero: Literal["none", "validation"] = key(
        "what a read of the trained vessel counts from: nothing, or the value that parts the "
        "validation samples of two classes, by logistic regression; that calibrates the reader, "
        "and changes nothing in the vessel",
        "none",
    )
    read_line: Literal["none", "validation"] = key(
        "what a read of the trained vessel stands for where targets are numbers: what known "
        "amounts say, or the straight line by which predictions of the validation samples fit "
        "their targets best; that calibrates the reader, and changes nothing in the vessel",
        "none",
    )
    encoding: DoseSpec = key("doses that stand for 1")
    rates: CompletionRateSpec = key("formal rate constants")

    @property
    def is_held(self) -> bool:
        """Gates hold back what vanishes by itself."""
        return self.drains == "held"

    @property
    def has_cleaner(self) -> bool:
        """A dose at the end of a sample takes away what it leaves, which an exchange does else."""
        return self.rates.clean is not None
