"""How a prediction and a target become an error, for either loss.

Squared loss: in the feedback phase prediction and target turn into errors of opposite sign.
The error rails cancel at leisure, since the update is linear in both. With a rate constant
`cancel`, prediction cancels against target while it is made, so that little more than their
difference is left. Then rate constants of the two rails may differ without moving what is
learned: otherwise a large prediction and a large target would each have to be weighed exactly.

Margin loss: the target of class +1 is one unit of Y_p, that of class -1 one unit of Y_m. During
the forward phase prediction cancels against it in any case. The species that starts the
feedback phase also tells the class: of class +1 it is Label_p, under which only what asks for a
higher prediction becomes error, and what is beyond the margin vanishes. A sample on the right
side of the margin so teaches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.learner import HiddenLearner, PolynomialLearner
from ncrn_dsd.networks.driving import PACE_DRAIN, PHASE
from ncrn_dsd.networks.parts import (
    catalysed_conversion,
    catalysed_removal,
    rail_annihilation,
    rail_of,
    rails,
)

_WHERE = "error"


@dataclass(frozen=True, slots=True)
class ErrorQuantities:
    """Prediction, target, and the error that both leave; and what tells the class.

    Parameters
    ----------
    label: not a number but a species per class, the upper one positive.
    """

    output: RailedQuantity
    target: RailedQuantity
    error: RailedQuantity
    label: RailedQuantity

    @property
    def all(self) -> tuple[RailedQuantity, ...]:
        return (self.output, self.target, self.error)


def error_quantities(scale: float, signed_target: bool, number: str = "") -> ErrorQuantities:
    """The quantities of one output.

    Parameters
    ----------
    scale: the concentration in u of the value 1.
    number: of the output, where there are several.
    """

    def quantity(words: str, head: str, signed: bool = True) -> RailedQuantity:
        name = f"{words} {number}".rstrip()
        if signed:
            return RailedQuantity(name, f"{head}{number}_p", f"{head}{number}_m", scale)
        return RailedQuantity(name, f"{head}{number}", None, scale)

    return ErrorQuantities(
        output=quantity("prediction", "Z"),
        target=quantity("target", "Y", signed_target),
        error=quantity("error", "E"),
        label=quantity("label", "Label"),
    )


def error_reactions(
    spec: PolynomialLearner | HiddenLearner, q: ErrorQuantities
) -> list[FormalReaction]:
    """From prediction and target to error, and the end of the error."""
    made = _margin(spec, q) if spec.loss is Loss.MARGIN else _squared(spec, q)
    made += catalysed_removal(
        q.error.species,
        PACE_DRAIN,
        spec.rates.drain_error,
        Origin(_WHERE, "error is drained"),
    )
    return made


def _squared(spec: PolynomialLearner | HiddenLearner, q: ErrorQuantities) -> list[FormalReaction]:
    rates = spec.rates
    out = [] if rates.cancel is None else _cancelling(q, rates.cancel)
    pairs = [(z, rail_of(q.error, sign)) for z, sign in rails(q.output)]
    why = Origin(_WHERE, "prediction becomes error")
    out += catalysed_conversion(pairs, PHASE, rates.gate, why)
    pairs = [(y, rail_of(q.error, -sign)) for y, sign in rails(q.target)]
    out += catalysed_conversion(pairs, PHASE, rates.gate, Origin(_WHERE, "target becomes error"))
    out += rail_annihilation(q.error, rates.annihilate, Origin(_WHERE, "error rails cancel"))
    return out


def _cancelling(q: ErrorQuantities, rate: float) -> list[FormalReaction]:
    """What is left of prediction and target is their difference, on few rails."""
    out = rail_annihilation(q.output, rate, Origin(_WHERE, "prediction rails cancel"))
    for y, sign in rails(q.target):
        pair = (rail_of(q.output, sign), y)
        out.append(FormalReaction(pair, (), rate, Origin(_WHERE, "prediction meets target")))
    out += rail_annihilation(q.target, rate, Origin(_WHERE, "target rails cancel"))
    return out


def _margin(spec: PolynomialLearner | HiddenLearner, q: ErrorQuantities) -> list[FormalReaction]:
    rates = spec.rates
    cancel = rates.annihilate if rates.cancel is None else rates.cancel
    out = _cancelling(q, cancel)
    for label, sign in rails(q.label):
        short = rail_of(q.error, -sign)
        pairs = [(rail_of(q.target, sign), short), (rail_of(q.output, -sign), short)]
        origin = Origin(_WHERE, "what is missing becomes error")
        out += catalysed_conversion(pairs, label, rates.gate, origin)
        beyond = [rail_of(q.output, sign)]
        origin = Origin(_WHERE, "what is beyond the margin vanishes")
        out += catalysed_removal(beyond, label, rates.gate, origin)
    ended = Origin(_WHERE, "label ends")
    out += catalysed_removal(q.label.species, PACE_DRAIN, rates.drain_phase, ended)
    return out
