"""The delay line is what its docstring says: an Erlang delay that nothing acts back on."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import erlang

from ncrn_dsd.ir.crn import FormalCrn, Species
from ncrn_dsd.ir.schedule import Content, Dose, Segment, SegmentKind, Wait
from ncrn_dsd.model.learner import ClockSpec
from ncrn_dsd.networks.clock import PACE_CLOCK, delay_line, label_release, stages_of
from ncrn_dsd.networks.driving import PHASE
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel

TIGHT = Tolerances(1e-10, 1e-12)


def vessel_of(clock: ClockSpec) -> SimulatedVessel:
    names = (*stages_of(clock), PHASE, PACE_CLOCK, "Bound", "Free")
    reactions = (*delay_line(clock), *label_release(clock, [("Bound", "Free")]))
    crn = FormalCrn(tuple(Species(n) for n in names), reactions)
    return SimulatedVessel(formal_chemistry(crn), TIGHT)


def after(vessel: SimulatedVessel, *actions: Dose | Wait) -> SimulatedVessel:
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "sample", actions))
    return vessel


@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    stages=st.integers(1, 12),
    step=st.floats(0.01, 0.2),
    pace=st.floats(1.0, 20.0),
    dose=st.floats(0.1, 20.0),
    time=st.floats(0.5, 40.0),
)
def test_the_delay_is_erlang(
    stages: int, step: float, pace: float, dose: float, time: float
) -> None:
    vessel = vessel_of(ClockSpec(stages=stages, step=step))
    after(vessel, Dose((Content("Clock", dose), Content(PACE_CLOCK, pace))), Wait(time))
    wanted = dose * erlang.cdf(time, stages, scale=1 / (step * pace))
    assert vessel.seen(PHASE) == pytest.approx(wanted, rel=1e-6, abs=1e-8)


def test_more_stages_make_a_sharper_border() -> None:
    spreads = []
    for stages in (2, 4, 8, 16):
        vessel = vessel_of(ClockSpec(stages=stages, step=stages / 12))
        after(vessel, Dose((Content("Clock", 1.0), Content(PACE_CLOCK, 1.0))))
        times = np.arange(0.0, 60.0, 0.25)
        arrived = [after(vessel, Wait(0.25)).seen(PHASE) for _ in times]
        spreads.append(np.interp([0.25, 0.75], arrived, times + 0.25) @ (-1, 1))
    assert all(later < earlier / 1.25 for earlier, later in pairwise(spreads))


def test_the_last_stage_sets_labels_free_and_lasts() -> None:
    clock = ClockSpec(stages=4, step=0.5, release=1.5)
    vessel = vessel_of(clock)
    content = (Content("Clock", 2.0), Content(PACE_CLOCK, 1.0), Content("Bound", 3.0))
    after(vessel, Dose(content), Wait(200.0))
    # The last stage is there for dose / step in all.
    assert vessel.seen("Bound") == pytest.approx(3.0 * np.exp(-1.5 * 2.0 / 0.5), rel=1e-5)
    assert vessel.seen("Bound") + vessel.seen("Free") == pytest.approx(3.0)
    assert vessel.seen(PHASE) == pytest.approx(2.0)


def test_every_stage_is_a_catalysed_conversion() -> None:
    clock = ClockSpec(stages=5, step=0.1, release=0.3)
    for reaction in (*delay_line(clock), *label_release(clock, [("Bound", "Free")])):
        kept = Counter(reaction.reactants) & Counter(reaction.products)
        assert reaction.shape == "2->2"
        assert kept.total() == 1
