"""A design may be kept as a warning: then it is good as long as it warns of exactly that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from run_fixture import small_run
from varied_designs import Keys, design_of_tables, tables_of, with_keys

from ncrn_dsd.errors import DesignError, ExitCode
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.verdict import Obligation, Verdict, check_obligation, learning_obligation
from ncrn_dsd.model.dynamics import AgreementSpec
from ncrn_dsd.model.expect import ExpectSpec, is_recorded, is_recorded_runaway
from ncrn_dsd.model.keys import changed
from ncrn_dsd.pipeline.design_outcome import as_recorded
from ncrn_dsd.pipeline.summary import exit_code

REFUTED = Obligation("CRN bisimulation", "gate 1", Verdict.REFUTED, "no path")
FAILS = check_obligation("learning agreement", "weights", False, "they differ by 3")
MISSES = learning_obligation("strands learn", "DSD level", 0, 1, "seed 1")


NOT_LEARNED = {"uncondensed": "fails", "uncondensed_loss": 9.0}
UNRECORDED: Keys = {f"expect.{key}": None for key in ("fails", *NOT_LEARNED)}


def stated(keys: Keys) -> ExpectSpec:
    """What is expected of a design that records nothing but these keys."""
    told = {f"expect.{key}": value for key, value in keys.items()}
    return design_of_tables(with_keys(tables_of("linear_regression", UNRECORDED), told)).expect


@pytest.mark.parametrize(
    ("expect", "answers", "code"),
    [
        ({}, (), ExitCode.GOOD),
        ({}, (FAILS,), ExitCode.NOT_GOOD),
        ({}, (MISSES,), ExitCode.NOT_GOOD),
        ({"verdict": "REFUTED"}, (REFUTED,), ExitCode.GOOD),
        ({"verdict": "REFUTED"}, (), ExitCode.NOT_GOOD),
        # A check that fails is no refutation, and a record of one is no leave for the other.
        ({"verdict": "REFUTED"}, (FAILS,), ExitCode.NOT_GOOD),
        ({"verdict": "REFUTED"}, (REFUTED, FAILS), ExitCode.NOT_GOOD),
        ({"verdict": "UNDECIDED"}, (REFUTED,), ExitCode.NOT_GOOD),
        ({"fails": ["learning agreement"]}, (FAILS,), ExitCode.GOOD),
        ({"fails": ["learning agreement"]}, (), ExitCode.NOT_GOOD),
        ({"fails": ["learning agreement"]}, (FAILS, MISSES), ExitCode.NOT_GOOD),
        ({"fails": ["strands learn", "learning agreement"]}, (FAILS, MISSES), ExitCode.GOOD),
        ({"fails": ["strands learn"]}, (MISSES, REFUTED), ExitCode.NOT_GOOD),
        (NOT_LEARNED, (FAILS, MISSES), ExitCode.GOOD),
        (NOT_LEARNED, (), ExitCode.NOT_GOOD),
    ],
)
def test_what_is_expected_is_good(
    expect: Keys, answers: tuple[Obligation, ...], code: ExitCode
) -> None:
    run = small_run()
    bounds = run.design.expect.bounds("dsd")
    run = replace(
        run,
        design=changed(run.design, expect=changed(stated(expect), **bounds.given)),
        verification=run.verification.extended(answers),
    )
    told = run.design.expect
    found = as_recorded(run.verification, told.verdict, told.failing, exit_code(run))
    assert found is code


@pytest.mark.parametrize("notion", ["strand learns", "CRN bisimulation"])
def test_only_checks_and_learning_are_recorded_to_fail(notion: str) -> None:
    with pytest.raises(DesignError, match=r"design\.toml:\d+: 'expect\.fails.*use one of kinetic"):
        stated({"fails": [notion]})


def test_half_a_record_of_strands_that_fail_is_refused() -> None:
    for key, value in NOT_LEARNED.items():
        with pytest.raises(DesignError, match="go together: give both or neither"):
            stated({key: value})


@pytest.mark.parametrize(
    "expect",
    [
        ExpectSpec(fails=("condensation",), uncondensed="fails", uncondensed_loss=9.0),
        AgreementSpec(
            deviation_max=0.1,
            fails=("condensation",),
            uncondensed="fails",
            uncondensed_deviation=0.9,
        ),
    ],
    ids=lambda expect: type(expect).__name__,
)
def test_a_record_of_every_step_is_none_of_condensed_reactions(
    expect: ExpectSpec | AgreementSpec,
) -> None:
    condensed = expect.by(Kinetics.CONDENSED)
    assert condensed.failing == {"condensation"} < expect.failing
    assert condensed.uncondensed is None
    assert expect.by(Kinetics.UNCONDENSED) == expect.by(Kinetics.OCCLUDED) == expect


def test_the_recorded_loss_is_the_one_that_is_found() -> None:
    assert is_recorded_runaway(9.0, 9.0)
    assert is_recorded_runaway(9.0, 12.0)
    assert not is_recorded_runaway(9.0, 0.2)
    assert not is_recorded_runaway(9.0, 1e6)


def test_what_does_not_run_away_is_recorded_closely() -> None:
    assert is_recorded(0.305, 0.31)
    assert not is_recorded(0.305, 0.32)
    assert not is_recorded(0.305, 0.29)
