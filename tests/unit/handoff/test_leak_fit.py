"""Leaks that were put into curves come out of the fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ncrn_dsd.handoff.analysis.fit_leak import fit, line, main, readout_of

CALIBRATION = {
    "reporters": {
        "Rep_A": {
            "channel": "ATTO488",
            "reporter_nM": 50.0,
            "min": ["assay1:A1"],
            "max": ["assay1:A2"],
        }
    },
    "gate_leaks": [
        {"well": "assay1:B1", "gate": "g1", "gate_nM": 1000.0, "reporters": ["Rep_A"]},
        {"well": "assay1:B2", "gate": "g1", "gate_nM": 1000.0, "reporters": ["Rep_A"]},
    ],
}
LOW, PER_NM = 120.0, 30.0


def readout(folder: Path, initial_nM: float, slope_nM_per_h: float) -> Path:
    lines = ["well,t_s,channel,value"]
    for hour in range(9):
        leaked = initial_nM + slope_nM_per_h * hour
        values = {"A1": 0.0, "A2": 50.0, "B1": leaked, "B2": leaked}
        lines += [
            f"assay1:{well},{hour * 3600},ATTO488,{LOW + PER_NM * nM}"
            for well, nM in values.items()
        ]
    lines.append("assay1:B1,99999,ATTO488,")
    path = folder / "readout.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_line_is_fitted_exactly() -> None:
    assert line([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) == pytest.approx((1.0, 2.0))
    assert line([(4.0, 7.0)]) == (7.0, 0.0)


def test_initial_and_gradual_leak_come_back(tmp_path: Path) -> None:
    found = fit(readout_of(readout(tmp_path, 1.5, 0.25).read_text()), CALIBRATION)
    assert len(found) == 1
    assert found[0]["replicates"] == 2
    assert found[0]["initial_nM"] == pytest.approx(1.5)
    assert found[0]["gradual_nM_per_h"] == pytest.approx(0.25)
    # 0.25 nM/h of 1000 nM gate and 50 nM reporter.
    assert found[0]["leak_per_M_s"] == pytest.approx(0.25e-9 / 3600 / (1e-6 * 50e-9))


def test_without_full_scale_nothing_is_fitted(tmp_path: Path) -> None:
    path = readout(tmp_path, 1.0, 0.1)
    kept = [row for row in path.read_text().splitlines() if not row.startswith("assay1:A2")]
    path.write_text("\n".join(kept) + "\n")
    assert fit(readout_of(path.read_text()), CALIBRATION) == []


def test_the_script_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calibration = tmp_path / "calibration.json"
    calibration.write_text(json.dumps(CALIBRATION), encoding="utf-8")
    assert main([str(readout(tmp_path, 1.0, 0.1)), str(calibration)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["gate"] == "g1"
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().err


def test_the_script_says_in_one_line_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calibration = tmp_path / "calibration.json"
    calibration.write_text(json.dumps(CALIBRATION), encoding="utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    for path in (wrong, tmp_path / "none.csv"):
        assert main([str(path), str(calibration)]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
