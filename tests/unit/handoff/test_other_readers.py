"""Programs of laboratories read a package, where they are installed.

What needs an environment of its own runs when a variable names the Python of that environment:
NCRN_DSD_OPENTRONS_PYTHON (pip install opentrons==8.2.0) and NCRN_DSD_SBOL3_PYTHON (pip install
sbol3).
"""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lab_fixture import SETTINGS, files_of, lab_design, planned, protocol_of

from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.handoff.worklists.echo import echo_transfers
from ncrn_dsd.handoff.worklists.ot2 import vessel_files
from ncrn_dsd.ir.bench import PlaceKind, ProtocolPart
from ncrn_dsd.model.keys import changed


@cache
def package() -> dict[str, bytes]:
    return files_of(planned())


def text(name: str) -> str:
    return package()[name].decode()


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(name))))


def sequences() -> dict[str, str]:
    return {s.name: s.sequence for s in planned().package.strands}


def run_elsewhere(variable: str, code: str, *arguments: str) -> str:
    """Output of `code` in the Python that a variable names; skips without it."""
    python = os.environ.get(variable)
    if python is None:
        pytest.skip(f"{variable} names no Python with this package")
    done = subprocess.run(
        [python, "-c", code, *arguments], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def dispensed(told: str) -> float:
    """What a simulated robot gave, mixing included [uL]."""
    return sum(float(v) for v in re.findall(r"Dispensing ([\d.]+) uL", told))


class TestBiopython:
    @pytest.mark.parametrize(
        ("name", "kind"), [("strands.gb", "genbank"), ("strands.fasta", "fasta")]
    )
    def test_it_reads_every_strand(self, name: str, kind: str) -> None:
        seq_io = pytest.importorskip("Bio.SeqIO")
        records = seq_io.parse(io.StringIO(text(f"design/{name}")), kind)
        assert {r.id: str(r.seq) for r in records} == sequences()


class TestScadnano:
    def test_it_reads_every_gate(self) -> None:
        scadnano = pytest.importorskip("scadnano")
        drawn = [name for name in package() if name.endswith(".sc")]
        assert len(drawn) == sum(c.annealed and c.role == "fuel" for c in planned().plan.components)
        known = set(sequences().values())
        for name in drawn:
            design = scadnano.Design.from_scadnano_json_str(text(name))
            assert {s.dna_sequence for s in design.strands} <= known


class TestSbol3:
    CODE = """
import sys, sbol3
document = sbol3.Document()
document.read(sys.argv[1], sbol3.SORTED_NTRIPLES)
report = document.validate()
assert len(report) == 0, list(report)
for each in document.objects:
    if isinstance(each, sbol3.Sequence):
        print(each.elements)
"""

    def test_it_finds_nothing_to_complain_of(self, tmp_path: Path) -> None:
        path = tmp_path / "design.nt"
        path.write_bytes(package()["design/design.sbol.nt"])
        found = run_elsewhere("NCRN_DSD_SBOL3_PYTHON", self.CODE, str(path))
        assert sorted(found.split()) == sorted(sequences().values())


class TestOpentrons:
    CODE = "import sys\nfrom opentrons.simulate import main\nsys.exit(main())"

    def test_its_simulator_carries_out_every_transfer(self, tmp_path: Path) -> None:
        scripts = [name for name in package() if re.search(r"ot2_\d+\.py$", name)]
        assert scripts
        for name in scripts:
            path = tmp_path / Path(name).name
            path.write_bytes(package()[name])
            told = run_elsewhere("NCRN_DSD_OPENTRONS_PYTHON", self.CODE, str(path))
            scope = protocol_of(package()[name])
            wanted = sum(volume for *_, volume in scope["TRANSFERS"])
            assert dispensed(told) == pytest.approx(wanted, rel=1e-3)

    def test_it_carries_out_a_whole_vessel_with_its_waits(self, tmp_path: Path) -> None:
        plan = plan_bench(lab_design(), changed(SETTINGS, first_mix_uL=1000.0)).plan
        name, script = next(iter(vessel_files(plan, "small").items()))
        path = tmp_path / Path(name).name
        path.write_bytes(script)
        told = run_elsewhere("NCRN_DSD_OPENTRONS_PYTHON", self.CODE, str(path))
        scope = protocol_of(script)
        mixed = sum(
            3 * (20.0 if volume < 20 else 300.0)
            for at, _, _, target, _, volume in scope["TRANSFERS"]
            if at is not None and target in scope["MIXED"]
        )
        wanted = sum(volume for *_, volume in scope["TRANSFERS"])
        assert dispensed(told) == pytest.approx(wanted + mixed, rel=1e-3)
        waited = re.findall(r"Delaying for (\d+) minutes and ([\d.]+) seconds", told)
        last = max(at for at, *_ in scope["TRANSFERS"] if at is not None)
        assert sum(60 * float(m) + float(s) for m, s in waited) == pytest.approx(last, abs=1.0)


@pytest.mark.filterwarnings("ignore")
class TestRiverine:
    def test_it_reads_the_plate_order(self, tmp_path: Path) -> None:
        riverine = pytest.importorskip("riverine")
        path = tmp_path / "idt_plates.xlsx"
        path.write_bytes(package()["order/idt_plates.xlsx"])
        reference = riverine.Reference.compile([(str(path), "100 uM")])
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
            strands = [
                t for t in into if t.work is ProtocolPart.ANNEAL and t.source.startswith("strand/")
            ]
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

    def test_every_well_of_the_mix_table_is_feasible_and_holds_what_it_says(self) -> None:
        riverine = pytest.importorskip("riverine")
        totals = {(r["plate"], r["well"]): float(r["total_uL"]) for r in rows("assay/wells.csv")}
        wells: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in rows("assay/mix.csv"):
            if row["stock_nM"]:
                wells.setdefault((row["plate"], row["well"]), []).append(row)
        measured = {well: mixed for well, mixed in wells.items() if well in totals}
        assert len(measured) > 50
        for well, mixed in measured.items():
            actions = [
                riverine.FixedVolume(
                    [riverine.Component(r["component"], f"{r['stock_nM']} nM")],
                    f"{r['step_uL']} uL",
                )
                for r in mixed
            ]
            mix = riverine.Mix(actions, name="well", fixed_total_volume=f"{totals[well]} uL")
            assert float(mix.buffer_volume.m_as("uL")) >= 0
            held = mix.all_components()
            for row in mixed:
                found = float(held.loc[row["component"], "concentration_nM"])
                assert found == pytest.approx(float(row["final_nM"]), rel=0.05)


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
    for name, content in package().items():
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
