"""Learning from many seeds: statistics, failures, the store, and answers on a grid."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from learning_fixture import trained as trained_seed
from run_fixture import small_run
from varied_designs import DESIGNS, Keys, design_of_tables, tables_of

from ncrn_dsd.drawing.learning_page import learning_page
from ncrn_dsd.drawing.outcome import outcome
from ncrn_dsd.drawing.report import render_report
from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.learning import statistics_of
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.task import Sample
from ncrn_dsd.ir.training import ABSTRACT, DSD, Outputs, TrainingRun
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.task import BooleanTaskSpec
from ncrn_dsd.networks.registry import build
from ncrn_dsd.networks.seeds import with_seed
from ncrn_dsd.pipeline.learn import Learning, LearnOptions, SeedRun, learn, read_learner
from ncrn_dsd.pipeline.learn_figures import many_seeds
from ncrn_dsd.pipeline.learn_outputs import figures_text
from ncrn_dsd.pipeline.learn_page import GRID, page_of
from ncrn_dsd.pipeline.learn_seed import failure_of, level_run
from ncrn_dsd.pipeline.summary import summarise
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.stage import SILENT
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import load_scheme

FEW = {"task.train_samples": 6, "task.validation_samples": 4, "learner.epochs": 1}


def small(name: str, keys: Keys | None = None, grid: int | None = None) -> Design:
    """A design with few samples and one epoch; a grid may be smaller than a file's."""
    design = design_of_tables(tables_of(f"learners/{name}", {**FEW, **(keys or {})}))
    if grid is None:
        return design
    assert isinstance(design.task, BooleanTaskSpec)
    return changed(design, task=changed(design.task, grid=grid))


@pytest.fixture
def xor() -> Design:
    return small("xor", grid=3)


@pytest.fixture
def store(tmp_path: Path) -> ArtefactStore:
    return ArtefactStore(tmp_path / "store")


def written(store: ArtefactStore) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in store.root.iterdir()}


def test_the_worst_of_errors_is_the_largest_and_of_accuracies_the_smallest() -> None:
    values = [(1, 0.5), (2, 0.1), (3, 0.3)]
    errors = statistics_of(values, more_is_better=False)
    accuracies = statistics_of(values, more_is_better=True)
    assert errors is not None
    assert accuracies is not None
    assert (errors.worst, errors.worst_seed) == (0.5, 1)
    assert (accuracies.worst, accuracies.worst_seed) == (0.1, 2)
    assert errors.mean == pytest.approx(0.3)
    assert errors.sd == pytest.approx(0.2), "of a sample, with n - 1"


def test_seeds_without_a_number_are_left_out_of_the_mean_alone() -> None:
    found = statistics_of([(1, math.nan), (2, 0.25), (3, None)], more_is_better=False)
    assert found is not None
    assert (found.seeds, found.mean, found.sd) == (1, 0.25, None)
    assert statistics_of([(1, math.nan)], more_is_better=False) is None


def trained(design: Design) -> TrainingRun:
    program = build(design)
    return train(program, formal_chemistry(program.crn), program.training, program.probes)


def test_a_seed_is_trained_on_its_own_samples(xor: Design, store: ArtefactStore) -> None:
    found = learn(xor, store, SILENT, LearnOptions((3,)))
    run = found.runs[0].level(ABSTRACT)
    assert run.training == trained(with_seed(xor, 3))
    assert run.failure is None
    as_written = learn(xor, store, SILENT, LearnOptions())
    assert as_written.runs[0].level(ABSTRACT).training == trained(xor)
    assert as_written.runs[0].name == "as written"


def test_what_is_in_the_store_is_not_trained_again(xor: Design, store: ArtefactStore) -> None:
    first = learn(xor, store, SILENT, LearnOptions((1,)))
    before = written(store)
    assert learn(xor, store, SILENT, LearnOptions((1,))) == first
    assert written(store) == before
    # Another seed adds its own, and leaves the first as it is.
    learn(xor, store, SILENT, LearnOptions((1, 2)))
    assert before.items() <= written(store).items()
    assert len(list(store.root.glob("learned-*"))) == 2


def test_a_runaway_is_a_failure_and_never_kept(store: ArtefactStore) -> None:
    wild = small(
        "xor",
        {"learner.learning_rate": 5.0, "expect.accuracy_below_logistic_max": 1.0},
        grid=3,
    )
    found = learn(wild, store, SILENT, LearnOptions((2,)))
    run = found.runs[0].level(ABSTRACT)
    assert run.training is not None
    assert run.training.keeps(wild.expect.bounds("abstract")), "the bound alone would let it pass"
    assert run.failure is not None
    assert "ran away" in run.failure
    assert found.failures == 1
    assert not found.keeps
    figures = many_seeds(found)
    assert figures.summary[ABSTRACT].failures == 1
    assert figures.seeds[0].levels[ABSTRACT].failure == run.failure


def test_an_error_that_is_no_number_is_a_failure(xor: Design) -> None:
    run = trained(xor)
    assert failure_of(run) is None
    last = replace(run.epochs[-1], validation_mse=math.nan)
    assert "not a number" in (failure_of(replace(run, epochs=(*run.epochs[:-1], last))) or "")
    assert failure_of(replace(run, failure="the step size vanished")) == "the step size vanished"


