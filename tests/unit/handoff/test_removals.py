"""Washes and moves into fresh vessels at the bench: what is poured, and what a person does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from lab_fixture import SETTINGS, UNIT_M, lab_design, protocol_of

from ncrn_dsd.handoff.checks.actual_schedule import actual_schedule
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import check_mixes, errors
from ncrn_dsd.handoff.contents import mix_files
from ncrn_dsd.handoff.plan import Planned, plan_bench
from ncrn_dsd.handoff.reading.package import robot_steps
from ncrn_dsd.handoff.worklists.manual import manual_md
from ncrn_dsd.handoff.worklists.ot2 import vessel_files
from ncrn_dsd.ir.lab_design import LabDesign, LabRun
from ncrn_dsd.ir.schedule import Content, Dose, MoveToFresh, Wait, Wash
from ncrn_dsd.model.keys import changed

LAB = changed(SETTINGS, first_mix_uL=1000.0)
HELD_S = 1800.0


@cache
def removing() -> LabDesign:
    """The small design with a wash after its setup and a move after its first sample."""
    design = lab_design()
    schedule = design.runs[0].schedule
    setup, one, two = schedule.segments
    fuels = setup.dosed[: len(design.system.fuels)]
    fresh = MoveToFresh(("C",), (*fuels, Content("A", UNIT_M)), 0.1, 0.01)
    segments = (
        replace(setup, actions=(*setup.actions, Wash(("C",), 0.1, 0.01), Wait(HELD_S))),
        replace(one, actions=(*one.actions, fresh, Wait(HELD_S))),
        two,
    )
    run = LabRun("SAMPLE", "small", replace(schedule, segments=segments))
    return replace(design, runs=(run,))


@cache
def planned() -> Planned:
    return plan_bench(removing(), LAB)


def test_every_transfer_of_a_move_holds_what_was_asked_for() -> None:
    made = planned()
    outcome = replay(made.plan)
    assert not errors(check_mixes(mix_files(removing(), made, outcome, LAB)))
    vessel = made.plan.vessels[0]
    actual = actual_schedule(made.plan, vessel, outcome).actions
    (move,) = (a for a in actual if isinstance(a, MoveToFresh))
    (asked,) = (a for a in vessel.schedule.actions if isinstance(a, MoveToFresh))
    assert (move.kept, move.waste_left) == (asked.kept, asked.waste_left)
    assert {c.species: c.amount for c in move.contents} == pytest.approx(
        {c.species: c.amount for c in asked.contents}, rel=0.02
    )
    # The vessel begins anew, so that a later dose is as large as it was before the move.
    assert outcome.liquids[vessel.place].volume_uL == pytest.approx(1000.0, abs=120.0)


def test_what_is_mixed_by_mistake_is_found() -> None:
    made = planned()
    (by_hand,) = (s for s in made.plan.by_hand if s.fresh)
    wrong = next(t for t in made.plan.transfers if t.target == by_hand.fresh)
    halved = tuple(
        replace(t, volume_uL=t.volume_uL / 2) if t is wrong else t for t in made.plan.transfers
    )
    spoilt = replace(made, plan=replace(made.plan, transfers=halved))
    files = mix_files(removing(), spoilt, replay(spoilt.plan), LAB)
    assert "C4" in {r.id for r in errors(check_mixes(files))}


def test_a_person_is_told_before_and_not_after() -> None:
    made = planned()
    text = manual_md(made.plan)
    wash, move = made.plan.by_hand
    assert (wash.time_s, move.time_s) == (600.0, 600.0 + HELD_S + 3600.0)
    assert text.count("- [ ]") == len(made.plan.transfers) + 2
    assert text.index(wash.sentence) < text.index(move.sentence)
    filled, told = text.index(f"**{move.fresh}"), text.index(move.sentence)
    assert filled < told < text.index("**discard")


class Robot:
    """Stands for the robot, and notes how it waits and what it says."""

    max_volume = 300.0

    def __init__(self) -> None:
        self.told: list[str] = []
        self.waited_s = 0.0

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: self

    def __getitem__(self, name: str) -> Robot:
        return self

    def is_simulating(self) -> bool:
        return True

    def delay(self, seconds: float) -> None:
        self.waited_s += seconds

    def pause(self, what: str) -> None:
        self.told.append(f"{self.waited_s:g} s: {what}")


def test_a_robot_fills_the_fresh_vessel_and_waits_for_a_person() -> None:
    made = planned()
    files = vessel_files(made.plan, "small")
    robot, poured = Robot(), []
    for script in files.values():
        scope = protocol_of(script)
        scope["run"](robot)
        poured += scope["TRANSFERS"]
    wash, move = made.plan.by_hand
    assert robot.told == [
        f"{wash.time_s:g} s: {wash.sentence}",
        f"{move.time_s:g} s: {move.sentence}",
    ]
    into = [t for t in made.plan.transfers if t.target == move.fresh]
    assert into
    times = [at for at, *_ in poured if at is not None]
    assert times.count(move.time_s) >= len(into)
    assert sum(v for *_, v in poured) == pytest.approx(
        sum(t.volume_uL for t in made.plan.transfers if t.step >= 0 and not _by_hand(made, t))
    )


@cache
def many_moves() -> Planned:
    """Into more tubes than a rack holds."""
    design, moves = removing(), 30
    setup, one, two = design.runs[0].schedule.segments
    segments = (setup, *(replace(one, label=f"sample {n}") for n in range(moves)), two)
    schedule = replace(design.runs[0].schedule, segments=segments)
    run = replace(design.runs[0], schedule=schedule)
    return plan_bench(replace(design, runs=(run,)), LAB)


def test_tubes_stand_in_as_many_racks_as_they_fill() -> None:
    most = 0
    for script in vessel_files(many_moves().plan, "small").values():
        scope = protocol_of(script)
        racks = {name for name, kind, _ in scope["LABWARE"] if "24_tuberack" in kind}
        stands = {
            stand
            for _, *ends, _ in scope["TRANSFERS"]
            for stand in (tuple(ends[:2]), tuple(ends[2:]))
            if stand[0] in racks
        }
        assert {well for _, well in stands} <= {f"{r}{c}" for r in "ABCD" for c in range(1, 7)}
        most = max(most, len(stands))
    assert most > 24


def test_what_a_protocol_does_with_tubes_in_other_racks_is_listed() -> None:
    plan = many_moves().plan
    places = {p.name: p for p in plan.places}
    listed = Counter(
        (places[t.source].plate, places[t.target].plate, round(t.volume_uL, 3))
        for t in plan.transfers
    )
    scripts = [script.decode() for script in vessel_files(plan, "small").values()]
    assert any("'2 mL tube 2'" in script for script in scripts)
    done = Counter(
        (step.rack, step.target.split(":")[0], round(step.volume_uL, 3))
        for script in scripts
        for step in robot_steps(script)
    )
    assert done
    assert not done - listed


def _by_hand(made: Planned, transfer: Any) -> bool:
    return any(step.is_part(transfer) for step in made.plan.by_hand)


def test_what_is_fresh_is_poured_from_the_premix_of_the_first_mix() -> None:
    """Only where both have one proportion, as without catalysts."""
    (run,) = removing().runs
    fuels = next(a for a in run.schedule.actions if isinstance(a, Dose)).contents
    segments = tuple(
        replace(
            s,
            actions=tuple(
                replace(a, contents=fuels) if isinstance(a, MoveToFresh) else a for a in s.actions
            ),
        )
        for s in run.schedule.segments
    )
    design = replace(
        removing(), runs=(replace(run, schedule=replace(run.schedule, segments=segments)),)
    )
    made = plan_bench(design, LAB)
    (step,) = (s for s in made.plan.by_hand if s.fresh)
    sources = {t.source for t in made.plan.transfers if t.target == step.fresh}
    assert sources - {"buffer_1x", "buffer_10x", "water"} == {"premix1"}
    outcome = replay(made.plan)
    assert not errors(check_mixes(mix_files(design, made, outcome, LAB)))
