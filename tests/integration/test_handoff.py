"""`ncrn-dsd handoff`: a design becomes a package that reads back, or is refused with reasons."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from varied_designs import tables_of, write_design

from ncrn_dsd.cli.main import cli
from ncrn_dsd.handoff.checks.run import CHECKS

DESIGN = "designs/approximate_majority"


def handoff(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["handoff", *(str(a) for a in arguments)], standalone_mode=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("handoff")


@pytest.fixture(scope="module")
def package(place: Path) -> Path:
    out = place / "package"
    result = handoff(DESIGN, "--out", out)
    assert result.return_value == 0, result.output
    return out


def content(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def checks(folder: Path) -> dict[str, dict[str, object]]:
    loaded = json.loads((folder / "checks.json").read_text())
    return {c["id"]: c for c in loaded["checks"]}


class TestPackage:
    def test_all_checks_are_there_and_none_is_an_error(self, package: Path) -> None:
        found = checks(package)
        assert found.keys() == {one.id for one in CHECKS}
        assert not [c for c in found.values() if c["severity"] == "error"]
        # The design records that its strands do not follow; who orders them has to be told as well.
        told = str(found["F2"]["sentence"])
        assert found["F2"]["severity"] == "warn"
        assert "FAILS condensation (open toeholds): largest sum of c / Kd" in told
        assert "trajector" in told
        assert told in (package / "README.md").read_text(encoding="utf-8")
        assert all(str(c["sentence"]).endswith(".") for c in found.values())

    def test_the_manifest_has_the_hash_of_every_other_file(self, package: Path) -> None:
        manifest = json.loads((package / "MANIFEST.json").read_text())
        listed = {f["path"]: f["sha256"] for f in manifest["files"]}
        files = content(package)
        assert listed.keys() == files.keys() - {"MANIFEST.json"}
        assert all(hashlib.sha256(files[n]).hexdigest() == h for n, h in listed.items())

    def test_verdict_and_reasons_are_in_the_package(self, package: Path) -> None:
        found = json.loads((package / "feasibility.json").read_text())
        assert found["verdict"] == "fits"
        assert {f["subject"] for f in found["findings"]} >= {"toeholds", "strands", "time"}
        assert found["strands"] == len(rows(package / "sequences/strands.csv"))
        assert (package / "README.md").read_text().splitlines()[2] == "**Verdict: fits.**"
        page = (package / "report.html").read_text(encoding="utf-8")
        # Beside warnings it is not called ready.
        assert "Fits; no check found an error, " in page
        assert "ready to order" not in page
        assert "not tested for leak and spread" in page

    def test_the_quality_of_sequences_is_in_tables_and_on_the_page(self, package: Path) -> None:
        measures = {r["measure"]: r for r in rows(package / "sequences/quality.csv")}
        wanted = {"WS-BM", "BM max", "WSAS", "WSIS", "WSAS-M", "WSIS-M", "Verboten", "dG error",
                  "dG range", "gap", "invasion margin"}  # fmt: skip
        names = ["SantaLucia 2004"]
        if importlib.util.find_spec("RNA") is not None:
            names = ["Mathews 2004", "Mathews 1999"]
            of_ensembles = ("SSU min", "SSU avg", "SSTU min", "SSTU avg", "BN% max", "BN% avg")
            wanted |= {f"{m} ({n})" for m in of_ensembles for n in names}
        wanted |= {f"{m} ({n})" for m in ("TSI avg", "TSI max", "TO avg", "TO max") for n in names}
        assert wanted <= measures.keys()
        for name in wanted:
            assert measures[name]["random_baseline"]
            assert measures[name]["percentile_vs_random"]
        strands = {r["strand"] for r in rows(package / "sequences/strands.csv")}
        gates = {r["gate"]: r for r in rows(package / "sequences/invasions.csv")}
        assert {f"g{i}_{j}" for i in range(3) for j in (1, 2)} <= gates.keys()
        assert {r["foreign"] for r in gates.values()} <= strands
        kinds = {r["kind"] for r in rows(package / "sequences/pairs_worst.csv")}
        assert kinds == {"branch_off", "top_top", "toehold_off", "gate_invasion"}
        page = (package / "report.html").read_text(encoding="utf-8")
        assert all(name in page for name in wanted)

    def test_the_files_alone_pass_their_own_checks(self, package: Path) -> None:
        result = handoff(package, "--recheck")
        assert result.return_value == 0, result.output
        assert f"{len(CHECKS)} checks" in result.output

    def test_what_is_checked_later_is_what_was_checked_before_it_was_written(
        self, package: Path
    ) -> None:
        again = json.loads(handoff(package, "--recheck", "--json").output)
        assert again == json.loads((package / "checks.json").read_text())

    def test_a_changed_file_is_found_by_its_check(self, package: Path, place: Path) -> None:
        changed = place / "changed"
        shutil.copytree(package, changed)
        path = changed / "order/idt_tubes.txt"
        path.write_text(path.read_text().replace("/3IAbRQSp/", "", 1))
        result = handoff(changed, "--recheck", "--json")
        assert result.return_value == 1
        found = json.loads(result.output)["checks"]
        assert [c["id"] for c in found if c["severity"] == "error"] == ["A1", "A6"]

    def test_equal_input_gives_equal_bytes(self, package: Path, place: Path) -> None:
        again = place / "again"
        assert handoff(DESIGN, "--out", again).return_value == 0
        assert content(again) == content(package)

    def test_an_archive_holds_the_same_files(self, package: Path, place: Path) -> None:
        archive = place / "lab.zip"
        assert handoff(DESIGN, "--out", archive).return_value == 0
        with zipfile.ZipFile(archive) as opened:
            found = {n.removeprefix("lab/"): opened.read(n) for n in opened.namelist()}
        assert found == content(package)

    def test_every_read_of_the_vessel_is_predicted(self, package: Path) -> None:
        wells = {f"{r['plate']}:{r['well']}" for r in rows(package / "assay/wells.csv")}
        predicted = {r["well"] for r in rows(package / "analysis/predicted.csv")}
        blank = {
            f"{r['plate']}:{r['well']}"
            for r in rows(package / "assay/wells.csv")
            if r["condition"] == "buffer blank"
        }
        assert predicted == wells - blank

    def test_every_well_is_predicted_in_the_channels_of_its_reporters(self, package: Path) -> None:
        channels = {
            f"{r['plate']}:{r['well']}": set(r["reads"].split())
            for r in rows(package / "assay/wells.csv")
        }
        predicted: dict[str, set[str]] = {well: set() for well in channels}
        for r in rows(package / "analysis/predicted.csv"):
            predicted[r["well"]].add(r["channel"])
        assert predicted == channels

    def test_predictions_follow_what_is_in_the_well(self, package: Path) -> None:
        conditions = {
            f"{r['plate']}:{r['well']}": r["condition"] for r in rows(package / "assay/wells.csv")
        }
        ends: dict[str, list[float]] = {}
        for r in rows(package / "analysis/predicted.csv"):
            if float(r["t_s"]) == 28800.0:
                ends.setdefault(conditions[r["well"]], []).append(float(r["nM"]))
        assert max(ends["reporter only"]) == 0.0
        assert ends["reporter, saturated"] == pytest.approx(
            [50.0] * len(ends["reporter, saturated"]), rel=0.02
        )
        # Without leak in the model, a gate alone opens nothing.
        assert max(ends["gate without input"]) < 1e-3

    def test_the_page_shows_plates_curves_and_strands(self, package: Path) -> None:
        page = (package / "report.html").read_text(encoding="utf-8")
        assert page.count('class="plate"') == 3
        assert page.count('class="plot"') == 2
        assert "Rep_X-a" in page
        assert "http://" not in page.replace("http://www.w3.org", "")

    def test_measured_stocks_come_back(self, package: Path, place: Path) -> None:
        table = rows(package / "bench/stocks.csv")
        for row in table:
            row["measured_uM"] = "170"
        filled = place / "stocks.csv"
        with filled.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
        out = place / "measured"
        result = handoff(DESIGN, "--out", out, "--stocks", filled)
        assert result.return_value == 0, result.output
        assert {r["used_uM"] for r in rows(out / "bench/stocks.csv")} == {"170"}
        assert {r["stock_uM"] for r in rows(out / "bench/anneal.csv")} == {"170"}
        assert checks(out)["C4"]["ok"]

    def test_a_subset_and_the_freezer_shorten_the_order(self, package: Path, place: Path) -> None:
        strands = {
            r["strand"]: r["sequence_with_mods"] for r in rows(package / "sequences/strands.csv")
        }
        freezer = place / "freezer.csv"
        freezer.write_text(f"name,sequence,location\nold,{strands['g0_1-a']},box 1\n")
        out = place / "part"
        result = handoff(DESIGN, "--out", out, "--subset", "g0_*", "--freezer", freezer)
        assert result.return_value == 0, result.output
        ordered = {r["name"] for r in rows(out / "order/order.csv")}
        assert ordered == {n for n in strands if n.startswith("g0_")} - {"g0_1-a"}
        decisions = {r["name"]: r["decision"] for r in rows(out / "order/reuse.csv")}
        assert decisions["g0_1-a"] == "reuse"


@pytest.fixture(scope="module")
def crowded(place: Path) -> Path:
    """The same network at fuel concentrations that no stock can fill."""
    tables = tables_of("approximate_majority", {"dsd.fuel_ceiling": "400 uM"})
    return write_design(place / "crowded", tables)


class TestMeasurements:
    @pytest.fixture
    def readout(self, package: Path, place: Path) -> Path:
        """Fluorescence as predicted, but for a leak of every gate that was put in."""
        conditions = {
            f"{r['plate']}:{r['well']}": r["condition"] for r in rows(package / "assay/wells.csv")
        }
        lines = ["well,t_s,channel,value"]
        for r in rows(package / "analysis/predicted.csv"):
            leak = 0.4 + 0.1 * float(r["t_s"]) / 3600
            nM = float(r["nM"]) + leak * (conditions[r["well"]] == "gate without input")
            lines.append(f"{r['well']},{r['t_s']},{r['channel']},{80 + 25 * nM}")
        path = place / "readout.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def test_they_are_laid_over_predictions_and_leaks_are_fitted(
        self, readout: Path, place: Path
    ) -> None:
        out = place / "with_measurements"
        assert handoff(DESIGN, "--out", out, "--measured", readout).return_value == 0
        leaks = json.loads((out / "analysis/leaks.json").read_text())
        gates = {leak["gate"] for leak in leaks}
        assert gates == {f"g{i}_{j}" for i in range(3) for j in (1, 2)}
        for leak in leaks:
            assert leak["initial_nM"] == pytest.approx(0.4, abs=0.02)
            assert leak["gradual_nM_per_h"] == pytest.approx(0.1, abs=0.005)
        compared = rows(out / "analysis/measured.csv")
        reads = [r for r in compared if r["well"].startswith("read") and r["predicted_nM"]]
        assert reads
        for r in reads:
            assert float(r["measured_nM"]) == pytest.approx(float(r["predicted_nM"]), abs=0.1)
        assert "Crosses are measurements" in (out / "report.html").read_text(encoding="utf-8")

    def test_a_strange_well_is_refused(self, place: Path) -> None:
        path = place / "strange.csv"
        path.write_text("well,t_s,channel,value\nattic:A1,0,ATTO488,3\n", encoding="utf-8")
        result = handoff(DESIGN, "--out", place / "strange", "--measured", path)
        assert "H018" in str(result.exception)
        assert "attic:A1" in str(result.exception)


@pytest.mark.slow
class TestRefusal:
    def test_errors_block_the_package(self, crowded: Path, place: Path) -> None:
        out = place / "blocked"
        result = handoff(crowded, "--out", out)
        assert result.return_value == 1
        assert "error C1" in result.output
        assert not out.exists()

    def test_force_writes_it_and_is_recorded(self, crowded: Path, place: Path) -> None:
        out = place / "forced"
        assert handoff(crowded, "--out", out, "--force").return_value == 0
        recorded = json.loads((out / "checks.json").read_text())
        assert recorded["forced"]
        assert recorded["errors"] > 0
        assert "in spite of errors" in (out / "report.html").read_text(encoding="utf-8")

    def test_a_folder_of_something_else_is_kept(self, place: Path) -> None:
        folder = place / "mine"
        folder.mkdir()
        (folder / "notes.txt").write_text("keep")
        result = handoff(DESIGN, "--out", folder)
        assert "A007" in str(result.exception)
        assert (folder / "notes.txt").read_text() == "keep"

    def test_json_prints_the_checks(self, place: Path) -> None:
        result = handoff(DESIGN, "--out", place / "json", "--json")
        assert json.loads(result.stdout)["errors"] == 0


def test_the_leak_script_runs_without_the_program(package: Path) -> None:
    script = package / "analysis/fit_leak.py"
    readout = package / "analysis/template_readout.csv"
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(readout)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout) == []
