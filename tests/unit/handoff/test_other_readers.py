"""Programs of laboratories read what is written for them, where they are installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab_fixture import planned

from ncrn_dsd.handoff.orders.order_files import Purchase, order_files
from ncrn_dsd.handoff.orders.reuse import decide
from ncrn_dsd.handoff.worklists.echo import echo_files, echo_transfers
from ncrn_dsd.ir.bench import PlaceKind, Work


def written_order(folder: Path) -> Path:
    made = planned()
    purchase = Purchase(made.package, decide(made.package.strands, {}))
    choices = {c.strand: c for c in made.scales}
    path = folder / "idt_plates.xlsx"
    path.write_bytes(order_files(purchase, choices, 100.0)["order/idt_plates.xlsx"])
    return path


@pytest.mark.filterwarnings("ignore")
class TestRiverine:
    def test_it_reads_the_plate_order(self, tmp_path: Path) -> None:
        riverine = pytest.importorskip("riverine")
        reference = riverine.Reference.compile([(str(written_order(tmp_path)), "100 uM")])
        found = dict(zip(reference.df["Name"], reference.df["Sequence"], strict=True))
        assert found == {s.name: s.sequence for s in planned().package.strands if not s.modified}

    def test_its_recipe_of_every_anneal_is_ours(self) -> None:
        riverine = pytest.importorskip("riverine")
        plan = planned().plan
        places = {p.name: p for p in plan.places}
        anneals = [p for p in plan.places if p.kind is PlaceKind.ANNEAL]
        assert anneals
        for anneal in anneals:
            into = [t for t in plan.transfers if t.target == anneal.name]
            strands = [t for t in into if t.work is Work.ANNEAL and t.source.startswith("strand/")]
            total = sum(t.volume_uL for t in into)
            actions = [
                riverine.FixedVolume(
                    [riverine.Strand(t.component, f"{places[t.source].holds_nM} nM")],
                    f"{t.volume_uL} uL",
                )
                for t in strands
            ]
            mix = riverine.Mix(actions, name="anneal", fixed_total_volume=f"{total} uL")
            rest = total - sum(t.volume_uL for t in strands)
            assert float(mix.buffer_volume.m_as("uL")) == pytest.approx(rest, abs=1e-6)
            held = mix.all_components()
            base = next(t for t in strands if t.note == "base")
            concentration = held.loc[base.component, "concentration_nM"]
            assert float(concentration) == pytest.approx(anneal.holds_nM, rel=0.02)


@pytest.mark.filterwarnings("ignore")
class TestKithairon:
    def test_it_reads_every_picklist(self, tmp_path: Path) -> None:
        volume_nL, count = 0.0, 0
        for picks in picklists(tmp_path):
            volume_nL += float(picks.data["Transfer Volume"].sum())
            count += len(picks.data)
        listed = echo_transfers(planned().plan)
        assert count == len(listed)
        assert volume_nL == pytest.approx(1000 * sum(t.volume_uL for t in listed))

    def test_it_accepts_them_on_the_labware_of_an_echo(self, tmp_path: Path) -> None:
        labware = pytest.importorskip("kithairon").Labware.from_xml_str(ECHO_525)
        for picks in picklists(tmp_path):
            errors, warned = picks.validate(labware=labware, raise_on=False)
            assert errors == []
            assert warned == ["No survey data for echo1"]

    def test_it_would_object_to_a_volume_that_is_no_droplet(self, tmp_path: Path) -> None:
        kithairon = pytest.importorskip("kithairon")
        polars = pytest.importorskip("polars")
        labware = kithairon.Labware.from_xml_str(ECHO_525)
        picks = next(picklists(tmp_path))
        odd = kithairon.PickList(picks.data.with_columns(polars.col("Transfer Volume") + 1))
        errors, _ = odd.validate(labware=labware, raise_on=False)
        assert len(errors) == len(picks.data)


def picklists(folder: Path) -> Iterator[Any]:
    kithairon = pytest.importorskip("kithairon")
    for name, content in echo_files(planned().plan).items():
        if re.search(r"echo_\d+\.csv$", name):
            path = folder / "picks.csv"
            path.write_bytes(content)
            yield kithairon.PickList.read_csv(path)


def _plate(kind: str, usage: str, rows: int, columns: int, volumes: str) -> str:
    return (
        f'<plateinfo platetype="{kind}" plateformat="UNKNOWN" usage="{usage}" fluid="AQ" '
        f'manufacturer="x" lotnumber="" partnumber="" rows="{rows}" cols="{columns}" '
        f'a1offsety="899" centerspacingx="450" centerspacingy="450" plateheight="1440" '
        f'skirtheight="0" wellwidth="330" welllength="330" wellcapacity="80" bottominset="0" '
        f'centerwellposx="0" centerwellposy="0" {volumes}/>'
    )


ECHO_525 = (
    '<?xml version="1.0" encoding="utf-8"?><EchoLabware><sourceplates>'
    + _plate(
        "384PP_AQ_BP",
        "SRC",
        16,
        24,
        'minwellvol="20" maxwellvol="65" maxvoltotal="10000" minvolume="0" dropvolume="25"',
    )
    + "</sourceplates><destinationplates>"
    + _plate(
        "Corning_96_black",
        "DEST",
        8,
        12,
        'minwellvol="0" maxwellvol="200" maxvoltotal="0" minvolume="0" dropvolume="0"',
    )
    + "</destinationplates></EchoLabware>"
)
"""Limits of the source plate of an Echo 525: 20 to 65 uL, 10 uL at a time, 25 nL droplets."""
