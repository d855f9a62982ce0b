"""Leak, errors, dead gates and the reduction of a run, by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ncrn_dsd.formats.verify_json import read_verification
from ncrn_dsd.ir.verdict import Kind
from ncrn_dsd.study.stages import reduce
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT
from ncrn_dsd.verification.learning import STRANDS_LEARN

Run = Callable[..., tuple[int, str, str]]
DISTURBED = (
    *("--leak", "1e-6"),
    *("--rate-error", "1.02"),
    *("--dose-error", "0.02"),
    *("--dead-gates", "0.03"),
    *("--noise-seed", "3"),
)


def summary_of(folder: Path) -> dict[str, Any]:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert isinstance(summary, dict)
    return summary


@pytest.mark.slow
def test_every_disturbance_at_once(run: Run, small: Path, tmp_path: Path) -> None:
    assert run("run", small, "--out", "calm/results")[0] == 0
    code, screen, err = run("run", small, "--out", "one/results", *DISTURBED)
    assert code == 0, err
    assert "leak 1e-06 /(M s), rates off by up to a factor 1.02" in screen
    assert run("run", small, "--out", "two/results", *DISTURBED)[0] == 0
    calm, one, two = (tmp_path / name / "results" for name in ("calm", "one", "two"))

    for name in ("learning_curve.csv", "predictions.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
        assert (one / name).read_bytes() != (calm / name).read_bytes()
    # What was designed and proved does not depend on what the vessel suffers.
    for name in ("kinetics.json", "schedule.json", "network.json", "system.pil"):
        assert (one / name).read_bytes() == (calm / name).read_bytes()
    # A disturbed vessel does not say whether the design learns what its formal network learns.
    texts = ((f / "verify.json").read_text(encoding="utf-8") for f in (calm, one))
    designed, suffered = (read_verification(text, "verify.json") for text in texts)
    assert suffered.of_kind(Kind.PROOF) == designed.of_kind(Kind.PROOF)
    told = [{o.notion for o in report.obligations} for report in (designed, suffered)]
    assert told[0] - told[1] == {LEARNING_AGREEMENT, STRANDS_LEARN}

    before, after = summary_of(calm), summary_of(one)
    assert {**after, "cpu": None} == {**summary_of(two), "cpu": None}
    assert after["disturbance"] == {
        "leak_per_M_s": 1e-6,
        "rate_error_factor": 1.02,
        "dose_error_fraction": 0.02,
        "dead_gate_fraction": 0.03,
        "seed": 3,
    }
    assert after["abstract"] == before["abstract"]
    assert after["dsd"] != before["dsd"]
    assert before["simulated"]["leak_reactions"] == 0 < after["simulated"]["leak_reactions"]
    assert before["simulated"]["reactions"] == after["sizes"]["enumerated_reactions"]
    assert before["reduction"] is after["reduction"] is None
    calm_leak, leak = (s["not_shown"][1] for s in (before, after))
    assert "no reaction between fuels" in calm_leak
    assert "neither verification nor kinetics knows of leaks" in leak
    report = (one / "report.html").read_text(encoding="utf-8")
    assert "The errors were drawn with the seed 3." in report
    assert "Nothing disturbed it" in (calm / "report.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_reduced_run_learns_the_same_and_says_how_far_off_it_is(
    run: Run, small: Path, tmp_path: Path
) -> None:
    assert run("run", small, "--out", "full")[0] == 0
    code, screen, err = run("run", small, "--out", "reduced", "--reduce")
    assert code == 0, err
    assert "reduced" in screen
    full, reduced = (summary_of(tmp_path / name) for name in ("full", "reduced"))
    cut = reduced["reduction"]
    assert cut["species_before"] == full["sizes"]["enumerated_species"] > cut["species_after"]
    assert cut["reactions_before"] == full["sizes"]["enumerated_reactions"]
    assert cut["reactions_after"] == reduced["simulated"]["reactions"] < cut["reactions_before"]
    assert 0 < cut["measured_error"] < 1e-5
    assert " at the " in cut["where"]
    assert reduced["sizes"] == full["sizes"]
    assert reduced["dsd"]["validation_mse_per_epoch"] == pytest.approx(
        full["dsd"]["validation_mse_per_epoch"], rel=1e-2
    )
    report = (tmp_path / "reduced" / "report.html").read_text(encoding="utf-8")
    assert "Reduced, variants of signals merged" in report


@pytest.mark.slow
def test_a_reduction_that_is_too_far_off_is_refused(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reduce, "LARGEST_REDUCTION_ERROR", 0.0)
    code, _, err = run("run", small, "--out", "reduced", "--reduce")
    assert code == 2
    assert "M047" in err
    assert "run without --reduce" in err
    assert not (tmp_path / "reduced").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--leak", "-1"), "M040"),
        (("--rate-error", "0.5"), "M041"),
        (("--dose-error", "1"), "M042"),
        (("--dead-gates", "1.5"), "M043"),
        (("--noise-seed", "-1"), "M044"),
        (("--reduce", "--rate-error", "2"), "M045"),
        (("--engine", "peppercorn", "--leak", "1"), "E012"),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_work(
    run: Run, small: Path, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    exit_code, out, err = run("run", small, "--out", "out", *arguments)
    assert exit_code == 2
    assert out == ""
    assert f"error[{code}]" in err
    assert not list(tmp_path.rglob("enumerate-*"))
    assert not (tmp_path / "out").exists()
