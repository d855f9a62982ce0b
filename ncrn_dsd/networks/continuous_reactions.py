"""The reactions of a learner without phases, and what their rate constants amount to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.ir.crn import Reaction
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.learner import ContinuousLearner
from ncrn_dsd.networks.continuous_parts import PACE, TEACH, ContinuousOutput, ContinuousParts
from ncrn_dsd.networks.parts import (
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
    rail_of,
    rails,
)

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Course:
    """Pseudo-first-order rates [1/tau] and durations [tau] of one sample.

    Parameters
    ----------
    decay: of inputs and target.
    lag: of prediction and target as they are compared.
    gate: error made per unit of either, by the dose of Teach.
    drain_error: removal of the error.
    until_read, duration: from the dose to the read, and to the next sample.
    """

    decay: float
    lag: float
    gate: float
    drain_error: float
    until_read: float
    duration: float

    @property
    def read(self) -> float:
        """What is there of a prediction when it is read, as a fraction of the prediction."""
        lag, decay, t = self.lag, self.decay, self.until_read
        if math.isclose(lag, decay, rel_tol=1e-6):
            return lag * t * math.exp(-lag * t)
        return lag * (math.exp(-decay * t) - math.exp(-lag * t)) / (lag - decay)

    @property
    def error_times_input(self) -> float:
        """Integral over the sample for one unit of error and of input [tau]."""

        def slope(_: float, y: Vector) -> list[float]:
            shown, lagging, error, _total = y
            return [
                -self.decay * shown,
                self.lag * (shown - lagging),
                # Teach is there to the same degree as what is shown.
                self.gate * shown * lagging - self.drain_error * error,
                error * shown,
            ]

        start = [1.0, 0.0, 0.0, 0.0]
        solved = solve_ivp(
            slope, (0.0, self.duration), start, method="DOP853", rtol=1e-10, atol=1e-13
        )
        return float(solved.y[3, -1])


def continuous_reactions(
    spec: ContinuousLearner, course: Course, parts: ContinuousParts
) -> list[Reaction]:
    """All reactions; rate constants by which a sample makes the step of the model."""
    rates = spec.rates
    forward = course.lag * spec.encoding.output / (spec.encoding.weight * spec.encoding.input)
    update = (
        spec.learning_rate
        * spec.encoding.weight
        / (spec.encoding.output * spec.encoding.input)
        / course.error_times_input
    )

    def origin(item: str) -> Origin:
        return Origin("continuous", item)

    shown = [s for x in parts.inputs for s in x.species]
    out = catalysed_removal((*shown, TEACH), PACE, rates.clear, origin("sample decays"))
    for o in parts.outputs:
        for x, w in zip(parts.inputs, o.weights, strict=True):
            out += catalysed_product(w, x, o.prediction, forward, origin(f"forward, {x.name}"))
        out += catalysed_removal(o.target.species, PACE, rates.clear, origin("target decays"))
        pairs = zip(o.target.species, o.lagging.species, strict=True)
        out += _copies(pairs, PACE, rates.lag, origin("target is shown to the error"))
        if rates.cancel is not None:
            out += _cancelling(o, rates.cancel)
        lagging = (*o.prediction.species, *o.lagging.species)
        out += catalysed_removal(lagging, PACE, rates.lag, origin("prediction, target drained"))
        made = [(z, rail_of(o.error, sign)) for z, sign in rails(o.prediction)]
        made += [(y, rail_of(o.error, -sign)) for y, sign in rails(o.lagging)]
        out += _copies(made, TEACH, rates.gate, origin("prediction and target make error"))
        out += catalysed_removal(o.error.species, PACE, rates.drain_error, origin("error drained"))
        out += rail_annihilation(o.error, rates.annihilate, origin("error rails cancel"))
        for x, w in zip(parts.inputs, o.weights, strict=True):
            why = origin(f"update of {w.name}")
            out += catalysed_product(x, o.error, w, update, why, sign=-1)
            out += rail_annihilation(w, rates.annihilate, origin(f"rails of {w.name} cancel"))
    return out


def _cancelling(output: ContinuousOutput, rate: float) -> list[Reaction]:
    """What is left of prediction and target is their difference, on few rails.

    It follows the same law as both, so that no step of the learner changes.
    """
    why = Origin("continuous", "prediction meets target")
    pairs = [(rail_of(output.prediction, sign), y) for y, sign in rails(output.lagging)]
    return [
        *(Reaction(pair, (), rate, why) for pair in pairs),
        *rail_annihilation(output.prediction, rate, why),
        *rail_annihilation(output.lagging, rate, why),
    ]


def _copies(
    pairs: Iterable[tuple[str, str]], catalyst: str, rate: float, origin: Origin
) -> list[Reaction]:
    """source -> source + copy for every pair, at the pace `rate` * [catalyst]."""
    return [Reaction((a, catalyst), (a, catalyst, b), rate, origin) for a, b in pairs]
