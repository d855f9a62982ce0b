"""The kinds of tasks of a design file, and what is wrong with a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from descending import descending
from varied_designs import (
    Keys,
    Tables,
    design_of_tables,
    tables_of,
    varied,
    with_keys,
    write_design,
)

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.toml_text import document_of
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.learner import PolynomialLearner
from ncrn_dsd.model.task import (
    BooleanTaskSpec,
    FunctionTaskSpec,
    HalfPlaneTaskSpec,
    RingsTaskSpec,
    TableTaskSpec,
)

DESIGNS = Path(__file__).parents[3] / "designs" / "learners"


def test_each_kind_is_read() -> None:
    xor = read_design(DESIGNS / "xor")
    assert isinstance(xor.task, BooleanTaskSpec)
    assert xor.task.truth == (False, True, True, False)
    assert (xor.task.grid, xor.task.corners) == (40, False)
    assert isinstance(xor.learner, PolynomialLearner)
    assert xor.learner.features == ((1,), (2,), (1, 2))
    assert (xor.learner.loss, xor.learner.encoding.label) == (Loss.MARGIN, 10.0)
    assert xor.expect.bounds("abstract").accuracy_below_logistic_max == 0.04
    assert xor.expect.bounds("dsd") == xor.expect.bounds("abstract")
    assert isinstance(read_design(DESIGNS / "half_plane").task, HalfPlaneTaskSpec)
    rings = read_design(DESIGNS / "rings").task
    assert isinstance(rings, RingsTaskSpec)
    assert (rings.disc_radius, rings.ring_radii) == (0.45, (0.5, 1.0))
    sine = read_design(DESIGNS / "sine_regression")
    assert isinstance(sine.task, FunctionTaskSpec)
    assert descending(sine).loss is Loss.SQUARED
    assert sine.expect.bounds("dsd") == LearningBounds(loss_over_least_squares_max=1.5, r2_min=0.8)


def test_values_of_a_boolean_function_of_three_inputs() -> None:
    task = varied("learners/xor", {"task.function": "00010111", "task.grid": 10}).task
    assert isinstance(task, BooleanTaskSpec)
    assert sum(task.truth) == 4


@pytest.mark.parametrize(
    ("name", "keys", "code", "words"),
    [
        ("xor", {"task.kind": "bolean"}, "D009", "'task.kind' is 'bolean'"),
        ("xor", {"task.grid": None, "task.gird": 40}, "D007", "did you mean 'grid'"),
        ("xor", {"task.function": "exor"}, "D019", "no name of a Boolean function"),
        ("xor", {"task.function": "011"}, "D019", "no list of 2, 4, 8"),
        ("xor", {"task.function": "0110100110010110"}, "D020", "2560000 points"),
        ("xor", {"task.samples": "edges"}, "D009", "'edges'"),
        ("xor", {"learner.features": ["x1", "x1 y2"]}, "D018", "'x1 y2' is no product of inputs"),
        ("xor", {"learner.features": ["x2 x1", "x1 x2"]}, "D018", "'x1 x2' is there twice"),
        ("xor", {"learner.loss": "hinge"}, "D009", "'hinge'"),
        ("xor", {"dsd.kinetics": "exact"}, "D009", "'condensed', 'uncondensed'"),
        ("xor", {"learner.encoding.label": "10"}, "U002", "has no unit"),
        ("rings", {"task.ring_radii": [0.4, 1.0]}, "D005", "ring_radii is [0.45, 0.4, 1.0]"),
        ("rings", {"task.disc_radius": 0.0}, "D009", "0.0"),
        ("sine_regression", {"task.noise_sd": -0.1}, "D009", "-0.1"),
        ("xor", {"task.grid": 14}, "D131", "by 196 held-out samples"),
        ("xor", {"task.grid": 0}, "D131", "by 50 held-out samples"),
        ("rings", {"task.test_samples": 199}, "D131", "test_samples = 1000"),
        ("half_plane", {"task.grid": 14}, "D131", "by 196 held-out samples"),
        ("xor", {"expect.r2_min": 0.04}, "D130", "the task has classes"),
        ("sine_regression", {"expect.accuracy_below_logistic_max": 0.8}, "D130", "numbers as tar"),
        ("xor", {"expect.accuracy_below_logistic_max": 4.0}, "D009", "from 0 to 1"),
        ("sine_regression", {"expect.loss_over_least_squares_max": 0.9}, "D009", "from 1 to"),
        ("sine_regression", {"expect.r2_min": 1.1}, "D009", "to 1"),
        ("sine_regression", {"expect.abstract_mse_max": 0.8}, "D007", "'expect.abstract_mse_max'"),
    ],
)
def test_wrong_tasks_are_one_sentence(name: str, keys: Keys, code: str, words: str) -> None:
    with pytest.raises(NcrnError) as caught:
        varied(f"learners/{name}", keys)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_level_may_have_bounds_of_its_own() -> None:
    tables = tables_of("learners/sine_regression", {"expect.dsd.loss_over_least_squares_max": 2.5})
    expect = design_of_tables(tables).expect
    assert expect.bounds("abstract") == LearningBounds(loss_over_least_squares_max=1.5, r2_min=0.8)
    assert expect.bounds("dsd") == LearningBounds(loss_over_least_squares_max=2.5, r2_min=0.8)
    wrong = with_keys(tables, {"expect.dsd.accuracy_below_logistic_max": 0.1})
    with pytest.raises(NcrnError, match="D130") as caught:
        design_of_tables(wrong)
    # The key is the last line of the file.
    assert caught.value.where == f"design.toml:{len(document_of(wrong).splitlines())}"


def test_what_is_not_said_is_the_usual_expectation() -> None:
    bare = design_of_tables({**tables_of("learners/sine_regression"), "expect": {}})
    assert bare.expect.bounds("dsd") == LearningBounds(
        loss_over_least_squares_max=1.5, r2_min=0.8, accuracy_below_logistic_max=0.03
    )


CSV_TASK = {
    "kind": "csv",
    "file": "flowers.csv",
    "inputs": ["petal length", "petal width"],
    "target": "kind",
    "upper_class": "setosa",
    "test_samples": 1,
    "train_samples": 2,
    "validation_samples": 1,
    "seed": 42,
}
DATASET = {
    "kind": "dataset",
    "dataset": "digits",
    "classes": ["0", "1"],
    "test_samples": 60,
    "train_samples": 250,
    "validation_samples": 50,
    "seed": 42,
}
ROWS = """petal length,petal width,kind
1.4,0.2,setosa
4.7,1.4,versicolor
1.3,0.2,setosa
6.0,2.5,virginica
"""


def design_of_rows(folder: Path, task: Keys, rows: str = ROWS) -> Design:
    """A design with this table [task], beside a file of rows."""
    (folder / "flowers.csv").write_text(rows, encoding="utf-8")
    return read_design(write_design(folder, {**tables_of("learners/xor"), "task": dict(task)}))


def test_samples_of_a_file(tmp_path: Path) -> None:
    task = design_of_rows(tmp_path, CSV_TASK).task
    assert isinstance(task, TableTaskSpec)
    assert task.rows.inputs == ((1.4, 0.2), (4.7, 1.4), (1.3, 0.2), (6.0, 2.5))
    assert task.rows.targets == ((1.0,), (-1.0,), (1.0,), (-1.0,))
    assert task.rows.classes == ("not setosa", "setosa")


def test_more_classes_than_two_have_an_output_each(tmp_path: Path) -> None:
    classes = {"classes": ["setosa", "versicolor", "virginica"]}
    task = design_of_rows(tmp_path, with_keys(CSV_TASK, {"upper_class": None, **classes})).task
    assert isinstance(task, TableTaskSpec)
    assert task.rows.targets[1] == (-1.0, 1.0, -1.0)
    assert task.rows.classes == ("setosa", "versicolor", "virginica")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("petal width", "width", "D022", "no column 'petal width'"),
        ("4.7", "long", "D024", "'long', which is not a number"),
        ("4.7", "nan", "D024", "flowers.csv:3"),
    ],
)
def test_wrong_rows_are_one_sentence(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    with pytest.raises(NcrnError) as caught:
        design_of_rows(tmp_path, CSV_TASK, ROWS.replace(old, new))
    assert caught.value.code == code
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("task", "keys", "code", "words"),
    [
        (CSV_TASK, {"train_samples": 3}, "D023", "has 4"),
        (CSV_TASK, {"file": "trees.csv"}, "D021", "trees.csv"),
        (
            CSV_TASK,
            {"upper_class": None, "classes": ["setosa", "versicolor"]},
            "D025",
            "flowers.csv:5: kind is 'virginica'",
        ),
        (DATASET, {"classes": ["0", "ten"]}, "D027", "no class 'ten'"),
        (DATASET, {"train_samples": 260}, "D023", "digits has 360"),
        (DATASET, {"dataset": "faces"}, "D009", "dataset"),
    ],
)
def test_wrong_tables_are_one_sentence(
    tmp_path: Path, task: Tables, keys: Keys, code: str, words: str
) -> None:
    with pytest.raises(NcrnError) as caught:
        design_of_rows(tmp_path, with_keys(task, keys))
    assert caught.value.code == code
    assert words in str(caught.value)


def test_classes_of_a_data_set(tmp_path: Path) -> None:
    task = design_of_rows(tmp_path, DATASET).task
    assert isinstance(task, TableTaskSpec)
    assert [len(task.rows.inputs), len(task.rows.inputs[0]), task.rows.classes] == [
        360,
        64,
        ("0", "1"),
    ]
    assert sorted(set(task.rows.targets)) == [(-1.0,), (1.0,)]
