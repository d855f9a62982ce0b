"""Leaks that were put into curves come out of the fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lab_fixture import planned

from ncrn_dsd.handoff.analysis.fit_leak import fit, line, main, readout_of
from ncrn_dsd.handoff.analysis.predicted import (
    CALIBRATION_JSON,
    TEMPLATE_COLUMNS,
    TEMPLATE_CSV,
    analysis_files,
    calibration,
)
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.ir.bench import AssayWell, Condition

GATE, GATE_NM, REPORTER_NM = "fuel1", 1000.0, 50.0
LOW, PER_NM = 120.0, 30.0


def opened_nM(well: AssayWell, leaked_nM: float) -> float | None:
    """The opened reporter in a well; None in one that was not measured."""
    match well.condition:
        case Condition.REPORTER_MIN:
            return 0.0
        case Condition.REPORTER_MAX:
            return REPORTER_NM
        case Condition.GATE_LEAK if well.subject == GATE:
            return leaked_nM
        case _:
            return None


def readout(initial_nM: float, slope_nM_per_h: float, but: Condition | None = None) -> str:
    """Measurements of the scale of each reporter and of one gate, but for those of a condition."""
    plan = planned().plan
    dyes = {r.name: r.dye for r in plan.reporters}
    rows = [
        (well.place, hour * 3600, dyes[name], "" if opened is None else LOW + PER_NM * opened)
        for well in plan.wells
        if well.condition is not but
        for name in well.reporters
        for hour in range(9)
        for opened in [opened_nM(well, initial_nM + slope_nM_per_h * hour)]
    ]
    return csv_bytes(TEMPLATE_CSV, TEMPLATE_COLUMNS, rows).decode()


@pytest.fixture
def calibrated(tmp_path: Path) -> Path:
    """The file of a package that says what its wells are for."""
    file = tmp_path / "calibration.json"
    file.write_bytes(analysis_files(planned().plan, ())[CALIBRATION_JSON])
    return file


def test_a_line_is_fitted_exactly() -> None:
    assert line([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) == pytest.approx((1.0, 2.0))
    assert line([(4.0, 7.0)]) == (7.0, 0.0)


def test_initial_and_gradual_leak_come_back() -> None:
    (found,) = fit(readout_of(readout(1.5, 0.25)), calibration(planned().plan))
    assert (found["gate"], found["replicates"]) == (GATE, 3)
    assert found["initial_nM"] == pytest.approx(1.5)
    assert found["gradual_nM_per_h"] == pytest.approx(0.25)
    per_M_s = 0.25e-9 / 3600 / (GATE_NM * 1e-9 * REPORTER_NM * 1e-9)
    assert found["leak_per_M_s"] == pytest.approx(per_M_s)


def test_without_full_scale_nothing_is_fitted() -> None:
    text = readout(1.0, 0.1, but=Condition.REPORTER_MAX)
    assert fit(readout_of(text), calibration(planned().plan)) == []


def test_the_script_prints_json(
    tmp_path: Path, calibrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = tmp_path / "readout.csv"
    measured.write_text(readout(1.0, 0.1), encoding="utf-8")
    assert main([str(measured), str(calibrated)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["gate"] == GATE
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().err


def test_the_script_says_in_one_line_what_is_wrong(
    tmp_path: Path, calibrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    for path in (wrong, tmp_path / "none.csv"):
        assert main([str(path), str(calibrated)]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
