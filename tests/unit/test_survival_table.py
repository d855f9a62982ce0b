"""The table of survival: its tubes, and how its cells count draws."""

from __future__ import annotations

import math

import pytest

from benchmarks.survival_tasks import COLUMNS, HARD, HARD_LEAK_1, NONE, TASKS, tube_of
from benchmarks.survives import Cell, Draw, rows
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.pipeline.tube_cases import draws_of


def test_hard_with_more_leak_has_the_draws_of_hard() -> None:
    hard, leaky = tube_of(HARD), tube_of(HARD_LEAK_1)
    assert {key for key, size in leaky.sizes if size != dict(hard.sizes)[key]} == {"leak"}
    assert dict(leaky.sizes)["leak"] == 1.0
    assert [d.seed for d in draws_of(leaky, 1, 3)] == [d.seed for d in draws_of(hard, 1, 3)]


def test_tasks_name_designs_that_can_be_drawn() -> None:
    drawn = {(row.task.name, row.design.name) for row in rows((), jobs=1, every_design=True)}
    assert drawn == {(task.name, design) for task in TASKS for design in task.designs}
    assert all(set(task.wanted) <= set(COLUMNS) and NONE in task.wanted for task in TASKS)


def test_rows_are_those_that_are_named() -> None:
    (xor,) = (task for task in TASKS if task.name == "XOR")
    named = [(row.task.name, row.design.name) for row in rows(("XOR",), jobs=1)]
    assert named == [("XOR", xor.designs[0])]
    every = [row.design.name for row in rows(("XOR",), jobs=1, every_design=True)]
    assert every == list(xor.designs)


def test_iris_is_compared_with_logistic_regression() -> None:
    iris = next(task for task in TASKS if task.name == "iris")
    best = Reference(samples=20, mean_mse=1.0, variance=1.0, logistic_accuracy=0.95)
    assert iris.score(0.855, best) == pytest.approx(0.9)


def test_a_draw_that_stopped_is_the_worst() -> None:
    good, bad = (
        Draw(1, n, score, within=score >= 0.9, loss=-score) for n, score in ((1, 0.95), (2, 0.5))
    )
    stopped = Draw(1, 3, None, within=False, loss=math.inf)
    cell = Cell(HARD, 2, (good, stopped, bad), ())
    assert (cell.within, cell.middle, cell.worst) == (1, 0.5, stopped)
    assert cell.sentence.startswith("hard              1 of  3 (2 of 20 are wanted)")
    assert "worst stopped (samples 1, seed 3)" in cell.sentence


def test_a_median_of_what_mostly_stopped_is_none() -> None:
    stopped = Draw(1, 3, None, within=False, loss=math.inf)
    good = Draw(1, 1, 0.95, within=True, loss=-0.95)
    assert Cell(HARD, 2, (good, stopped), ()).middle is None
