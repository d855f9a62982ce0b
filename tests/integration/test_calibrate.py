"""The loop of three commands: a package, a laboratory that is another process, and `calibrate`."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import synthetic_laboratory
from ncrn_dsd.cli.main import cli

Run = Callable[..., tuple[int, str, str]]
SEED = 3


def measured(package: Path, folder: Path, seed: int) -> tuple[Path, dict[str, Any]]:
    """What a laboratory reads that shares no code with the fit, and what its gates do."""
    readout, truth = folder / f"readout{seed}.csv", folder / f"truth{seed}.json"
    script = Path(synthetic_laboratory.__file__)
    command = [sys.executable, str(script), str(package), str(seed), str(readout), str(truth)]
    subprocess.run(command, check=True)
    return readout, json.loads(truth.read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibrate")
    file = folder / "join.crn"
    file.write_text("A + B -> C\n", encoding="utf-8")
    arguments = ["handoff", str(file), "--out", str(folder / "package")]
    found = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert found.return_value == 0, found.output
    return folder / "package"


@pytest.mark.long
def test_what_the_gates_of_a_laboratory_do_is_found(
    run: Run, package: Path, tmp_path: Path
) -> None:
    readout, truth = measured(package, tmp_path, SEED)
    code, out, err = run("calibrate", package, readout, "--out", tmp_path / "gates.csv")
    assert code in {0, 1}, err
    assert "1 gates measured" in out
    (row,) = rows(tmp_path / "gates.csv")
    wanted = truth[row["gate"]]
    assert float(row["k"]) == pytest.approx(wanted["k"], rel=0.15)
    assert 0.5 < float(row["leak_per_M_s"]) / wanted["leak_per_M_s"] < 2
    assert float(row["active"]) == pytest.approx(wanted["active"], rel=0.1)
    assert float(row["burst"]) == pytest.approx(wanted["burst"], abs=0.005)
    for name in ("k", "active"):
        assert row[f"{name}_known"] == "yes"
        assert float(row[f"{name}_low"]) < float(row[name]) < float(row[f"{name}_high"])


@pytest.mark.long
def test_two_swapped_wells_are_named_and_left_out(run: Run, package: Path, tmp_path: Path) -> None:
    readout, truth = measured(package, tmp_path, SEED)
    plate = rows(package / "calibration/plate.csv")
    rate, leak = (
        next(r["well"] for r in plate if r["assay"] == words)
        for words in ("inputs are fewer than gates", "gates without inputs")
    )
    names = {rate: leak, leak: rate}
    lines = readout.read_text(encoding="utf-8").splitlines()
    swapped = [
        ",".join([names.get(well, well), rest])
        for well, _, rest in (line.partition(",") for line in lines)
    ]
    readout.write_text("\n".join(swapped) + "\n", encoding="utf-8")
    code, out, err = run("calibrate", package, readout, "--out", tmp_path / "gates.csv")
    assert code in {0, 1}, err
    (row,) = rows(tmp_path / "gates.csv")
    assert set(row["outliers"].split()) == {rate, leak}
    assert f"nothing explains them: {row['outliers'].replace(' ', ', ')}" in out
    assert float(row["k"]) == pytest.approx(truth[row["gate"]]["k"], rel=0.15)


@pytest.mark.long
def test_what_cannot_be_fitted_is_one_sentence(run: Run, package: Path, tmp_path: Path) -> None:
    readout, _ = measured(package, tmp_path, SEED)
    plate = rows(package / "calibration/plate.csv")
    full = {r["well"] for r in plate if r["assay"] == "reporter, saturated"}
    gates = {r["well"] for r in plate if r["subject"].startswith("g")}
    lines = readout.read_text(encoding="utf-8").splitlines()

    def without(wells: set[str]) -> str:
        return "\n".join(line for line in lines if line.partition(",")[0] not in wells)

    empty = (package / "calibration/readout.csv").read_text(encoding="utf-8")
    no_column = "\n".join(line.rpartition(",")[0] for line in lines)
    for text, wanted in (
        (without(full), "H141"),
        (without(gates), "H142"),
        (empty, "H018"),
        (no_column, "there is no column 'value'"),
        ("\n".join(lines).replace("cal1:A1,", "cal9:A1,"), "the plan has no well 'cal9:A1'"),
    ):
        file = tmp_path / "edited.csv"
        file.write_text(f"{text}\n", encoding="utf-8")
        code, _, err = run("calibrate", package, file, "--out", tmp_path / "none.csv")
        assert code not in {0, 1}
        assert wanted in err
        assert err.count("\n") == 1
        assert not (tmp_path / "none.csv").exists()


@pytest.mark.long
def test_a_set_that_is_not_there_or_damaged_is_told(
    run: Run, package: Path, tmp_path: Path
) -> None:
    readout, _ = measured(package, tmp_path, SEED)
    other = tmp_path / "other"
    for path in package.rglob("*"):
        if path.is_file():
            place = other / path.relative_to(package)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    (other / "calibration/set.json").write_text('{"gates": [{}], "wells": []}', encoding="utf-8")
    assert "error[H143]" in run("calibrate", other, readout)[2]
    (other / "calibration/set.json").unlink()
    assert "error[H144]" in run("calibrate", other, readout)[2]
