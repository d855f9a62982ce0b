"""A design may be kept as a warning: then it is good as long as it warns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from run_fixture import small_run

from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.pipeline.design_outcome import as_expected
from ncrn_dsd.pipeline.summary import exit_code

FILE = Path(__file__).parents[3] / "designs/linear_regression/design.toml"


def stated(verdict: str) -> Verdict:
    text = f'{FILE.read_text(encoding="utf-8")}verdict = "{verdict}"\n'
    return parse_design(text, "design.toml").expect.verdict


@pytest.mark.parametrize(
    ("word", "keeps_promise", "code"),
    [
        ("PROVED", True, ExitCode.GOOD),
        ("PROVED", False, ExitCode.NOT_GOOD),
        ("REFUTED", False, ExitCode.GOOD),
        ("REFUTED", True, ExitCode.NOT_GOOD),
        ("UNDECIDED", False, ExitCode.NOT_GOOD),
    ],
)
def test_what_is_expected_is_good(word: str, keeps_promise: bool, code: ExitCode) -> None:
    run = small_run()
    largest = run.design.expect.dsd_mse_max if keeps_promise else 1e-9
    expect = replace(run.design.expect, verdict=stated(word), dsd_mse_max=largest)
    run = replace(run, design=replace(run.design, expect=expect))
    assert as_expected(run, exit_code(run)) is code
