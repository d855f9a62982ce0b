"""Samples and designs of published experiments: sizes, balance, seeds, refusals."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from published.published_designs import FOLDER, NAMES, design
from varied_designs import Keys, published_of_tables, tables_of

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_published
from ncrn_dsd.ir.host import Overwrite
from ncrn_dsd.networks.published.data import published_task
from ncrn_dsd.networks.registry import build_published
from ncrn_dsd.networks.seeds import published_with_seed as with_seed

BALANCE = {
    "xor_cubic": ((51, 50), (16, 15), 1600),
    "or_cubic": ((51, 150), (3, 8), 1600),
    "rings_cubic": ((51, 50), (101, 100), 0),
    "rings_quadratic": ((51, 50), (51, 50), 0),
    "linear_classification": ((51, 50), (51, 50), 3600),
}


@pytest.mark.parametrize("name", BALANCE)
def test_classes_are_balanced_and_mixed(name: str) -> None:
    base = design(name)
    assert base.classes is not None
    task = published_task(base)
    train, validation, tests = BALANCE[name]
    for samples, wanted in ((task.train, train), (task.validation, validation)):
        counts = Counter(s.targets[0] for s in samples)
        low, high = base.classes.lower_target, base.classes.upper_target
        assert (counts[low], counts[high]) == wanted
    targets = [s.targets[0] for s in task.train]
    assert targets != sorted(targets)
    assert len(task.test) == tests
    assert task.threshold == base.classes.threshold


def test_grids_include_the_ends_and_label_from_one_half() -> None:
    task = published_task(design("and_cubic"))
    labels = {s.inputs: s.targets[0] for s in task.test}
    assert (labels[0.0, 0.0], labels[0.0, 1.0], labels[1.0, 1.0]) == (0.0, 0.0, 1.0)
    assert sum(labels.values()) == 20 * 20


def test_rings_leave_a_gap_and_are_shown_around_one() -> None:
    program = build_published(design("rings_quadratic"))
    radii = np.array([np.linalg.norm(s.inputs) for s in program.task.train])
    targets = np.array([s.targets[0] for s in program.task.train])
    assert np.all((radii <= 0.4) == (targets == 2.0))
    assert np.all((radii <= 0.4) | ((radii >= 0.6) & (radii <= 1.0)))
    written = {a.species: a.value for a in program.samples[0].actions if isinstance(a, Overwrite)}
    x = program.task.train[0].inputs
    for symbol in ("X", "Z"):
        shown = [written[f"{symbol}{i}_p"] for i in (1, 2, 3)]
        assert shown == pytest.approx([x[0] + 1, x[1] + 1, 1.0])
        assert [written[f"{symbol}{i}_m"] for i in (1, 2, 3)] == [0, 0, 0]


def test_iris_is_scaled_by_the_training_set() -> None:
    program = build_published(design("iris_trilinear"))
    assert (len(program.task.train), len(program.task.validation)) == (120, 30)
    values = np.array(
        [
            [a.value for a in s.actions if isinstance(a, Overwrite) and a.species == f"X{i}_p"]
            for s in program.samples
            for i in range(1, 6)
        ]
    ).reshape(120, 5)
    assert values.min(axis=0) == pytest.approx([0, 0, 0, 0, 1])
    assert values.max(axis=0) == pytest.approx([1, 1, 1, 1, 1])
    assert {s.targets for s in program.task.train} == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_seeds_change_data_and_weights_and_nothing_else(name: str) -> None:
    base = design(name)
    programs = [build_published(with_seed(base, seed)) for seed in (5, 5, 6)]
    assert programs[0] == programs[1]
    assert programs[0].task.train != programs[2].task.train
    assert programs[0].initial_weights != programs[2].initial_weights
    assert programs[0].networks == programs[2].networks


@pytest.mark.parametrize(
    ("name", "keys", "code", "words"),
    [
        ("xor_cubic", {"model.kind": "quartic"}, "D301", "'quartic'"),
        ("rings_quadratic", {"model.offset": [1.0]}, "D302", "1 values and the task 2 inputs"),
        ("iris_trilinear", {"model.offset": [0, 0, 0, 0]}, "D302", "bo"),
        ("xor_cubic", {"model.update": "digital"}, "D303", "no update 'digital'"),
        ("xor_cubic", {"model.gradient": "first order"}, "D303", "no gr"),
        ("xor_cubic", {"classes": None}, "D304", "missing"),
        ("sine_first_order", {"classes": {"targets": [0, 1]}}, "D304", "no classes"),
        ("iris_trilinear", {"model.kind": "cubic"}, "D305", "3 outputs"),
        ("linear_regression", {"task.input_range": [-1.0, 5.0]}, "D306", "negative"),
        ("sine_first_order", {"task.function": "tan x1"}, "D307", "'tan x1'"),
        ("xor_cubic", {"task.function": "1111"}, "D308", "lower class"),
        ("xor_cubic", {"mode": None}, "D309", "not of an experiment"),
        ("xor_cubic", {"training.initial_weights.mean": None}, "D310", "lacks mean or sd"),
        ("xor_cubic", {"model.paddding": [0.2]}, "D007", "paddding"),
        ("xor_cubic", {"model.annihilation": "1e9 /u/tau"}, "D010", "annihilation"),
    ],
)
def test_wrong_designs_are_refused(name: str, keys: Keys, code: str, words: str) -> None:
    with pytest.raises(DesignError) as caught:
        build_published(published_of_tables(tables_of(f"published/{name}", keys)))
    assert caught.value.code == code
    assert words in str(caught.value)


def test_an_ordinary_design_is_no_published_one() -> None:
    with pytest.raises(DesignError) as caught:
        read_published(FOLDER.parent / "linear_regression")
    assert caught.value.code == "D309"