def test_figures_without_numbers_are_still_json(xor: Design, store: ArtefactStore) -> None:
    found = learn(xor, store, SILENT, LearnOptions((1,)))
    level = found.runs[0].level(ABSTRACT)
    assert level.training is not None
    nan = replace(level.training.epochs[-1], validation_mse=math.nan, coefficients=(math.inf,) * 4)
    broken = replace(level.training, epochs=(*level.training.epochs[:-1], nan))
    runs = (replace(found.runs[0], levels=(replace(level, training=broken, failure="x"),)),)
    figures = json.loads(figures_text(many_seeds(replace(found, runs=runs))))
    assert figures["seeds"][0][ABSTRACT]["validation_mse"] is None
    assert figures["seeds"][0][ABSTRACT]["coefficients"]["x1 x2"] is None
    assert figures["expectations_met"] is False


def test_the_accuracy_that_is_expected_counts(store: ArtefactStore) -> None:
    options, key = LearnOptions((1,)), "expect.accuracy_below_logistic_max"
    good = learn(small("xor", {key: 1.0}, grid=3), store, SILENT, options)
    bad = learn(small("xor", {key: 0.0}, grid=3), store, SILENT, options)
    right = good.runs[0].level(ABSTRACT).test_accuracy
    assert right is not None
    assert right < 1
    assert good.keeps
    assert not bad.keeps


def test_a_learner_is_asked_on_a_grid_when_its_test_set_is_none(store: ArtefactStore) -> None:
    rings = small("rings", {"task.test_samples": 200, "task.train_samples": 30})
    found = learn(rings, store, SILENT, LearnOptions((1,)))
    regions = page_of(found, many_seeds(found), store, SILENT).levels[ABSTRACT].regions
    training = found.runs[0].level(ABSTRACT).training
    assert regions is not None
    assert training is not None
    assert len(regions.samples) == GRID**2
    points = np.array([s.inputs for s in regions.samples])
    assert training.coefficient_names == ("intercept", "x1", "x2", "x1^2", "x2^2")
    bias, first, second, first_square, second_square = training.coefficients
    x, y = points.T
    expected = bias + first * x + second * y + first_square * x * x + second_square * y * y
    answers = np.array(regions.predictions)[:, 0]
    assert answers == pytest.approx(expected, abs=0.1 * np.abs(expected).max())
    assert np.corrcoef(answers, expected)[0, 1] > 0.99


def test_a_learner_whose_reads_have_a_zero_is_asked_on_a_grid_too(store: ArtefactStore) -> None:
    keys = {"learner.read_zero": "validation", "task.validation_samples": 12}
    half = small("completion_half_plane", {**keys, "task.train_samples": 12})
    found = learn(half, store, SILENT, LearnOptions((1,)))
    regions = page_of(found, many_seeds(found), store, SILENT).levels[ABSTRACT].regions
    assert regions is not None
    points = np.array([s.inputs for s in regions.samples])
    upper = points @ [1.0, 2.0] > 2.0
    answers = np.array(regions.predictions)[:, 0]
    assert len(points) == GRID**2
    assert np.mean((answers > 0) == upper) > 0.8


@pytest.mark.long
def test_strands_learn_what_the_formal_network_learns(store: ArtefactStore) -> None:
    tiny = small("boolean_corners", {"task.train_samples": 4}, grid=2)
    ideal = changed(tiny, dsd=changed(tiny.dsd, kinetics=Kinetics.CONDENSED))
    found = learn(ideal, store, SILENT, LearnOptions((1,), DSD, "srinivas2015"))
    abstract, dsd = (found.runs[0].level(level) for level in (ABSTRACT, DSD))
    assert abstract.training is not None
    assert dsd.training is not None, dsd.failure
    answers, formal = np.array(dsd.training.predictions), np.array(abstract.training.predictions)
    assert np.abs(formal).min() > 0.9
    assert answers == pytest.approx(formal, abs=0.1)
    assert dsd.test_accuracy == 1
    assert dsd.reduction is not None
    assert dsd.reduction.measured_error < 1e-3
    assert dsd.reduction.species_after < dsd.reduction.species_before
    assert found.scheme == "srinivas2015"


@pytest.mark.long
def test_a_seed_without_an_operating_point_is_a_failure_of_its_own(store: ArtefactStore) -> None:
    tiny = small("boolean_corners", grid=2)
    hasty = changed(tiny, dsd=changed(tiny.dsd, slowest_sample_s=3600.0))
    found = learn(hasty, store, SILENT, LearnOptions((1,), DSD, "srinivas2015"))
    dsd = found.runs[0].level(DSD)
    assert dsd.training is None
    assert dsd.failure is not None
    assert "slowest_sample" in dsd.failure
    assert found.failures == 1
    assert not found.keeps
    assert math.isnan(dsd.validation_mse)
    page = page_of(found, many_seeds(found), store, SILENT)
    assert page.levels[DSD].first is None
    assert f"DSD level, seed 1: {dsd.failure}" in unescape(learning_page(page))


