"""A clock in the vessel: a delay line that ends in the phase species.

The species Clock is dosed with the sample, always the same amount of it. It turns into Clock_2,
that into Clock_3, and so on, each by the same catalyst, and the last one into Phase. Nothing
acts back on the clock, so that its course is the same for every sample, whatever the values.
With n stages at a pace c the delay has the Erlang distribution: mean n / c and a standard
deviation of mean / sqrt(n). More stages make the border between the phases sharper.

Where a label has to appear with the phase, the host doses it in a bound form together with the
sample, and the last stage of the clock sets it free.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.learner import ClockSpec
from ncrn_dsd.networks.driving import PHASE
from ncrn_dsd.networks.parts import catalysed_conversion

CLOCK = "Clock"
PACE_CLOCK = "Pace_clock"


def stages_of(clock: ClockSpec) -> tuple[str, ...]:
    """The species of the delay line, the dosed one first, without the phase species."""
    return (CLOCK, *(f"{CLOCK}_{k}" for k in range(2, clock.stages + 1)))


def delay_line(clock: ClockSpec) -> list[FormalReaction]:
    """From the dosed species to the phase species, one conversion per stage."""
    line = (*stages_of(clock), PHASE)
    pairs = pairwise(line)
    return catalysed_conversion(pairs, PACE_CLOCK, clock.step, Origin("clock", "clock runs"))


def label_release(clock: ClockSpec, pairs: Iterable[tuple[str, str]]) -> list[FormalReaction]:
    """bound label -> label for every pair, while the last stage is there."""
    last = stages_of(clock)[-1]
    rate = clock.release or 0.0
    return catalysed_conversion(pairs, last, rate, Origin("clock", "label is set free"))
