"""Every mistake of pipetting, and every control left out, trips the check that is there for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lab_fixture import failing, first_mix, planned, with_transfers, without_wells

from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.ir.bench import Condition, ProtocolPart, Transfer


class TestLiquids:
    def test_two_swapped_wells_hold_the_wrong_things(self) -> None:
        leak, blank = first_mix(Condition.GATE_LEAK), first_mix(Condition.REPORTER_MAX)
        swap = {leak.target: blank.target, blank.target: leak.target}
        changed = tuple(
            replace(t, target=swap.get(t.target, t.target)) for t in planned().plan.transfers
        )
        assert failing(with_transfers(changed)) == {"C4"}

    def test_a_doubled_volume_is_found(self) -> None:
        one = first_mix(Condition.REPORTER_MAX)
        assert failing(with_transfers(doubled(one))) >= {"C1", "C4"}

    def test_a_doubled_dose_of_a_vessel_is_found(self) -> None:
        dose = next(t for t in planned().plan.transfers if t.work is ProtocolPart.DOSE)
        assert failing(with_transfers(doubled(dose))) == {"C4"}

    def test_a_forgotten_dose_is_found(self) -> None:
        dose = next(t for t in planned().plan.transfers if t.work is ProtocolPart.DOSE)
        left = tuple(t for t in planned().plan.transfers if t != dose)
        assert "C4" in failing(with_transfers(left))

    def test_a_dose_from_the_wrong_stock_is_found(self) -> None:
        doses = [t for t in planned().plan.transfers if t.work is ProtocolPart.DOSE]
        a = next(t for t in doses if t.component == "A")
        b = next(t for t in doses if t.component == "B")
        changed = tuple(replace(t, source=b.source) if t == a else t for t in all_transfers())
        assert "C4" in failing(with_transfers(changed))

    def test_a_step_below_a_droplet_is_found(self) -> None:
        one = first_mix(Condition.CALIBRATION)
        changed = tuple(
            replace(t, volume_uL=t.volume_uL + 0.005) if t == one else t for t in all_transfers()
        )
        assert failing(with_transfers(changed)) == {"C3"}

    def test_an_emptied_source_is_found(self) -> None:
        source = first_mix(Condition.REPORTER_MAX).source
        made = planned()
        less = tuple(
            replace(t, volume_uL=t.volume_uL / 4) if t.target == source else t
            for t in all_transfers()
        )
        found = replace(made, plan=replace(made.plan, transfers=less))
        assert failing(found) & {"C5", "C7"}

    def test_water_for_buffer_is_found(self) -> None:
        well = first_mix(Condition.GATE_LEAK).target
        changed = tuple(
            replace(t, source="water") if t.target == well and "buffer" in t.source else t
            for t in all_transfers()
        )
        assert failing(with_transfers(changed)) == {"C6"}

    def test_an_overfull_vessel_is_found(self) -> None:
        made = planned()
        places = tuple(
            replace(p, working_uL=10.0) if p.name == "vessel1" else p for p in made.plan.places
        )
        found = replace(made, plan=replace(made.plan, places=places))
        assert failing(found) == {"C2"}

    def test_changed_reads_are_found(self) -> None:
        bad = (Resimulation("vessel1", 0.06, "the read"),)
        assert failing(resimulated=bad) == {"C8"}
        assert failing(resimulated=()) == {"C8"}
        unknown = (Resimulation("vessel1", float("nan"), "the read"),)
        assert failing(resimulated=unknown) == {"C8"}


class TestControls:
    @pytest.mark.parametrize(
        ("condition", "check"),
        [
            (Condition.BLANK, "E5"),
            (Condition.STANDARD, "E5"),
            (Condition.REPORTER_MIN, "E1"),
            (Condition.REPORTER_MAX, "E1"),
            (Condition.CALIBRATION, "E1"),
            (Condition.GATE_LEAK, "E2"),
            (Condition.GATE_RATE, "E7"),
            (Condition.SYSTEM_LEAK, "E7"),
            (Condition.MINUS_ONE, "E7"),
            (Condition.CROSS_TALK, "E7"),
            (Condition.READ, "E6"),
        ],
    )
    def test_a_dropped_control_is_missed(self, condition: Condition, check: str) -> None:
        assert check in failing(without_wells(condition))

    def test_a_lone_well_is_no_replicate(self) -> None:
        made = planned()
        wells = tuple(
            w
            for w in made.plan.wells
            if w.condition is not Condition.CROSS_TALK or w.replicate == 1
        )
        found = replace(made, plan=replace(made.plan, wells=wells))
        assert failing(found) == {"E4"}

    def test_two_reporters_of_one_dye_are_found(self) -> None:
        made = planned()
        reporters = tuple(replace(r, dye="ATTO488") for r in made.plan.reporters)
        found = replace(made, plan=replace(made.plan, reporters=reporters))
        assert failing(found) == {"E3"}


def all_transfers() -> tuple[Transfer, ...]:
    return planned().plan.transfers


def doubled(one: Transfer) -> tuple[Transfer, ...]:
    return tuple(replace(t, volume_uL=2 * t.volume_uL) if t == one else t for t in all_transfers())
