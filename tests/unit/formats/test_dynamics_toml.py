"""Designs of kind "dynamics": what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.design_toml import is_dynamics, parse_dynamics
from ncrn_dsd.formats.schedule_toml import read_schedule
from ncrn_dsd.ir.schedule import Content, Dilute, Dose, Read, Wait

DESIGNS = Path(__file__).parents[3] / "designs"
TEXT = (DESIGNS / "lotka_volterra" / "design.toml").read_text(encoding="utf-8")


def test_a_design_is_read() -> None:
    design = parse_dynamics(TEXT, "design.toml")
    assert design.network.initial == {"X": 2.0, "Y": 1.0, "P": 1.0}
    assert design.look.show == ("X", "Y")
    assert design.intervals == 4
    assert [r.rate for r in design.crn.reactions] == [1.5, 1.0, 1.0]


def test_kinds_are_told_apart() -> None:
    assert is_dynamics(DESIGNS / "lotka_volterra")
    assert not is_dynamics(DESIGNS / "linear_regression")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('X = "2 u"', 'Q = "2 u"', "no reaction mentions the species Q"),
        ('X = "2 u"', 'X = "2 nM"', "unit"),
        ('show = ["X", "Y"]', 'show = ["Z"]', "no reaction mentions the species Z"),
        ("refills = 3", "refills = -1", "from 0"),
        ('duration = "25 tau"', 'duration = "25"', "no unit"),
        ("deviation_max = 0.05", "deviation_max = 2.0", "from 0.0001"),
        ("deviation_max", "deviation_min", "did you mean 'deviation_max'"),
        ("X + Y -> 2Y [k = 1.5]", "X + Y => [k", "[network] reactions"),
        ("X + Y -> 2Y [k = 1.5]", "X + Y -> 2Y; X @initial 3", "give a concentration of X"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(NcrnError) as refusal:
        parse_dynamics(TEXT.replace(old, new, 1), "design.toml")
    assert words in str(refusal.value)
    assert "design.toml" in str(refusal.value)


def test_a_schedule_is_read(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        'steps = [{ dose = "A", amount = "10 nM" }, { wait = "2 min" }, { dilute = 0.5 }, '
        '{ read = ["A", "B"] }]'
    )
    dose, wait, dilute, read = read_schedule(file, frozenset("AB"))
    assert dose == Dose((Content("A", pytest.approx(1e-8)),))  # type: ignore[arg-type]
    assert (wait, dilute, read) == (Wait(120.0), Dilute(0.5), Read(("A", "B"), ""))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ('{ dose = "C", amount = "1 nM" }', "has no species C"),
        ('{ dose = "A" }', "exactly one of"),
        ('{ wait = "1 s", dilute = 0.5 }', "exactly one of"),
        ("{ dilute = 0.0 }", "above 0 and up to 1"),
        ('{ wait = "1 tau" }', "unit 'tau'"),
        ('{ read = ["C"] }', "has no species C"),
        ('{ wiat = "1 s" }', "did you mean 'wait'"),
    ],
)
def test_a_wrong_step_is_refused(step: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(f"steps = [\n  {step},\n]")
    with pytest.raises(NcrnError) as refusal:
        read_schedule(file, frozenset("AB"))
    assert words in str(refusal.value)
