"""What an operating point spends follows from doses, levels and rates, without a simulation."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from dsd_fixtures import soloveichik2010

from ncrn_dsd.cli.screen import show_budget
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.budget import MISSED, OPEN, REACHED, BudgetLine
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation, RealisedRate
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.rates import USUAL_CONDITIONS
from ncrn_dsd.model.schedule import TransferStep, WashStep
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.budget import budget_of

LEARNERS = Path(__file__).parents[3] / "designs/learners"
UNIT_M, TAU_S, FUEL_M = 1e-8, 150.0, 3e-7


@cache
def design_of(name: str) -> Design:
    return read_design(LEARNERS / name)


@cache
def program_of(name: str) -> LearningProgram:
    return build(design_of(name))


@cache
def system_of(name: str) -> DsdSystem:
    return soloveichik2010(program_of(name).crn)


def point_of(name: str, *, off: float = 1.0) -> Realisation:
    """All rates as designed but for a factor, and one species that is half held."""
    crn = program_of(name).crn
    rates = tuple(
        RealisedRate(
            reaction=number,
            text=str(reaction),
            formal_rate=reaction.rate,
            target_rate=(target := reaction.rate * UNIT_M ** (1 - reaction.order) / TAU_S),
            hold=0.0,
            realised_rate=off * target,
        )
        for number, reaction in enumerate(crn.reactions)
    )
    return Realisation(
        concentration_unit_M=UNIT_M,
        time_unit_s=TAU_S,
        rates=rates,
        fuels=tuple(FuelLevel(f.name, FUEL_M, 0.0, FUEL_M) for f in system_of(name).fuels),
        free=tuple(FreeFraction(s, 0.5 if s == "F0" else 1.0) for s in crn.names),
        refill_every=1,
        speed_limit="",
        concentration_limit="",
    )


def spent(name: str, *, off: float = 1.0, design: Design | None = None) -> dict[str, BudgetLine]:
    asked = design or design_of(name)
    program = program_of(name) if design is None else build(design)
    lines = budget_of(asked, program, system_of(name), point_of(name, off=off), USUAL_CONDITIONS)
    return {line.quantity: line for line in lines}


def test_figures_are_those_of_the_rules_of_thumb() -> None:
    found = spent("completion_half_plane")
    assert found["fuel over signal"].amount == pytest.approx(30)
    assert found["fuel over signal"].outcome == REACHED
    # 29 tau of 150 s, with leaks of .03 /(M s).
    assert found["time per sample"].amount == pytest.approx(29 * TAU_S / 3600)
    assert found["leak per sample"].amount == pytest.approx(0.03 * FUEL_M**2 * 4350 / UNIT_M)
    assert found["held by gates"].amount == pytest.approx(0.5)
    assert found["held by gates"].outcome == MISSED
    # As much of traces as there is left, which is the slowest: 10 u for 10 tau.
    least = 1 - 1 / (1 + 10 * 0.225 * 10)
    assert least <= found["update completed"].amount <= least + 0.01
    # 15 u die with 1.875 /tau for 8 tau, and take what they find with .5 /u/tau.
    left_u = 15 * math.exp(-1.875 * 8)
    assert found["next sample taken by the cleaner"].amount == pytest.approx(
        0.5 * left_u / 1.875, rel=1e-4
    )
    dosed = sum(
        c.amount for s in program_of("completion_half_plane").training.segments[1:] for c in s.dosed
    )
    assert found["waste at the end"].amount == pytest.approx(10 * dosed)


def test_what_is_at_least_spent_misses_a_target_and_reaches_none() -> None:
    found = spent("completion_half_plane")["waste at the end"]
    assert found.is_least
    assert replace(found, highest=found.amount).outcome == OPEN
    assert replace(found, highest=0.9 * found.amount).outcome == MISSED


def test_a_terminal_shows_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = tuple(spent("completion_half_plane").values())
    show_budget(lines)
    told = " ".join(capsys.readouterr().out.split())
    for line in lines:
        assert all(word in told for word in line.quantity.split())
        assert line.outcome in told
    show_budget(())
    assert capsys.readouterr().out == ""


def test_slow_strands_miss_their_targets() -> None:
    found = spent("completion_half_plane", off=0.3)
    assert found["update completed"].outcome == MISSED
    assert found["next sample taken by the cleaner"].outcome == MISSED
    # What is no number is within no target.
    assert BudgetLine("x", math.nan, "", None, 1.0, "").outcome == MISSED


def test_numbers_have_signs_that_are_left_over_and_more_time() -> None:
    found = spent("completion_plane")
    slowest = found["update completed"]
    assert "15 u" in slowest.basis
    assert "E_" in slowest.basis
    assert found["time per sample"].highest == pytest.approx(8 * 24 / 72)


def test_features_that_two_doses_join_have_one_too() -> None:
    quantities = [tuple(spent(name)) for name in ("completion_xor", "completion_plane")]
    assert quantities[0] == quantities[1]
    assert len(quantities[0]) == 9


def test_waste_that_is_taken_out_is_no_waste_at_the_end() -> None:
    name = "completion_half_plane"
    design = design_of(name)
    amounts = []
    for step in (
        WashStep(wash=11, takes=8.0, waste_left=0.1),
        TransferStep(transfer=11, takes=8.0, waste_left=0.0),
    ):
        schedule = changed(design.schedule, between=(step,))
        found = spent(name, design=changed(design, schedule=schedule))
        amounts.append(found["waste at the end"].amount)
        # Five times eight tau more.
        assert found["time per sample"].amount == pytest.approx((66 * 29 + 40) / 66 * TAU_S / 3600)
    whole = spent(name)["waste at the end"].amount
    # That of the last sixth, and a tenth of that before.
    assert amounts[1] == pytest.approx(whole / 6, rel=0.1)
    assert amounts[0] == pytest.approx(amounts[1] * 1.111, rel=0.05)


def test_a_small_vessel_counts_its_doses_and_refills_anew_when_it_is_fresh() -> None:
    name = "completion_half_plane"
    lab = LabSettings(first_mix_uL=700.0, read_aliquot_uL=2.0)
    design = changed(design_of(name), lab=lab)
    grown = spent(name, design=design)["vessel with every dose"].amount
    step = TransferStep(transfer=11, takes=8.0)
    moved = changed(design, schedule=changed(design.schedule, between=(step,)))
    fresh = spent(name, design=moved)["vessel with every dose"].amount
    assert 700 <= fresh < grown
    # Without a first mix it is so large that doses hardly thin it.
    assert spent(name)["vessel with every dose"].amount > 1e5


def test_the_longest_toehold_decides() -> None:
    name = "completion_half_plane"
    point = point_of(name)
    fuels = tuple(replace(f, start_M=1e-4, end_M=1e-4) for f in point.fuels)
    dense = replace(point, fuels=fuels)
    lines = budget_of(design_of(name), program_of(name), system_of(name), dense, USUAL_CONDITIONS)
    (found,) = (line for line in lines if line.quantity == "toehold length")
    (usual,) = (line for q, line in spent(name).items() if q == "toehold length")
    assert found.amount == usual.amount
    assert found.highest is not None
    assert usual.highest is not None
    assert found.highest < usual.highest
