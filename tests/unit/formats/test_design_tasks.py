"""The kinds of tasks of a design file, and what is wrong with a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from descending import descending
from varied_designs import design_of_tables, tables_of

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.design_toml import parse_design, read_design
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


def text_of(name: str) -> str:
    return (DESIGNS / name / "design.toml").read_text(encoding="utf-8")


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
    keys = {"task.function": "00010111", "task.grid": 10}
    task = design_of_tables(tables_of("learners/xor", keys)).task
    assert isinstance(task, BooleanTaskSpec)
    assert sum(task.truth) == 4


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "words"),
    [
        ("xor", 'kind = "boolean"', 'kind = "bolean"', "D009", "'task.kind' is 'bolean'"),
        ("xor", "grid = 40", "gird = 40", "D007", "did you mean 'grid'"),
        ("xor", 'function = "xor"', 'function = "exor"', "D019", "no name of a Boolean function"),
        ("xor", 'function = "xor"', 'function = "011"', "D019", "no list of 2, 4, 8"),
        ("xor", 'function = "xor"', 'function = "0110100110010110"', "D020", "2560000 points"),
        ("xor", 'samples = "uniform"', 'samples = "edges"', "D009", "'edges'"),
        ("xor", '"x1 x2"]', '"x1 y2"]', "D018", "'x1 y2' is no product of inputs"),
        ("xor", '"x1 x2"]', '"x2 x1", "x1 x2"]', "D018", "'x1 x2' is there twice"),
        ("xor", 'loss = "margin"', 'loss = "hinge"', "D009", "'hinge'"),
        ("xor", "max_hold", 'kinetics = "exact"\nmax_hold', "D009", "'condensed', 'uncondensed'"),
        ("xor", 'label = "10 u"', 'label = "10"', "U002", "has no unit"),
        ("rings", "[0.5, 1.0]", "[0.4, 1.0]", "D005", "ring_radii is [0.45, 0.4, 1.0]"),
        ("rings", "disc_radius = 0.45", "disc_radius = 0.0", "D009", "0.0"),
        ("sine_regression", "noise_sd = 0.1", "noise_sd = -0.1", "D009", "-0.1"),
        ("xor", "grid = 40", "grid = 14", "D131", "by 196 held-out samples"),
        ("xor", "grid = 40", "grid = 0", "D131", "by 50 held-out samples"),
        ("rings", "test_samples = 1000", "test_samples = 199", "D131", "test_samples = 1000"),
        ("half_plane", "grid = 60", "grid = 14", "D131", "by 196 held-out samples"),
        ("xor", "accuracy_below_logistic_max", "r2_min", "D130", "the task has classes"),
        ("sine_regression", "r2_min", "accuracy_below_logistic_max", "D130", "numbers as targets"),
        ("xor", "logistic_max = 0.04", "logistic_max = 4.0", "D009", "from 0 to 1"),
        ("sine_regression", "squares_max = 1.5", "squares_max = 0.9", "D009", "from 1 to"),
        ("sine_regression", "r2_min = 0.8", "r2_min = 1.1", "D009", "to 1"),
        ("sine_regression", "r2_min", "abstract_mse_max", "D007", "'expect.abstract_mse_max'"),
    ],
)
def test_wrong_tasks_are_one_sentence(name: str, old: str, new: str, code: str, words: str) -> None:
    text = text_of(name)
    assert old in text
    with pytest.raises(NcrnError) as caught:
        parse_design(text.replace(old, new, 1), "design.toml")
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_level_may_have_bounds_of_its_own() -> None:
    text = f"{text_of('sine_regression')}\n[expect.dsd]\nloss_over_least_squares_max = 2.5\n"
    expect = parse_design(text, "design.toml").expect
    assert expect.bounds("abstract") == LearningBounds(loss_over_least_squares_max=1.5, r2_min=0.8)
    assert expect.bounds("dsd") == LearningBounds(loss_over_least_squares_max=2.5, r2_min=0.8)
    with pytest.raises(NcrnError, match="D130") as caught:
        parse_design(text + "accuracy_below_logistic_max = 0.1\n", "design.toml")
    assert caught.value.where.startswith("design.toml:")
    assert caught.value.where.endswith(str(len(text.splitlines()) + 1))


def test_what_is_not_said_is_the_usual_expectation() -> None:
    text = text_of("sine_regression")
    bare = text[: text.index("[expect]")] + "[expect]\n"
    assert parse_design(bare, "design.toml").expect.bounds("dsd") == LearningBounds(
        loss_over_least_squares_max=1.5, r2_min=0.8, accuracy_below_logistic_max=0.03
    )


CSV_TASK = """kind = "csv"
file = "flowers.csv"
inputs = ["petal length", "petal width"]
target = "kind"
upper_class = "setosa"
test_samples = 1
train_samples = 2
validation_samples = 1
seed = 42
"""
ROWS = """petal length,petal width,kind
1.4,0.2,setosa
4.7,1.4,versicolor
1.3,0.2,setosa
6.0,2.5,virginica
"""


def csv_design(folder: Path, rows: str, task: str = CSV_TASK) -> Design:
    text = text_of("xor")
    head, rest = text.split("[task]\n")
    rest = rest[rest.index("\n[learner]") :]
    (folder / "flowers.csv").write_text(rows, encoding="utf-8")
    (folder / "design.toml").write_text(f"{head}[task]\n{task}{rest}", encoding="utf-8")
    return read_design(folder)


def test_samples_of_a_file(tmp_path: Path) -> None:
    task = csv_design(tmp_path, ROWS).task
    assert isinstance(task, TableTaskSpec)
    assert task.rows.inputs == ((1.4, 0.2), (4.7, 1.4), (1.3, 0.2), (6.0, 2.5))
    assert task.rows.targets == ((1.0,), (-1.0,), (1.0,), (-1.0,))
    assert task.rows.classes == ("not setosa", "setosa")


def test_more_classes_than_two_have_an_output_each(tmp_path: Path) -> None:
    wanted = 'classes = ["setosa", "versicolor", "virginica"]'
    task = csv_design(tmp_path, ROWS, CSV_TASK.replace('upper_class = "setosa"', wanted)).task
    assert isinstance(task, TableTaskSpec)
    assert task.rows.targets[1] == (-1.0, 1.0, -1.0)
    assert task.rows.classes == ("setosa", "versicolor", "virginica")


@pytest.mark.parametrize(
    ("rows", "task", "code", "words"),
    [
        (ROWS.replace("petal width", "width"), CSV_TASK, "D022", "no column 'petal width'"),
        (ROWS.replace("4.7", "long"), CSV_TASK, "D024", "'long', which is not a number"),
        (ROWS.replace("4.7", "nan"), CSV_TASK, "D024", "flowers.csv:3"),
        (ROWS, CSV_TASK.replace("train_samples = 2", "train_samples = 3"), "D023", "has 4"),
        (ROWS, CSV_TASK.replace("flowers.csv", "trees.csv"), "D021", "trees.csv"),
        (
            ROWS,
            CSV_TASK.replace('upper_class = "setosa"', 'classes = ["setosa", "versicolor"]'),
            "D025",
            "flowers.csv:5: kind is 'virginica'",
        ),
    ],
)
def test_wrong_files_are_one_sentence(
    tmp_path: Path, rows: str, task: str, code: str, words: str
) -> None:
    with pytest.raises(NcrnError) as caught:
        csv_design(tmp_path, rows, task)
    assert caught.value.code == code
    assert words in str(caught.value)


DATASET = """kind = "dataset"
dataset = "digits"
classes = ["0", "1"]
test_samples = 60
train_samples = 250
validation_samples = 50
seed = 42
"""


def test_classes_of_a_data_set(tmp_path: Path) -> None:
    task = csv_design(tmp_path, ROWS, DATASET).task
    assert isinstance(task, TableTaskSpec)
    assert [len(task.rows.inputs), len(task.rows.inputs[0]), task.rows.classes] == [
        360,
        64,
        ("0", "1"),
    ]
    assert sorted(set(task.rows.targets)) == [(-1.0,), (1.0,)]


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('"1"]', '"ten"]', "D027", "no class 'ten'"),
        ("train_samples = 250", "train_samples = 260", "D023", "digits has 360"),
        ('"digits"', '"faces"', "D009", "dataset"),
    ],
)
def test_wrong_data_sets_are_one_sentence(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    with pytest.raises(NcrnError) as caught:
        csv_design(tmp_path, ROWS, DATASET.replace(old, new))
    assert caught.value.code == code
    assert words in str(caught.value)
