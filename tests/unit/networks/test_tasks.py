"""Samples of every kind of task: right labels, right places, the same for the same seed."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.ir.task import Sample, SampleRows
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.task import (
    BooleanTaskSpec,
    CsvTaskSpec,
    FunctionTaskSpec,
    HalfPlaneTaskSpec,
    LinearTaskSpec,
    RingsTaskSpec,
    TaskSpec,
)
from ncrn_dsd.networks.tasks import task_of

SIZES: dict[str, Any] = {"train_samples": 50, "validation_samples": 20, "seed": 3}
XOR = BooleanTaskSpec(kind="boolean", function="xor", samples="uniform", grid=40, **SIZES)
LINE = HalfPlaneTaskSpec(
    kind="half_plane", weights=(1.0, 2.0), boundary=2.0, input_range=(0.0, 2.0), grid=60, **SIZES
)
RINGS = RingsTaskSpec(
    kind="rings", disc_radius=0.45, ring_radii=(0.5, 1.0), test_samples=4000, **SIZES
)
SINE = FunctionTaskSpec(
    kind="function",
    function="sin x1 + x2^2",
    noise_sd=0.1,
    input_range=(0.5, 2.0),
    **SIZES | {"train_samples": 4000},
)
LINEAR = LinearTaskSpec(
    kind="linear",
    weights=(1.0, 2.0),
    intercept=1.0,
    noise_sd=0.4,
    input_range=(1.0, 5.0),
    **SIZES,
)


@pytest.mark.parametrize("spec", [XOR, LINE, RINGS, SINE, LINEAR])
def test_the_seed_decides(spec: TaskSpec) -> None:
    assert task_of(spec, "design.toml") == task_of(spec, "design.toml")
    assert task_of(spec, "design.toml").train != task_of(changed(spec, seed=4), "design.toml").train


@pytest.mark.parametrize(
    ("spec", "floor"), [(XOR, None), (LINE, None), (RINGS, None), (LINEAR, 0.4**2)]
)
def test_an_error_of_noise_is_told_of_numbers_alone(spec: TaskSpec, floor: float | None) -> None:
    assert task_of(spec, "design.toml").noise_floor == floor


@pytest.mark.parametrize("truth", list(itertools.product([False, True], repeat=4)))
def test_boolean_labels(truth: tuple[bool, ...]) -> None:
    task = task_of(changed(XOR, function="".join("01"[value] for value in truth)), "design.toml")
    assert len(task.test) == 1600
    for sample in (*task.train, *task.validation, *task.test):
        high, low = (x >= 0.5 for x in sample.inputs)
        assert (sample.targets[0] > 0) == truth[2 * high + low]


def test_corners_come_equally_often() -> None:
    task = task_of(changed(XOR, samples="corners", train_samples=12), "design.toml")
    counts = Counter(sample.inputs for sample in task.train)
    assert counts == dict.fromkeys(itertools.product((0.0, 1.0), repeat=2), 3)
    noisy = task_of(changed(XOR, samples="corners", corner_noise_sd=0.1), "design.toml").train
    distances = [abs(x - round(x)) for s in noisy for x in s.inputs]
    assert 0 < max(distances) < 0.5
    assert all(0 <= x <= 1 for s in noisy for x in s.inputs)


def test_half_plane_labels_and_grid() -> None:
    task = task_of(LINE, "design.toml")
    for sample in (*task.train, *task.validation, *task.test):
        assert (sample.targets[0] > 0) == (sample.inputs[0] + 2 * sample.inputs[1] > 2)
    assert (task.test[0].inputs, task.test[-1].inputs) == ((0.0, 0.0), (2.0, 2.0))
    assert len(task.test) == 3600


def test_rings_are_uniform_in_area_with_a_gap() -> None:
    task = task_of(RINGS, "design.toml")
    radius = np.array([math.hypot(*s.inputs) for s in task.test])
    inside = np.array([s.targets[0] > 0 for s in task.test])
    assert np.array_equal(inside, radius <= 0.45)
    assert radius[~inside].min() >= 0.5
    assert radius.max() <= 1
    share = 0.45**2 / (0.45**2 + 1 - 0.5**2)
    assert inside.mean() == pytest.approx(share, abs=4 * np.sqrt(share / len(radius)))
    assert task.input_lows == (-1.0, -1.0)


def residues(samples: tuple[Sample, ...]) -> np.ndarray:
    return np.array([s.targets[0] - np.sin(s.inputs[0]) - s.inputs[1] ** 2 for s in samples])


def test_function_values_carry_the_noise_asked_for() -> None:
    noise = residues(task_of(SINE, "design.toml").train)
    assert noise.std() == pytest.approx(0.1, rel=0.1)
    assert noise.mean() == pytest.approx(0, abs=0.01)


def test_rows_of_a_file_are_shared_out_once() -> None:
    inputs = tuple((float(i), -float(i)) for i in range(20))
    targets = tuple((float(i),) for i in range(20))
    spec = CsvTaskSpec(
        kind="csv",
        file="rows.csv",
        inputs=("a", "b"),
        target="c",
        test_samples=5,
        train_samples=8,
        validation_samples=7,
        seed=1,
        rows=SampleRows("rows.csv", inputs, targets),
    )
    task = task_of(spec, "design.toml")
    assert [len(s) for s in (task.train, task.validation, task.test)] == [8, 7, 5]
    drawn = [s.targets for s in (*task.train, *task.validation, *task.test)]
    assert sorted(drawn) == list(targets)
    assert drawn != list(targets)
    assert task.input_lows == (0.0, -19.0)


def test_validation_may_be_of_training_rows() -> None:
    rows = SampleRows("rows.csv", tuple((float(i),) for i in range(20)), ((0.0,),) * 20)
    spec = CsvTaskSpec(
        kind="csv",
        file="rows.csv",
        inputs=("a",),
        target="c",
        validation="training",
        test_samples=5,
        train_samples=15,
        validation_samples=7,
        seed=1,
        rows=rows,
    )
    task = task_of(spec, "design.toml")
    assert task.validation == task.train[:7]
    assert len(task.train) == 15
    assert len({s.inputs for s in (*task.train, *task.test)}) == 20


def test_every_row_is_in_one_fold_and_classes_are_dealt_out_evenly() -> None:
    inputs = tuple((float(i),) for i in range(30))
    classes = ((1.0, -1.0, -1.0), (-1.0, 1.0, -1.0), (-1.0, -1.0, 1.0))
    targets = tuple(classes[i % 3] for i in range(30))
    spec = CsvTaskSpec(
        kind="csv",
        file="rows.csv",
        inputs=("x",),
        target="class",
        classes=("a", "b", "c"),
        train_samples=20,
        validation_samples=4,
        seed=1,
        folds=5,
        rows=SampleRows("rows.csv", inputs, targets, ("a", "b", "c")),
    )
    folds = [task_of(changed(spec, fold=k), "design.toml") for k in range(5)]
    assert sorted(s.inputs for task in folds for s in task.test) == sorted(inputs)
    for task in folds:
        assert sorted(s.targets for s in task.test) == sorted(targets[:3] * 2)
        held_out = {s.inputs for s in task.test}
        assert not held_out & {s.inputs for s in (*task.train, *task.validation)}
        assert [len(task.train), len(task.validation), task.outputs] == [20, 4, 3]


def test_classes_take_turns_off_the_border() -> None:
    asked = {"gap": 0.2, "balanced": True, "test_samples": 30, "grid": 0}
    line, xor = (task_of(changed(spec, **asked), "design.toml") for spec in (LINE, XOR))
    for task in (line, xor):
        assert [s.targets[0] for s in task.train] == [1.0, -1.0] * 25
        assert len(task.test) == 30
    for s in (*line.train, *line.validation, *line.test):
        assert abs(s.inputs[0] + 2 * s.inputs[1] - 2) >= 0.2
    for s in (*xor.train, *xor.validation, *xor.test):
        assert min(abs(x - 0.5) for x in s.inputs) >= 0.2


def test_with_two_in_a_row_every_class_follows_every_class_as_often() -> None:
    asked = {"balanced": True, "in_a_row": 2, "train_samples": 49, "grid": 0}
    for spec in (LINE, XOR):
        shown = [s.targets[0] for s in task_of(changed(spec, **asked), "design.toml").train]
        assert shown[:6] == [1.0, 1.0, -1.0, -1.0, 1.0, 1.0]
        assert set(Counter(itertools.pairwise(shown)).values()) == {12}


def test_rows_without_turns_are_refused() -> None:
    with pytest.raises(NcrnError, match=r"D052.*balanced = true"):
        changed(LINE, in_a_row=2)


def test_test_samples_are_of_a_seed_of_their_own() -> None:
    fewer, more = (
        task_of(changed(LINE, grid=0, test_samples=9, train_samples=n), "design.toml")
        for n in (5, 50)
    )
    assert fewer.test == more.test
    assert fewer.train == more.train[:5]


def test_rows_of_a_table_take_turns() -> None:
    rows = SampleRows(
        source="table",
        inputs=tuple((float(i),) for i in range(12)),
        targets=tuple((1.0,) if i < 4 else (-1.0,) for i in range(12)),
        classes=("low", "high"),
    )
    spec = CsvTaskSpec(
        kind="csv",
        file="rows.csv",
        inputs=("a",),
        target="b",
        upper_class="high",
        train_samples=8,
        validation_samples=4,
        seed=1,
        balanced=True,
    ).model_copy(update={"rows": rows})
    assert [s.targets[0] for s in task_of(spec, "design.toml").train] == [1.0, -1.0] * 4
    pairs = spec.model_copy(update={"in_a_row": 2})
    assert [s.targets[0] for s in task_of(pairs, "design.toml").train] == [1, 1, -1, -1] * 2
