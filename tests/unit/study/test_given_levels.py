"""Levels of a design are its operating point, and refills bring its fuels back to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010
from run_fixture import LEVELS, at_given_levels, small_design

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.removal import removable_by
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import DesignError, KineticsError
from ncrn_dsd.handoff.liquids.premixes import shares_of, wanted_of
from ncrn_dsd.ir.kinetics import FuelLevel
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    MoveToFresh,
    Read,
    Removal,
    Schedule,
    Segment,
    SegmentKind,
    Sink,
    Wait,
    Wash,
)
from ncrn_dsd.kinetics.schedule import refilled_schedule
from ncrn_dsd.kinetics.stated import stated_levels_M, stated_point
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.schedule import TransferStep, WashStep
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.networks.registry import build
from ncrn_dsd.networks.schedules import with_removals
from ncrn_dsd.pipeline.survival import TubeLearner, TubeTrainings
from ncrn_dsd.pipeline.tube_cases import case_of
from ncrn_dsd.simulation.chemistry import chemistry_at
from ncrn_dsd.simulation.training import SimulatedVessel, VesselHost
from ncrn_dsd.simulation.tube import Drawn, TubeHost, tube_chemistry
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.lab_runs import lab_runs
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stages.pipette import with_room
from ncrn_dsd.verification.autonomy import schedule_autonomy
from ncrn_dsd.verification.fuels import planned_fuels_last
from ncrn_dsd.verification.tolerances import StatedTolerances


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> LearnerStudy:
    folder = tmp_path_factory.mktemp("store")
    return LearnerStudy(at_given_levels("at given levels"), Graph.in_folder(folder))


def test_the_operating_point_is_as_given(study: LearnerStudy) -> None:
    point = study.point
    assert (point.concentration_unit_M, point.time_unit_s) == (1e-9, 100.0)
    strands = {f.name: len(f.complex.strands) for f in study.system.fuels}
    assert {f.fuel: f.start_M for f in point.fuels} == {
        name: 1e-6 if count > 1 else 5e-7 for name, count in strands.items()
    }
    for rate, reaction in zip(point.rates, study.crn.reactions, strict=True):
        assert rate.target_rate == pytest.approx(reaction.rate * 1e-9 ** (1 - reaction.order) / 100)
        assert rate.realised_rate > 0
    assert all(0 < f.fraction <= 1 for f in point.free)


def test_nothing_is_trained_for_an_operating_point_that_is_given(study: LearnerStudy) -> None:
    wanted = study.point
    again = LearnerStudy(study.design, Graph(study.graph.store, study.graph.watcher))
    assert again.point == wanted
    stages = {cost.stage for cost in again.graph.costs}
    assert "kinetics" in stages
    assert not any("train" in stage for stage in stages)
    # A learner whose step is a rate has no budget.
    assert again.budget == ()


def test_refills_bring_fuels_back_to_their_levels(study: LearnerStudy) -> None:
    refills = [s for s in study.schedule.segments if s.kind is SegmentKind.REFILL]
    assert [[type(a) for a in s.actions] for s in refills] == [[Dose, Sink], [Dose, Sink]]
    chemistry = chemistry_at(study.uncondensed(study.dsd_spec.kinetics), study.point)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances)
    for segment in study.schedule.segments:
        vessel.carry_out(segment)
        if segment.kind is SegmentKind.REFILL:
            for fuel in study.point.fuels:
                level = float(vessel.state[chemistry.dose_index[fuel.fuel]]) / chemistry.dose_factor
                assert level == pytest.approx(fuel.start_M, rel=1e-6)


def test_sinks_of_fuels_are_no_hidden_work(study: LearnerStudy) -> None:
    crn, formal, point = study.crn, study.program.training, study.point

    good = schedule_autonomy(crn, formal, study.schedule, point)
    assert good.is_good
    assert "sinks" in good.reason
    sink = Sink((Content("W0_p", 1e-9),))
    spoilt = tuple(
        replace(s, actions=(*s.actions, sink)) if s.kind is SegmentKind.REFILL else s
        for s in study.schedule.segments
    )
    bad = schedule_autonomy(crn, formal, replace(study.schedule, segments=spoilt), point)
    assert not bad.is_good
    assert "W0_p" in bad.reason


def test_what_a_refill_has_to_add_tells_how_low_a_fuel_fell(study: LearnerStudy) -> None:
    fuels = (FuelLevel("g1", 4e-7, 0.0, 4e-7),)
    point = replace(study.point, fuels=fuels)
    for added, is_good in ((1e-7, True), (3e-7, False)):
        refills = [(Content("g1", 1e-8),), (Content("g1", added),)]
        found = planned_fuels_last(point, refills, (2, 3), StatedTolerances())
        assert found.is_good is is_good
        assert f"g1 falls to {1 - added / 4e-7:.3g} of its first dose at sample 3" in found.reason


def test_what_the_last_sample_uses_up_is_known_too(study: LearnerStudy) -> None:
    samples = study.schedule.count(SegmentKind.SAMPLE)
    assert study.schedule.count(SegmentKind.REFILL) == samples - 1
    assert study.refills is not None
    assert len(study.refills) == samples
    assert any(c.amount > 0 for c in study.refills[-1])


def test_every_refill_is_its_own(study: LearnerStudy) -> None:
    name = study.point.fuels[0].fuel
    planned = [(Content(name, 2e-8),), (Content(name, -3e-8),)]
    schedule = refilled_schedule(study.program.training, study.point, planned)
    refills = [s.actions for s in schedule.segments if s.kind is SegmentKind.REFILL]
    assert refills == [(Dose((Content(name, 2e-8),)),), (Sink((Content(name, 3e-8),)),)]


def test_gates_by_which_a_species_vanishes_can_have_a_level_of_their_own() -> None:
    crn = crn_of("A ->", "A + B -> C")
    system = soloveichik2010(crn)
    network = enumerate_whole(system, crn, frozenset("AB"), EnumerationOptions())
    drain = system.modules[0].fuels
    rates = []
    for level in (1e-6, 1e-7):
        levels = changed(LEVELS, gates_of={"A": level})
        point = stated_point(system, crn, network, levels)
        gates = {f.name for f in system.fuels if len(f.complex.strands) > 1}
        assert {f.fuel: f.start_M for f in point.fuels if f.fuel in gates} == {
            name: level if name in drain else 1e-6 for name in gates
        }
        rates.append([r.realised_rate for r in point.rates])
    assert rates[1][0] == pytest.approx(0.1 * rates[0][0])
    assert rates[1][1] == pytest.approx(rates[0][1])
    with pytest.raises(KineticsError) as refused:
        stated_point(system, crn, network, changed(LEVELS, gates_of={"B": 1e-7}))
    assert refused.value.code == "K010"
    assert 'use one of "A", "A + B"' in str(refused.value)


@pytest.mark.parametrize("taken", ["A + B", "B+A", " B + A "])
def test_gates_of_reactions_are_named_by_all_that_they_take(taken: str) -> None:
    crn = crn_of("A ->", "A + B -> C")
    system = soloveichik2010(crn)
    found = stated_levels_M(system, crn, changed(LEVELS, gates_of={taken: 1e-7}))
    theirs = system.modules[1].fuels
    assert found == {
        f.name: (1e-7 if f.name in theirs else LEVELS.gates_M)
        if len(f.complex.strands) > 1
        else LEVELS.single_strands_M
        for f in system.fuels
    }


def test_at_given_levels_the_longest_toehold_is_taken_that_comes_off(study: LearnerStudy) -> None:
    chosen = []
    for gates_M in (1e-9, 3e-7, 3e-5):
        levels = changed(LEVELS, gates_M=gates_M, single_strands_M=1e-9)
        dsd = changed(study.design.dsd, levels=levels, toehold_lengths=(4, 7))
        other = LearnerStudy(changed(study.design, dsd=dsd), study.graph)
        chosen.append(other.toehold_nt)
    # Kd of 7, 6, 5 and 4 nt is 47 nM, 0.82 uM, 14.5 uM and 256 uM by lengths.
    assert chosen == [7, 5, 4]


@pytest.fixture(scope="module")
def small_vessel(study: LearnerStudy) -> LearnerStudy:
    """The same in a vessel in which doses take room."""
    lab = LabSettings(first_mix_uL=500.0, stock_levels_uM=(500.0,), anneal_uM=500.0, refill_mixes=2)
    return LearnerStudy(changed(study.design, lab=lab), study.graph)


def test_doses_of_a_small_vessel_take_room(small_vessel: LearnerStudy) -> None:
    assert filled_uL(small_vessel.schedule, small_vessel.design.lab) < 600


def filled_uL(schedule: Schedule, lab: LabSettings) -> float:
    """The volume at the end, where all doses but those of the first mix take room for a step."""
    volume, waited = lab.first_mix_uL or 0.0, False
    for action in schedule.actions:
        waited |= isinstance(action, Wait)
        if isinstance(action, Dose | Sink):
            assert (action.takes > 0) is waited
            added = volume * (1 / (1 - action.takes) - 1)
            assert not waited or added >= lab.smallest_uL * (1 - 1e-6)
            volume += added
        elif isinstance(action, Read):
            volume -= lab.read_uL(len(action.species))
        elif isinstance(action, MoveToFresh):
            volume = lab.first_mix_uL or 0.0
    return volume


def test_refills_of_a_small_vessel_are_from_a_few_premixes(small_vessel: LearnerStudy) -> None:
    refills = [s for s in small_vessel.schedule.segments if s.kind is SegmentKind.REFILL]
    doses = [a for s in refills for a in s.actions if isinstance(a, Dose)]
    assert 1 <= len({shares_of(wanted_of(dose)) for dose in doses}) <= 2
    assert small_vessel.refills is not None
    levels = {f.fuel: f.start_M for f in small_vessel.point.fuels}
    below = [c.amount / levels[c.species] for refill in small_vessel.refills for c in refill]
    assert max(below) < 0.2
    program = small_vessel.program
    autonomy = schedule_autonomy(
        small_vessel.crn, program.training, small_vessel.schedule, small_vessel.point
    )
    assert autonomy.is_good


def test_a_tube_in_which_nothing_goes_wrong_is_the_vessel_that_is_ordered(
    small_vessel: LearnerStudy,
) -> None:
    upkeep = Upkeep().of_vessel(is_stated=small_vessel.pipetted is not None)
    trainings = TubeTrainings(TubeLearner.of(small_vessel, upkeep), upkeep)
    training = trainings.of(case_of("pipette"), 1.0)
    tube, schedule = training.tube, small_vessel.schedule
    assert training.schedule == schedule
    assert tube.protocol is not None
    assert {p.name for p in tube.protocol.premixes.values()} <= {"premix 1", "premix 2"}
    chemistry = tube_chemistry(tube, training.point, None)
    hosts = [VesselHost(), TubeHost(tube, (), Drawn((), 1))]
    vessels = [SimulatedVessel(chemistry, chemistry.tolerances, host) for host in hosts]
    for vessel in vessels:
        for segment in schedule.segments:
            vessel.carry_out(segment)
    told, tubed = (vessel.state for vessel in vessels)
    assert tubed == pytest.approx(told, rel=1e-6, abs=1e-9)
    assert vessels[1].volume == pytest.approx(vessels[1].planned)
    assert vessels[1].volume != 1


def test_a_volume_without_levels_is_refused(study: LearnerStudy) -> None:
    with pytest.raises(DesignError) as refused:
        changed(
            study.design,
            dsd=changed(study.design.dsd, levels=None),
            lab=LabSettings(first_mix_uL=500.0),
        )
    assert refused.value.code == "D032"


@pytest.fixture(scope="module")
def removing(small_vessel: LearnerStudy) -> LearnerStudy:
    """The same, washed after the first of its three samples and moved after the second."""
    wash = WashStep(wash=1, takes=3.0, waste_left=0.2, kept_lost=0.05)
    move = TransferStep(transfer=2, takes=4.0, waste_left=0.1, kept_lost=0.05)
    design = small_vessel.design
    schedule = changed(design.schedule, between=(wash, move))
    return LearnerStudy(changed(design, schedule=schedule), small_vessel.graph)


def test_removals_are_steps_of_both_schedules_and_take_their_time(removing: LearnerStudy) -> None:
    formal = [s.actions[-4:] for s in removing.program.training.segments]
    kinds = [tuple(type(a) for a in actions if isinstance(a, Removal)) for actions in formal]
    assert kinds == [(), (Wash,), (Wash, MoveToFresh), ()]
    assert [a.duration for a in formal[2] if isinstance(a, Wait)] == [3.0, 4.0]
    schedule, point = removing.schedule, removing.point
    (move,) = (a for a in schedule.actions if isinstance(a, MoveToFresh))
    weights = {n for q in removing.program.encoding.weights for n in q.species}
    assert set(move.kept) == weights
    fresh = {c.species: c.amount for c in move.contents}
    assert fresh.keys().isdisjoint(weights)
    assert {f.fuel: f.start_M for f in point.fuels}.items() <= fresh.items()
    # What catalyses is in the fresh vessel, and fuels are at their levels.
    setup = [c for c in removing.program.training.segments[0].dosed if c.species not in weights]
    assert {c.species: c.amount * 1e-9 for c in setup}.items() <= fresh.items()
    refilled = [s.label for s in schedule.segments if s.kind is SegmentKind.REFILL]
    assert refilled == ["refill after sample 1"]
    assert removing.refills is not None
    assert len(removing.refills) == 2
    autonomy = schedule_autonomy(removing.crn, removing.program.training, schedule, point)
    assert autonomy.is_good
    assert "2 washes and 1 moves into a fresh vessel" in autonomy.reason
    counted = dict(host_actions(schedule).per_sample)
    assert (counted["wash"], counted["transfer"]) == pytest.approx((2 / 3, 1 / 3))
    wanted = sum(s.duration for s in removing.program.training.segments) * point.time_unit_s
    assert schedule.duration == pytest.approx(wanted)


def test_a_removal_after_the_last_sample_is_asked_for(removing: LearnerStudy) -> None:
    bare = build(changed(removing.design, schedule=changed(removing.design.schedule, between=())))
    move = TransferStep(transfer=3, takes=4.0, at_end=True)
    for steps, moves in (((changed(move, at_end=False),), 0), ((move,), 1)):
        training = with_removals(bare, steps).training
        assert sum(isinstance(a, MoveToFresh) for a in training.segments[-1].actions) == moves
        assert not any(isinstance(a, MoveToFresh) for a in training.segments[-2].actions)


def test_a_vessel_that_is_always_exchanged_is_planned_without_a_simulation(
    small_vessel: LearnerStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("simulated")

    monkeypatch.setattr(SimulatedVessel, "carry_out", refuse)
    move = TransferStep(transfer=1, takes=4.0, at_end=True)
    design = small_vessel.design
    moved = changed(design, schedule=changed(design.schedule, between=(move,)))
    study = LearnerStudy(moved, small_vessel.graph)
    assert study.pipetted is not None
    assert study.refills == ()
    assert filled_uL(study.schedule, design.lab) > 0


def test_controls_have_the_room_that_their_own_doses_take(small_vessel: LearnerStudy) -> None:
    move = TransferStep(transfer=1, takes=4.0)
    design = small_vessel.design
    moved = changed(design, schedule=changed(design.schedule, between=(move,)))
    study = LearnerStudy(moved, small_vessel.graph)
    main, *controls = lab_runs(study.program, study.schedule)
    lab = design.lab
    assert with_room(main.schedule, study.system, lab) == main.schedule
    first_wait = next(i for i, a in enumerate(main.schedule.actions) if isinstance(a, Wait))
    other = next(c for c in controls if c.label == "B then A").schedule
    assert any(isinstance(a, Dose) and a.takes for a in other.actions[:first_wait])
    own = with_room(other, study.system, lab)
    assert filled_uL(own, lab) > 0
    for before, action in zip(other.actions, own.actions, strict=True):
        if isinstance(before, Dose):
            assert isinstance(action, Dose)
            assert action.contents == before.contents
        else:
            assert action == before


def test_what_a_host_holds_back_beside_weights_is_no_autonomy(removing: LearnerStudy) -> None:
    def spoilt(schedule: Schedule, kept: tuple[str, ...]) -> Schedule:
        segments = tuple(
            replace(
                s,
                actions=tuple(
                    replace(a, kept=kept) if isinstance(a, Wash) else a for a in s.actions
                ),
            )
            for s in schedule.segments
        )
        return replace(schedule, segments=segments)

    kept = next(a.kept for a in removing.schedule.actions if isinstance(a, Wash))
    for odd in ((*kept, "Y_p"), kept[1:]):
        formal = spoilt(removing.program.training, odd)
        dsd = spoilt(removing.schedule, odd)
        found = schedule_autonomy(removing.crn, formal, dsd, removing.point)
        assert not found.is_good
        assert set(odd).symmetric_difference(kept).pop() in found.reason


def test_strands_are_washed_and_moved_with_what_bears_them(removing: LearnerStudy) -> None:
    network, schedule = removing.network, removing.schedule
    removable = removable_by(schedule, removing.system, network)
    chemistry = chemistry_at(network, removing.point).removing(removable)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances)
    vessel.state[:] = 1.0
    wash, move = (a for a in schedule.segments[3].actions if isinstance(a, Removal))
    assert isinstance(move, MoveToFresh)
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "wash", (wash,)))
    weight = chemistry.dose_index[wash.kept[0]]
    found = dict(zip(network.names, vessel.state, strict=True))
    assert vessel.state[weight] == pytest.approx(0.95)
    bearers = {name for names in removable.bearers.values() for name in names}
    waste = set(removable.waste) - bearers
    assert waste
    assert all(found[name] == pytest.approx(0.2) for name in waste)
    others = set(network.names) - set(removable.waste) - bearers
    assert {found[name] for name in others} == {1.0}
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "move", (move,)))
    assert vessel.state[weight] == pytest.approx(0.95**2)
    fuel = move.contents[0]
    place = chemistry.dose_index[fuel.species]
    assert vessel.state[place] == pytest.approx(fuel.amount * 1e9 + 0.1)
    # A gate that holds a weight back moves with it.
    held = bearers - set(removable.waste)
    assert any(name not in chemistry.dose_index for name in held)
    assert all(found[name] == pytest.approx(0.95) for name in held)


def test_a_step_between_samples_is_of_one_kind() -> None:
    schedule = small_design("between").schedule
    both = {"wash": 1, "transfer": 1, "takes": 3.0}
    with pytest.raises(DesignError) as refused:
        changed(schedule, between=(both,))
    assert refused.value.code == "D234"
