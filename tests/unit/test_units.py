from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ncrn_dsd
from ncrn_dsd.errors import UnitError
from ncrn_dsd.units import (
    CONCENTRATION_M,
    TIME_S,
    parse_quantity,
    show_amount,
    show_concentration,
    show_time,
)


@pytest.mark.parametrize(
    ("text", "value"), [("10 uM", 1e-5), ("1e-3 nM", 1e-12), (".5 M", 0.5), ("0 pM", 0.0)]
)
def test_quantities(text: str, value: float) -> None:
    assert parse_quantity(text, CONCENTRATION_M, "file", "x") == pytest.approx(value)


@pytest.mark.parametrize("text", ["10", "10 m", "-1 nM", "nM", "1e999 M", "nan nM"])
def test_wrong_quantities(text: str) -> None:
    with pytest.raises(UnitError, match="file:3: x"):
        parse_quantity(text, CONCENTRATION_M, "file:3", "x")


def test_times() -> None:
    assert parse_quantity("2 h", TIME_S, "file", "x") == 7200.0


@pytest.mark.parametrize(
    ("value_M", "text"),
    [(0.0, "0 M"), (1.22e-9, "1.22 nM"), (0.99999e-6, "1 uM"), (2e-15, "0.002 pM")],
)
def test_shown_concentrations(value_M: float, text: str) -> None:
    assert show_concentration(value_M) == text


@pytest.mark.parametrize(
    ("value_s", "text"), [(59.99, "1 min"), (7200.0, "2 h"), (3.0, "3 s"), (2e8, "2,315 d")]
)
def test_shown_times(value_s: float, text: str) -> None:
    assert show_time(value_s) == text


@pytest.mark.parametrize(
    ("value_mol", "text"), [(6.29e-6, "6.29 umol"), (2.5e-9, "2.5 nmol"), (0.0, "0 pmol")]
)
def test_shown_amounts(value_mol: float, text: str) -> None:
    assert show_amount(value_mol) == text


def test_conversions_are_spelled_once() -> None:
    """No factor between M and nM stands in an expression; it has a name."""
    factors = {1e9, 1e-9}
    spelled = [
        f"{file.name}:{node.lineno}"
        for file in Path(ncrn_dsd.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)
        for side in (node.left, node.right)
        if isinstance(side, ast.Constant) and side.value in factors
    ]
    assert not spelled
