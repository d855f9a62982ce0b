"""Every mistake trips the check that is there for it, and a package without mistakes none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lab_fixture import (
    examined,
    first_mix,
    lab_design,
    planned,
    with_transfers,
    without_wells,
)

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.findings import Examined, Resimulation
from ncrn_dsd.handoff.checks.run import check_files, check_plan, errors
from ncrn_dsd.handoff.contents import Contents, package_files
from ncrn_dsd.handoff.liquids.settings import LabSettings
from ncrn_dsd.handoff.orders.order_files import Purchase, order_files
from ncrn_dsd.handoff.orders.reuse import decide
from ncrn_dsd.handoff.orders.scales import ScaleChoice
from ncrn_dsd.handoff.plan import Planned
from ncrn_dsd.ir.bench import Condition, Transfer, Work
from ncrn_dsd.ir.lab import LabPackage, StrandOrder


def failing(found: Examined) -> set[str]:
    return {r.id for r in errors(check_plan(found))}


def files_of(made: Planned) -> dict[str, bytes]:
    found = examined(made)
    return package_files(
        Contents(
            design=lab_design(),
            planned=made,
            purchase=Purchase(made.package, decide(made.package.strands, {})),
            outcome=found.outcome,
            settings=LabSettings(),
            measures=found.measures,
            curves=(),
        )
    )


def with_strand(number: int, **change: str) -> Planned:
    made = planned()
    strands = list(made.package.strands)
    strands[number] = replace(strands[number], **change)  # type: ignore[arg-type]
    return replace(made, package=LabPackage(made.package.sequences, tuple(strands)))


def flipped(sequence: str) -> str:
    return ("T" if sequence[0] != "T" else "A") + sequence[1:]


def labelled() -> int:
    return next(i for i, s in enumerate(planned().package.strands) if s.modified)


def test_a_package_without_mistakes_passes() -> None:
    made = planned()
    assert failing(examined()) == set()
    assert all(r.ok for r in check_files(examined(), files_of(made)))


class TestSequences:
    def test_a_flipped_base_no_longer_tiles(self) -> None:
        strand = planned().package.strands[3]
        made = with_strand(3, sequence=flipped(strand.sequence))
        assert "A2" in failing(examined(made))

    def test_a_flipped_base_in_the_order_differs_from_the_design(self) -> None:
        strand = planned().package.strands[3]
        wrong = ordered(with_strand(3, sequence=flipped(strand.sequence)).package)
        assert order_check(wrong) == (False, "A1")

    def test_a_flipped_base_in_genbank_differs_from_the_design(self) -> None:
        files = files_of(planned())
        text = files["design/strands.gb"].decode()
        at = text.index("        1 ") + len("        1 ")
        other = "t" if text[at] != "t" else "a"
        files["design/strands.gb"] = (text[:at] + other + text[at + 1 :]).encode()
        assert {r.id for r in errors(check_files(examined(), files))} == {"A5"}

    def test_a_strand_bought_twice_under_two_names_is_found(self) -> None:
        made = planned()
        twin = replace(made.package.strands[0], name="twin")
        package = LabPackage(made.package.sequences, (*made.package.strands, twin))
        assert "A4" in failing(examined(package=package))


class TestOrders:
    def test_a_lost_label_is_found_in_the_package(self) -> None:
        made = with_strand(labelled(), mod5="", mod3="")
        assert "B2" in failing(examined(made))

    def test_a_lost_label_is_found_in_the_order(self) -> None:
        files = ordered(planned().package)
        text = files["order/idt_tubes.txt"].decode()
        codes = planned().package.strands[labelled()]
        files["order/idt_tubes.txt"] = text.replace(codes.mod5 or codes.mod3, "", 1).encode()
        assert order_check(files) == (False, "A1")

    def test_a_name_that_is_a_formula_is_found_and_never_written(self) -> None:
        made = with_strand(0, name="=HYPERLINK(1)")
        assert "B5" in failing(examined(made))
        with pytest.raises(HandoffError, match="H003"):
            files_of(replace(made, scales=renamed_scales(made)))

    def test_two_swapped_wells_of_the_order_are_found(self) -> None:
        strands = planned().package.strands
        swapped = LabPackage(planned().package.sequences, (strands[1], strands[0], *strands[2:]))
        assert order_check(ordered(swapped)) == (False, "A1")

    def test_runs_of_one_letter_are_found(self) -> None:
        strand = planned().package.strands[0]
        made = with_strand(0, sequence="GGGG" + strand.sequence[4:])
        assert "B3" in failing(examined(made))

    def test_a_strand_of_an_impossible_length_is_found(self) -> None:
        made = planned()
        choices = (replace(made.scales[0], scale=None), *made.scales[1:])
        assert "B1" in failing(examined(replace(made, scales=choices)))

    def test_too_little_of_a_strand_is_found(self) -> None:
        made = planned()
        choices = (replace(made.scales[0], enough=False), *made.scales[1:])
        assert "B6" in failing(examined(replace(made, scales=choices)))


class TestLiquids:
    def test_two_swapped_wells_hold_the_wrong_things(self) -> None:
        leak, blank = first_mix(Condition.GATE_LEAK), first_mix(Condition.REPORTER_MAX)
        swap = {leak.target: blank.target, blank.target: leak.target}
        changed = tuple(
            replace(t, target=swap.get(t.target, t.target)) for t in planned().plan.transfers
        )
        assert failing(examined(with_transfers(changed))) == {"C4"}

    def test_a_doubled_volume_is_found(self) -> None:
        one = first_mix(Condition.REPORTER_MAX)
        assert failing(examined(with_transfers(doubled(one)))) >= {"C1", "C4"}

    def test_a_doubled_dose_of_a_pot_is_found(self) -> None:
        dose = next(t for t in planned().plan.transfers if t.work is Work.DOSE)
        assert failing(examined(with_transfers(doubled(dose)))) == {"C4"}

    def test_a_forgotten_dose_is_found(self) -> None:
        dose = next(t for t in planned().plan.transfers if t.work is Work.DOSE)
        left = tuple(t for t in planned().plan.transfers if t != dose)
        assert "C4" in failing(examined(with_transfers(left)))

    def test_a_dose_from_the_wrong_stock_is_found(self) -> None:
        doses = [t for t in planned().plan.transfers if t.work is Work.DOSE]
        a = next(t for t in doses if t.component == "A")
        b = next(t for t in doses if t.component == "B")
        changed = tuple(replace(t, source=b.source) if t == a else t for t in all_transfers())
        assert "C4" in failing(examined(with_transfers(changed)))

    def test_a_step_below_a_droplet_is_found(self) -> None:
        one = first_mix(Condition.CALIBRATION)
        changed = tuple(
            replace(t, volume_uL=t.volume_uL + 0.005) if t == one else t for t in all_transfers()
        )
        assert failing(examined(with_transfers(changed))) == {"C3"}

    def test_an_emptied_source_is_found(self) -> None:
        source = first_mix(Condition.REPORTER_MAX).source
        made = planned()
        less = tuple(
            replace(t, volume_uL=t.volume_uL / 4) if t.target == source else t
            for t in all_transfers()
        )
        found = examined(replace(made, plan=replace(made.plan, transfers=less)))
        assert failing(found) & {"C5", "C7"}

    def test_water_for_buffer_is_found(self) -> None:
        well = first_mix(Condition.GATE_LEAK).target
        changed = tuple(
            replace(t, source="water") if t.target == well and "buffer" in t.source else t
            for t in all_transfers()
        )
        assert failing(examined(with_transfers(changed))) == {"C6"}

    def test_an_overfull_vessel_is_found(self) -> None:
        made = planned()
        places = tuple(
            replace(p, working_uL=10.0) if p.name == "pot1" else p for p in made.plan.places
        )
        found = examined(replace(made, plan=replace(made.plan, places=places)))
        assert failing(found) == {"C2"}

    def test_changed_reads_are_found(self) -> None:
        bad = (Resimulation("pot1", 0.06, "the read"),)
        assert failing(examined(resimulated=bad)) == {"C8"}
        assert failing(examined(resimulated=())) == {"C8"}
        unknown = (Resimulation("pot1", float("nan"), "the read"),)
        assert failing(examined(resimulated=unknown)) == {"C8"}


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
        assert check in failing(examined(without_wells(condition)))

    def test_a_lone_well_is_no_replicate(self) -> None:
        made = planned()
        wells = tuple(
            w
            for w in made.plan.wells
            if w.condition is not Condition.CROSS_TALK or w.replicate == 1
        )
        found = examined(replace(made, plan=replace(made.plan, wells=wells)))
        assert failing(found) == {"E4"}

    def test_two_reporters_of_one_dye_are_found(self) -> None:
        made = planned()
        reporters = tuple(replace(r, dye="ATTO488") for r in made.plan.reporters)
        found = examined(replace(made, plan=replace(made.plan, reporters=reporters)))
        assert failing(found) == {"E3"}


def all_transfers() -> tuple[Transfer, ...]:
    return planned().plan.transfers


def doubled(one: Transfer) -> tuple[Transfer, ...]:
    return tuple(replace(t, volume_uL=2 * t.volume_uL) if t == one else t for t in all_transfers())


def ordered(package: LabPackage) -> dict[str, bytes]:
    choices = {c.strand: c for c in planned().scales}
    purchase = Purchase(package, decide(package.strands, {}))
    return order_files(purchase, choices, 100.0)


def order_check(files: dict[str, bytes]) -> tuple[bool, str]:
    """Outcome of the check of the order, all other files being right."""
    whole = files_of(planned()) | files
    first = check_files(examined(), whole)[0]
    return first.ok, first.id


def renamed_scales(made: Planned) -> tuple[ScaleChoice, ...]:
    strands: tuple[StrandOrder, ...] = made.package.strands
    return tuple(replace(c, strand=s.name) for c, s in zip(made.scales, strands, strict=True))
