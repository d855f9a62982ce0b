"""What a design states about closeness is what its obligations are held against."""

from __future__ import annotations

from dataclasses import replace

import pytest
from run_fixture import small_run
from varied_designs import varied

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.study.obligations import tolerances_of
from ncrn_dsd.verification.agreement import TrainedPair, learning_agreement


@pytest.mark.parametrize(("stated", "verdict"), [(0.5, Verdict.HOLDS), (0.01, Verdict.FAILS)])
def test_learning_agreement_uses_them(stated: float, verdict: Verdict) -> None:
    design = varied("linear_regression", {"expect.weights_tolerance": stated})
    tolerances = tolerances_of(design)
    assert tolerances.rate == 0.1
    run = small_run()
    last = run.abstract.epochs[-1]
    off = replace(last, coefficients=tuple(1.1 * c for c in last.coefficients))
    dsd = replace(run.abstract, level="dsd", epochs=(*run.abstract.epochs[:-1], off))
    found = learning_agreement((TrainedPair("1", run.abstract, dsd),), tolerances)
    assert found.verdict is verdict
    assert f"tolerance {stated:g}" in found.reason
