"""The plan carries out the schedule that was simulated, within what pipettes can do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lab_fixture import SETTINGS, UNIT_M, lab_design, planned, schedule_of
from pydantic import TypeAdapter
from pydantic_core import to_json

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.actual_schedule import actual_schedule
from ncrn_dsd.handoff.checks.concentrations import wanted_rises
from ncrn_dsd.handoff.checks.replay import key_of, replay
from ncrn_dsd.handoff.liquids.components import components_of
from ncrn_dsd.handoff.liquids.rounding import dilution_for, raised_uL, rounded_uL
from ncrn_dsd.handoff.liquids.stocks import with_spare
from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.handoff.tables.assay import assay_files
from ncrn_dsd.ir.bench import Condition, PlaceKind, ProtocolPart
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.ir.kinetics import FuelLevel
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.ir.lab_design import LabRun
from ncrn_dsd.ir.schedule import Content, Dilute, Dose, Read, Segment, SegmentKind, Sink, Wait
from ncrn_dsd.model.keys import changed


class TestRounding:
    @pytest.mark.parametrize(
        ("volume", "set_"), [(1.012, 1.0), (1.013, 1.025), (12.34, 12.3), (123.4, 123.0)]
    )
    def test_volumes_are_what_a_pipette_shows(self, volume: float, set_: float) -> None:
        assert rounded_uL(volume) == set_

    def test_all_steps_are_whole_droplets(self) -> None:
        for i in range(1, 4000):
            droplets = rounded_uL(i * 0.037) / SETTINGS.droplet_uL
            assert abs(droplets - round(droplets)) < 1e-6

    def test_raising_never_lowers(self) -> None:
        assert all(raised_uL(i * 0.0371) >= i * 0.0371 - 1e-9 for i in range(1, 4000))

    @pytest.mark.parametrize(
        ("direct", "factor"), [(1.5, 1), (1.0, 1), (0.9, 2), (0.4, 5), (0.011, 100), (3e-5, 50000)]
    )
    def test_the_weakest_stock_that_still_fits(self, direct: float, factor: int) -> None:
        assert dilution_for(direct, 1.0) == factor


class TestPlan:
    def test_actual_schedule_has_the_amounts_of_the_ideal_one(self) -> None:
        plan = planned().plan
        ideal = plan.vessels[0].schedule
        actual = actual_schedule(plan, plan.vessels[0], replay(plan))
        pairs = [
            (a, b)
            for s, t in zip(ideal.segments, actual.segments, strict=True)
            for a, b in zip(
                [x for x in s.actions if isinstance(x, Wait | Read)],
                [x for x in t.actions if isinstance(x, Wait | Read)],
                strict=True,
            )
        ]
        assert pairs
        assert all(a == b for a, b in pairs)
        doses = [x for x in actual.actions if isinstance(x, Dose)]
        first = {c.species: c.amount for c in doses[0].contents}
        assert first["A"] == pytest.approx(UNIT_M, rel=0.02)
        for fuel in lab_design().realisation.fuels:
            assert first[fuel.fuel] == pytest.approx(fuel.start_M, rel=0.02)
        later = [(c.species, c.amount / UNIT_M) for d in doses[1:] for c in d.contents]
        assert [s for s, _ in later] == ["A", "B", "A", "B"]
        assert [a for _, a in later] == pytest.approx([1.0, 0.5, 0.3, 2.0], rel=0.02)

    def test_every_dose_after_the_first_mix_dilutes_the_vessel_a_little(self) -> None:
        plan = planned().plan
        actual = actual_schedule(plan, plan.vessels[0], replay(plan))
        factors = [x.factor for x in actual.actions if isinstance(x, Dilute)]
        assert len(factors) == 4
        assert all(0.98 < f < 1 for f in factors)

    def test_leading_doses_are_one_mix(self) -> None:
        rises = wanted_rises(planned().plan.vessels[0])
        assert rises[0, "A"] == pytest.approx(20.0)
        assert {s for s, _ in rises} == {0, 3, 4, 7, 8}

    def test_reads_have_wells_with_reporters_in_the_time_of_the_schedule(self) -> None:
        wells = [w for w in planned().plan.wells if w.condition is Condition.READ]
        assert len(wells) == 2 * SETTINGS.read_replicates
        assert {w.start_s for w in wells} == {4200.0, 7800.0}
        assert all(w.reporters == ("Rep_A", "Rep_C") for w in wells)

    def test_a_dilution_of_the_schedule_is_buffer(self) -> None:
        design = lab_design()
        schedule = schedule_of(design.system)
        thin = Segment(SegmentKind.REFILL, "thin", (Dilute(0.5), Wait(10.0)))
        run = LabRun("SAMPLE", "x", replace(schedule, segments=(*schedule.segments, thin)))
        plan = plan_bench(replace(design, runs=(run,)), SETTINGS).plan
        actual = actual_schedule(plan, plan.vessels[0], replay(plan))
        last = [x for x in actual.segments[-1].actions if isinstance(x, Dilute)]
        assert last[0].factor == pytest.approx(0.5, rel=0.01)

    def test_dense_fuels_raise_the_concentration_of_stocks(self) -> None:
        design = lab_design()
        dense = replace(
            design.realisation,
            fuels=tuple(FuelLevel(f.name, 8e-6, 0.0, 7e-6) for f in design.system.fuels),
        )
        assert planned().plan.stock_uM == 100.0
        assert plan_bench(replace(design, realisation=dense), SETTINGS).plan.stock_uM > 100.0

    def test_a_dose_too_large_for_its_stock_is_refused(self) -> None:
        design = lab_design()
        schedule = schedule_of(design.system)
        huge = Segment(SegmentKind.REFILL, "huge", (Dose((Content("A", 9e-5),)), Wait(1.0)))
        run = LabRun("SAMPLE", "x", replace(schedule, segments=(*schedule.segments, huge)))
        with pytest.raises(HandoffError, match="H012"):
            plan_bench(replace(design, runs=(run,)), SETTINGS)

    def test_a_dose_of_something_unknown_is_refused(self) -> None:
        design = lab_design()
        schedule = schedule_of(design.system)
        odd = Segment(SegmentKind.REFILL, "odd", (Dose((Content("Q", 1e-8),)), Wait(1.0)))
        run = LabRun("SAMPLE", "x", replace(schedule, segments=(*schedule.segments, odd)))
        with pytest.raises(HandoffError, match=r"H011.*'Q'"):
            plan_bench(replace(design, runs=(run,)), SETTINGS)

    def test_measured_stocks_change_volumes_and_not_concentrations(self) -> None:
        first = planned()
        measured = {s.name: 80.0 for s in first.package.strands}
        second = plan_bench(lab_design(), SETTINGS, measured, None, first.levels_uM)
        assert second.plan.stock_uM == first.plan.stock_uM
        put = anneal_volumes(first.plan.transfers), anneal_volumes(second.plan.transfers)
        assert put[0].keys() == put[1].keys()
        # Each anneal holds as much as before, for which a thinner stock gives more volume.
        ratios = [put[1][k] / put[0][k] for k in put[0]]
        assert ratios == pytest.approx([1.25] * len(ratios), rel=0.02)
        outcome = replay(second.plan)
        well = next(w for w in second.plan.wells if w.condition is Condition.GATE_LEAK)
        gate = next(c for c in second.plan.components if c.name == well.subject)
        assert outcome.liquids[well.place].nM(gate.name) == pytest.approx(1000.0, rel=0.02)

    def test_strands_at_hand_leave_the_plates(self) -> None:
        name = planned().package.strands[0].name
        plan = plan_bench(lab_design(), SETTINGS, None, {name: "box 3"}).plan
        place = plan.place(f"strand/{name}")
        assert (place.plate, place.well) == ("tubes", "box 3")
        assert plan.place(f"strand/{planned().package.strands[1].name}").well == "A1"


class TestComponents:
    def test_the_base_is_the_strand_with_most_pairs(self) -> None:
        gate = Complex((("x2*", "t1*"), ("x2", "t2"), ("t3", "x1")), "((+).+.)")
        assert gate.base == 0

    def test_spare_strands_that_act_as_signals_or_fuels_are_mixed_one_to_one(self) -> None:
        design = lab_design()
        called = {s.domains: s.name for s in planned().package.strands if not s.modified}
        found = components_of(design.system, called, (), 1.2)
        lone = {c.parts[0].strand for c in found if not c.annealed}
        for component in found:
            for part in component.parts:
                if part.strand in lone or part.is_base:
                    assert part.ratio == 1.0
        ratios = {p.ratio for c in found for p in c.parts}
        assert ratios == {1.0, 1.2}

    def test_annealed_places_are_made_before_they_are_used(self) -> None:
        plan = planned().plan
        made: set[str] = {
            p.name for p in plan.places if p.kind in {PlaceKind.BOUGHT, PlaceKind.SUPPLY}
        }
        for t in plan.transfers:
            assert t.source in made
            made.add(t.target)
        assert [t.number for t in plan.transfers] == list(range(1, len(plan.transfers) + 1))


def anneal_volumes(transfers: object) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    assert isinstance(transfers, tuple)
    for t in transfers:
        if t.work is ProtocolPart.ANNEAL and t.source.startswith("strand/"):
            found[t.target, t.source] = t.volume_uL
    return found


def test_the_reader_is_told_which_dyes_share_a_well() -> None:
    plan = planned().plan
    files = assay_files(plan, replay(plan), SETTINGS)
    reader = json.loads(files["assay/reader.json"])
    assert reader["measured_together"] == [
        {"dyes": ["ATTO488", "ATTO590"], "nm_from_emission_to_excitation": 593 - 522}
    ]
    assert [c["dye"] for c in reader["channels"]] == ["ATTO488", "ATTO590"]


class TestPremixes:
    def test_what_is_refilled_in_one_proportion_is_one_step_from_one_stock(self) -> None:
        design = lab_design()
        fuels = [f.name for f in design.system.fuels][:3]

        def refill(nM: float, names: list[str]) -> Segment:
            rises = (Content(name, nM * (i + 1) * 1e-9) for i, name in enumerate(names))
            return Segment(SegmentKind.REFILL, "refill", (Dose(tuple(rises)),))

        run, read = design.runs[0], design.runs[0].schedule.segments[-1]
        again = (refill(20, fuels), refill(10, fuels), refill(10, fuels[:2]), read)
        schedule = replace(run.schedule, segments=(*run.schedule.segments, *again))
        refilled = replace(design, runs=(replace(run, schedule=schedule),))
        singly = plan_bench(refilled, SETTINGS).plan
        assert not [t for t in singly.transfers if t.component.startswith("premix")]
        plan = plan_bench(refilled, changed(SETTINGS, first_mix_uL=1000.0)).plan
        poured = [t for t in plan.transfers if t.component == "premix1"]
        assert len(poured) == 2
        assert {t.component for t in plan.transfers if t.target == "premix1"} >= {*fuels}
        found, carried = wanted_rises(plan.vessels[0]), replay(plan)
        keys = {c.name: key_of(c) for c in plan.components}
        for t, nM in zip(poured, (20, 10), strict=True):
            event = next(e for e in carried.events["vessel1"] if e.transfer == t)
            rises = dict(event.rises_nM)
            for i, name in enumerate(fuels):
                assert rises[keys[name]] == pytest.approx(nM * (i + 1), rel=0.02)
                assert found[t.step, name] == pytest.approx(nM * (i + 1))

    def test_what_is_needed_little_of_has_room_in_a_premix(self) -> None:
        """It comes from a dilution, of which more goes in than of its stock."""
        design = lab_design()
        fuels = [f.name for f in design.system.fuels][:3]
        rises = tuple(Content(name, nM * 1e-9) for name, nM in zip(fuels, (1, 1, 40), strict=True))
        refill = Segment(SegmentKind.REFILL, "refill", (Dose(rises),))
        run = design.runs[0]
        *first, read = run.schedule.segments
        schedule = replace(run.schedule, segments=(*first, refill, refill, read))
        refilled = replace(design, runs=(replace(run, schedule=schedule),))
        settings = changed(SETTINGS, first_mix_uL=1000.0, smallest_uL=5.0)
        plan = plan_bench(refilled, settings).plan
        poured = [t for t in plan.transfers if t.component == "premix1"]
        assert len(poured) == 2
        put = [t for t in plan.transfers if t.target == "premix1"]
        assert any("/" in t.source for t in put)
        assert (
            sum(t.volume_uL for t in put)
            > with_spare(sum(t.volume_uL for t in poured), settings) + 10
        )
        carried = replay(plan)
        keys = {c.name: key_of(c) for c in plan.components}
        for t in poured:
            event = next(e for e in carried.events["vessel1"] if e.transfer == t)
            for content in rises:
                assert dict(event.rises_nM)[keys[content.species]] == pytest.approx(
                    content.amount * 1e9, rel=0.02
                )


def test_a_sink_that_is_read_from_a_file_is_no_dose() -> None:
    segment = Segment(
        SegmentKind.REFILL, "r", (Dose((Content("a", 1.0),), 0.1), Sink((Content("a", 2.0),), 0.2))
    )
    assert TypeAdapter(Segment).validate_json(to_json(segment)) == segment


class TestSinks:
    def test_a_sink_is_the_complement_of_its_fuel_and_takes_out_what_was_planned(self) -> None:
        design = lab_design()
        single = next(f for f in design.system.fuels if f.complex.size_strands == 1)
        gate = next(f for f in design.system.fuels if f.complex.size_strands > 1)
        sink = Sink((Content(single.name, 1e-7), Content(gate.name, 1e-7)))
        refill = Segment(SegmentKind.REFILL, "refill", (sink,))
        schedule = design.runs[0].schedule
        first = replace(schedule, segments=(*schedule.segments, refill))
        made = plan_bench(
            replace(design, runs=(replace(design.runs[0], schedule=first),)), SETTINGS
        )
        by_name = {s.name: s for s in made.package.strands}
        sinks = [c for c in made.plan.components if c.role == "sink"]
        assert [c.name for c in sinks] == [f"sink-{single.name}"]
        ordered = by_name[sinks[0].parts[0].strand].sequence
        bound = next(s for s in by_name.values() if s.domains == single.complex.strands[0])
        assert ordered == reverse_complement(bound.sequence)
        done = actual_schedule(made.plan, made.plan.vessels[0], replay(made.plan))
        diluted, taken = done.segments[-1].actions
        assert isinstance(diluted, Dilute)
        assert 0.9 < diluted.factor < 1
        assert isinstance(taken, Sink)
        assert [c.species for c in taken.bound] == [single.name]
        assert taken.bound[0].amount == pytest.approx(1e-7, rel=0.02)