def test_published_experiments_have_no_strands(store: ArtefactStore) -> None:
    design = read_learner(DESIGNS / "published/linear_regression")
    with pytest.raises(DesignError, match="D042"):
        learn(design, store, SILENT, LearnOptions((1,), DSD))
    with pytest.raises(DesignError, match="D041"):
        read_learner(DESIGNS / "rossler")


def test_published_experiments_learn_with_their_host(store: ArtefactStore) -> None:
    design = read_learner(DESIGNS / "published/linear_regression")
    run = level_run(store.root, design, None)
    assert run.failure is None
    assert run.training is not None
    assert run.validation_mse < 0.05 * run.training.epochs[0].validation_mse
    actions = dict(run.host_per_sample)
    assert actions["copy"] > 0
    assert actions["cancel rails"] > 0


def classified(right: float, limit: float) -> DesignRun:
    """A run whose DSD level has a fraction of the classes right, and expects some of them."""
    run = small_run()
    bounds = LearningBounds(accuracy_below_logistic_max=1 - limit)
    wrong = round(10 * (1 - right))
    targets = ((1.0,),) * 10
    samples = tuple(Sample((i % 5 / 4, i // 5 / 1.0), (1.0,)) for i in range(10))
    task = replace(run.program.task, threshold=0.0, train=samples[:3], test=samples)
    answers = (((-1.0,),) * wrong + targets)[:10]
    return replace(
        run,
        design=changed(run.design, expect=changed(run.design.expect, dsd=bounds)),
        program=replace(run.program, task=task),
        abstract=with_tests(run.abstract, targets),
        dsd=with_tests(run.dsd, answers),
    )


def with_tests(training: TrainingRun, answers: tuple[Outputs, ...]) -> TrainingRun:
    targets = ((1.0,),) * len(answers)
    # Logistic regression would have all of them right.
    best = Reference(len(targets), 0.0, 0.0, logistic_accuracy=1.0)
    return replace(
        training, test_predictions=answers, test_targets=targets, threshold=0.0, reference=best
    )


@pytest.mark.parametrize(("limit", "learns"), [(0.8, True), (0.9, False)])
def test_a_run_learns_only_with_the_accuracy_it_expects(limit: float, learns: bool) -> None:
    run = classified(0.8, limit)
    assert run.learns == learns
    assert (run.meets_expectations is False) != learns
    page = unescape(render_report(run))
    assert ("outside the bound" in page) != learns
    assert "balanced accuracy 80.0\N{NARROW NO-BREAK SPACE}%" in page
    bound = f"bound: balanced accuracy at most {100 - 100 * limit:g} points below logistic"
    assert f"20.0 points below logistic regression; {bound}" in page
    assert "Decision regions" in page
    figures = summarise(run)
    assert figures.dsd.accuracy == 0.8
    assert figures.abstract.accuracy == 1.0
    assert figures.expected["dsd"] == {"accuracy_below_logistic": 1 - limit}


@pytest.mark.parametrize(
    ("run", "key", "bound", "measure", "said"),
    [
        (classified(0.8, 0.8), "balanced_accuracy_min", 0.71, "accuracy", "at least 0.71"),
        (small_run(), "mse_max", 0.123, "held_out_mse", "least squares and 0.123"),
    ],
    ids=["classes", "numbers"],
)
def test_bounds_that_are_left_out_by_default_are_told_where_they_are_set(
    run: DesignRun, key: str, bound: float, measure: str, said: str
) -> None:
    assert measure not in summarise(run).expected[DSD]
    expect = changed(run.design.expect, **{key: bound})
    bounded = replace(run, design=changed(run.design, expect=expect))
    assert [e[measure] for e in summarise(bounded).expected.values()] == [bound, bound]
    assert said in outcome(bounded).sentence


@pytest.mark.parametrize("tests", [0, 4])
def test_a_bound_of_many_seeds_is_one_of_the_samples_that_are_held_out(tests: int) -> None:
    base = small("boolean_corners", grid=0)
    expect = changed(base.expect, balanced_accuracy_min=0.9)
    design = changed(base, expect=expect, task=changed(base.task, test_samples=tests))
    runs = (SeedRun(1, (trained_seed(),)),)
    figures = many_seeds(Learning(design, None, (ABSTRACT,), runs, build(design).task, ()))
    held_out = "test_accuracy" if tests else "validation_accuracy"
    assert figures.expected[ABSTRACT][held_out] == 0.9


def test_a_regression_has_no_accuracy_in_its_report() -> None:
    run = small_run()
    assert summarise(run).dsd.accuracy is None
    assert "balanced accuracy" not in render_report(run)


@pytest.mark.long
def test_a_function_that_is_always_false_is_learned_in_dna(tmp_path: Path) -> None:
    # No sample is of the upper class, and what the host never doses would not exist.
    keys = {"task.function": "0000", "task.train_samples": 4}
    chosen = small("boolean_corners", keys, grid=2)
    found = level_run(tmp_path, chosen, load_scheme("srinivas2015"), SILENT)
    assert found.failure is None
    assert found.training is not None
    assert found.training.accuracy == 1.0
