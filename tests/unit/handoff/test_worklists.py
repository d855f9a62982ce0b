"""Worklists are parts of the one list of transfers."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections import Counter, defaultdict
from functools import cache
from typing import Any

from lab_fixture import SETTINGS, lab_design, planned

from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.handoff.worklists.echo import DEAD_UL, FILLED_UL, echo_files, echo_transfers
from ncrn_dsd.handoff.worklists.manual import manual_md
from ncrn_dsd.handoff.worklists.ot2 import ot2_files, vessel_files
from ncrn_dsd.handoff.worklists.transfers_csv import transfers_csv
from ncrn_dsd.ir.bench import BenchPlan, PlaceKind, ProtocolPart
from ncrn_dsd.model.keys import changed


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def constants_of(script: bytes) -> dict[str, Any]:
    """What a protocol of a robot says, without carrying it out."""
    return {
        node.targets[0].id: ast.literal_eval(node.value)  # type: ignore[attr-defined]
        for node in ast.parse(script.decode()).body
        if isinstance(node, ast.Assign)
    }


def test_the_table_holds_every_transfer() -> None:
    found = rows(transfers_csv(planned().plan))
    assert [float(r["volume_uL"]) for r in found] == [t.volume_uL for t in planned().plan.transfers]


class TestEcho:
    def test_picks_are_whole_droplets_of_listed_transfers(self) -> None:
        files = echo_files(planned().plan)
        picks = [
            r
            for name, content in files.items()
            if re.fullmatch(r"worklists/echo_\d+\.csv", name)
            for r in rows(content)
        ]
        listed = echo_transfers(planned().plan)
        assert len(picks) == len(listed) > 50
        assert all(float(p["Transfer Volume"]) % 25 == 0 for p in picks)
        by_well: dict[tuple[str, str], float] = defaultdict(float)
        for pick in picks:
            by_well[pick["Destination Plate Name"], pick["Destination Well"]] += float(
                pick["Transfer Volume"]
            )
        wanted: dict[tuple[str, str], float] = defaultdict(float)
        for t in listed:
            place = planned().plan.place(t.target)
            wanted[place.plate, place.well] += t.volume_uL * 1000
        assert by_well.keys() == wanted.keys()
        assert all(abs(by_well[k] - wanted[k]) < 1e-6 for k in wanted)

    def test_no_source_well_is_drawn_dry(self) -> None:
        files = echo_files(planned().plan)
        loaded = {
            (r["source_plate"], r["source_well"]): float(r["volume_uL"])
            for r in rows(files["worklists/echo_source.csv"])
        }
        drawn: dict[tuple[str, str], float] = defaultdict(float)
        for name, content in files.items():
            if re.fullmatch(r"worklists/echo_\d+\.csv", name):
                for r in rows(content):
                    drawn[r["Source Plate Name"], r["Source Well"]] += (
                        float(r["Transfer Volume"]) / 1000
                    )
        assert drawn.keys() == loaded.keys()
        for well, volume in loaded.items():
            assert volume <= FILLED_UL
            assert drawn[well] <= volume - DEAD_UL + 1e-6


class TestOpentrons:
    def test_scripts_list_every_transfer_into_control_wells(self) -> None:
        plan = planned().plan
        places = {p.name: p for p in plan.places}
        wanted = sorted(
            (places[t.target].plate, places[t.target].well, t.volume_uL)
            for t in plan.transfers
            if t.work is ProtocolPart.ASSEMBLE
            and places[t.target].kind is PlaceKind.WELL
            and t.volume_uL >= 1.0
        )
        found = []
        for content in ot2_files(plan, "small").values():
            constants = constants_of(content)
            slots = [slot for _, _, slot in constants["LABWARE"]]
            assert len(set(slots)) == len(slots)
            assert max(slots) <= 7
            found += [(target, well, v) for _, _, target, well, v in constants["TRANSFERS"]]
        assert sorted(found) == wanted


@cache
def small_plan() -> BenchPlan:
    """Of vessels that a rack of a robot holds."""
    return plan_bench(lab_design(), changed(SETTINGS, first_mix_uL=1000.0)).plan


@cache
def vessel_scripts() -> dict[str, dict[str, Any]]:
    """Constants of the scripts of these vessels, by file."""
    return {n: constants_of(content) for n, content in vessel_files(small_plan(), "small").items()}


class TestVesselsByRobot:
    def test_scripts_list_every_step_of_every_vessel_at_its_time(self) -> None:
        plan = small_plan()
        for vessel in plan.vessels:
            wells = {t.target for t in plan.transfers if t.source == vessel.place}
            wanted = Counter(
                (t.time_s if vessel.place in (t.source, t.target) else None, t.volume_uL)
                for t in plan.transfers
                if t.target in {*wells, vessel.place}
            )
            stem = f"worklists/ot2_{vessel.place}_"
            parts = [c for n, c in vessel_scripts().items() if n.startswith(stem)]
            steps = [step for part in parts for step in part["TRANSFERS"]]
            assert Counter((step[0], step[-1]) for step in steps) == wanted
            for part in parts:
                times = [step[0] for step in part["TRANSFERS"] if step[0] is not None]
                assert times == sorted(times)
                assert part["BEGINS_S"] <= times[0]

    def test_no_slot_holds_two_things(self) -> None:
        for script in vessel_scripts().values():
            slots = [slot for _, _, slot in script["LABWARE"]]
            assert slots == list(range(1, len(slots) + 1))

    def test_what_no_rack_holds_has_no_script(self) -> None:
        large = changed(SETTINGS, first_mix_uL=5000.0)
        assert not vessel_files(plan_bench(lab_design(), large).plan, "large")


def test_the_protocol_has_a_box_for_every_transfer() -> None:
    text = manual_md(planned().plan)
    assert text.count("- [ ]") == len(planned().plan.transfers)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        "Anneal gates and reporters",
        "Dilute stocks",
        "Fill control wells and vessels",
        "Dose the vessels and read them",
    ]
