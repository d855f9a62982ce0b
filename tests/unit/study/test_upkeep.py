"""What a host does to the vessel of a training between its samples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.ir.kinetics import FuelLevel, Realisation
from ncrn_dsd.ir.network import (
    WHOLE_SYSTEM,
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    Refill,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Sink,
    TopUp,
    Wait,
    Wash,
)
from ncrn_dsd.ir.tube import Tube, TubeStep, TubeStepKind
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.upkeep import Refills, Upkeep
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.tube import Drawn
from ncrn_dsd.study.tube import kept_schedule, planned_refills

LINEAR = Path(__file__).parents[3] / "designs/linear_regression"
SAMPLES = 3
NOTHING = Drawn((), 1)


@pytest.fixture(scope="module")
def program() -> LearningProgram:
    """A training of nothing but waiting, in which gates turn into back strands."""
    samples = [
        Segment(SegmentKind.SAMPLE, f"sample {i}", (Wait(1.0),)) for i in range(1, SAMPLES + 1)
    ]
    segments = (Segment(SegmentKind.SETUP, "setup", ()), *samples)
    design = read_design(LINEAR)
    task = changed(design.task, train_samples=4, validation_samples=3)
    program = build(changed(design, task=task, learner=changed(design.learner, epochs=1)))
    return replace(program, training=Schedule(segments, ScheduleUnits.ABSTRACT))


def fuel(name: str) -> NetworkSpecies:
    return NetworkSpecies(name, Complex(((name,),), "."), ComplexRole.FUEL, None)


POINT = Realisation(
    concentration_unit_M=1e-8,
    time_unit_s=1.0,
    rates=(),
    fuels=(FuelLevel("gate", 3e-7, 0.0, 0.0), FuelLevel("back strand", 2e-7, 0.0, 0.0)),
    free=(),
    refill_every=0,
    speed_limit="",
    concentration_limit="",
)
TUBE = Tube(
    network=ReactionNetwork(
        (fuel("gate"), fuel("back strand")),
        (NetworkReaction(("gate",), ("back strand",), 0.1, ()),),
        complete=True,
        truncated_by=None,
        scope=WHOLE_SYSTEM,
    ),
    steps=(TubeStep(TubeStepKind.OTHER),),
    gates=(),
    stocks={"gate": "gate", "back strand": "back strand"},
    waste=(),
    bearers={},
    stock_uM={"gate": 10.0, "back strand": 100.0},
    vessel_uL=1000.0,
    read_uL=25.0,
    replicates=1,
    mixed_uL=1.0,
    full_scale_u=1.0,
)


def planned(program: LearningProgram, upkeep: Upkeep) -> tuple[Refill, ...]:
    refills = planned_refills(program, POINT, TUBE, upkeep, NOTHING)
    assert refills is not None
    return refills


@pytest.mark.parametrize("refills", [r for r in Refills if r is not Refills.ORDERED])
def test_a_vessel_is_kept_after_every_sample_so_that_a_test_finds_its_gates(
    program: LearningProgram, refills: Refills
) -> None:
    upkeep = Upkeep(refills=refills, wash_every=2)
    found = planned_refills(program, POINT, TUBE, upkeep, NOTHING)
    segments = kept_schedule(program, POINT, upkeep, found).segments
    kinds = [s.kind for s in segments]
    assert kinds == [SegmentKind.SETUP, *[SegmentKind.SAMPLE, SegmentKind.REFILL] * SAMPLES]
    kept = [[type(a) for a in s.actions] for s in segments if s.kind is SegmentKind.REFILL]
    refilling = [TopUp] if refills is Refills.LEVEL else [Dose, Sink]
    assert kept == [refilling, [Wash, *refilling], refilling]


def test_a_margin_adds_more_and_takes_out_what_piled_up_and_no_more(
    program: LearningProgram,
) -> None:
    exact = planned(program, Upkeep(margin=1.0))
    assert len(exact) == SAMPLES
    for refill, more in zip(exact, planned(program, Upkeep(margin=1.1)), strict=True):
        gate, back = (c.amount for c in refill)
        assert gate == pytest.approx(-back)
        assert gate > 0
        assert [c.amount for c in more] == pytest.approx([1.1 * gate, back])


def test_catalysts_are_brought_to_what_was_dosed_and_weights_are_not(
    program: LearningProgram,
) -> None:
    weight = program.encoding.weights[0].species[0]
    dosed = Dose((Content("pace", 1.5), Content(weight, 1.0)))
    setup, *samples = program.training.segments
    segments = (replace(setup, actions=(dosed,)), *samples)
    dosing = replace(program, training=replace(program.training, segments=segments))
    upkeep = Upkeep(keep_catalysts=True)
    # The planner finds catalysts as they were.
    refills = planned(program, upkeep)
    kept = kept_schedule(dosing, POINT, upkeep, refills).segments[2].actions
    assert kept[-1] == TopUp((Content("pace", 1.5 * POINT.concentration_unit_M),))
    usual = kept_schedule(dosing, POINT, Upkeep(), refills).segments[2].actions
    assert usual == kept[:-1]
    sinking = Upkeep(keep_catalysts=True, sink_catalysts=True)
    bound = kept_schedule(dosing, POINT, sinking, refills).segments[2].actions
    assert bound == (*kept[:-1], replace(kept[-1], sinks=True))


def test_a_vessel_is_as_ordered_where_its_first_mix_is_stated_and_nothing_else_is_asked() -> None:
    assert Upkeep().of_vessel(is_stated=True).refills is Refills.ORDERED
    assert Upkeep().of_vessel(is_stated=False) == Upkeep(refills=Refills.PLANNED)
    washed = Upkeep(wash_every=6)
    assert washed.of_vessel(is_stated=True) == changed(washed, refills=Refills.PLANNED)
    level = Upkeep(refills=Refills.LEVEL)
    assert level.of_vessel(is_stated=True) == level


def test_a_fresh_vessel_needs_no_refill(program: LearningProgram) -> None:
    refills = planned(program, Upkeep(transfer_every=2))
    assert [bool(refill) for refill in refills] == [True, False, True]
