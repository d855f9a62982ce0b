"""Samples of the published experiments: balanced classes, one shuffle, a fixed order.

The random streams are our own, so that single numbers differ from the published ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.model.published import ClassSpec, NormalWeights, PublishedDesign, UniformWeights
from ncrn_dsd.model.task import (
    BooleanTaskSpec,
    FunctionTaskSpec,
    HalfPlaneTaskSpec,
    LinearTaskSpec,
    RingsTaskSpec,
    TableTaskSpec,
)
from ncrn_dsd.networks import tasks
from ncrn_dsd.networks.functions import FUNCTIONS

Point = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Point]
IsUpper = Callable[[Point], bool]

_DATA, _WEIGHTS = 0, 1
_TRIES = 100_000


def published_task(design: PublishedDesign) -> LearningTask:
    """Training samples in the order in which every epoch presents them, then the others.

    Raises
    ------
    DesignError: D307, there is no function of that name; D308, a class is never drawn.
    """
    spec = design.task
    rng = np.random.default_rng((spec.seed, _DATA))
    match spec:
        case LinearTaskSpec():
            return _linear(spec, rng)
        case FunctionTaskSpec():
            return _function(spec, design, rng)
        case TableTaskSpec():
            return _table(spec, design)
        case HalfPlaneTaskSpec():
            return _half_plane(spec, design, rng)
        case BooleanTaskSpec():
            return _boolean(spec, design, rng)
        case RingsTaskSpec():
            return _rings(spec, design, rng)


def initial_weights(design: PublishedDesign, count: int) -> tuple[float, ...]:
    """Values of `count` weights, from a stream that does not depend on the data."""
    rng = np.random.default_rng((design.training.seed, _WEIGHTS))
    draw = design.training.initial_weights
    match draw:
        case UniformWeights():
            values = rng.uniform(draw.low, draw.high, count)
        case NormalWeights():
            values = rng.normal(draw.mean, draw.sd, count)
    return tuple(float(v) for v in (np.abs(values) if draw.absolute else values))


def _linear(spec: LinearTaskSpec, rng: np.random.Generator) -> LearningTask:
    weights = np.array(spec.weights)

    def draw(count: int) -> tuple[Sample, ...]:
        x = rng.uniform(*spec.input_range, (count, len(weights)))
        y = spec.intercept + x @ weights + rng.normal(0.0, spec.noise_sd, count)
        return tuple(_sample(a, b) for a, b in zip(x, y, strict=True))

    train, validation = draw(spec.train_samples), draw(spec.validation_samples)
    truth = (spec.intercept, *spec.weights)
    lows = (spec.input_range[0],) * len(weights)
    return LearningTask(
        "linear", train, validation, spec.noise_sd**2, truth, spec.seed, input_lows=lows
    )


def _function(
    spec: FunctionTaskSpec, design: PublishedDesign, rng: np.random.Generator
) -> LearningTask:
    if spec.function not in FUNCTIONS:
        raise DesignError(
            "D307",
            design.where("task", "function"),
            f"there is no function '{spec.function}'",
            f"use one of: {', '.join(sorted(FUNCTIONS))}",
        )
    function = FUNCTIONS[spec.function]

    def draw(count: int) -> tuple[Sample, ...]:
        x = rng.uniform(*spec.input_range, (count, function.dimension))
        y = function.value(x) + rng.normal(0.0, spec.noise_sd, count)
        return tuple(_sample(a, b) for a, b in zip(x, y, strict=True))

    train, validation = draw(spec.train_samples), draw(spec.validation_samples)
    lows = (spec.input_range[0],) * function.dimension
    return LearningTask(
        spec.function, train, validation, spec.noise_sd**2, None, spec.seed, input_lows=lows
    )


def _table(spec: TableTaskSpec, design: PublishedDesign) -> LearningTask:
    task = tasks.table_task(spec)
    if design.classes is None:
        return task
    train, validation, test = (
        tuple(_retargeted(s, design.classes) for s in samples)
        for samples in (task.train, task.validation, task.test)
    )
    return replace(
        task, train=train, validation=validation, test=test, threshold=design.classes.threshold
    )


def _retargeted(sample: Sample, classes: ClassSpec) -> Sample:
    low, high = classes.lower_target, classes.upper_target
    return Sample(sample.inputs, tuple(high if y > 0 else low for y in sample.targets))


def _half_plane(
    spec: HalfPlaneTaskSpec, design: PublishedDesign, rng: np.random.Generator
) -> LearningTask:
    weights = np.array(spec.weights)

    def draw(rng: np.random.Generator) -> Point:
        return rng.uniform(*spec.input_range, len(weights))

    def upper(x: Point) -> bool:
        return bool(x @ weights > spec.boundary)

    grid = _grid(*spec.input_range, spec.grid, len(weights))
    sizes = (spec.train_samples, spec.validation_samples)
    task = _classified("half plane", design, sizes, draw, upper, rng)
    return _tested(task, design, grid, upper, (spec.input_range[0],) * len(weights))


def _boolean(
    spec: BooleanTaskSpec, design: PublishedDesign, rng: np.random.Generator
) -> LearningTask:
    dimension = spec.dimension
    places = 2 ** np.arange(dimension)[::-1]

    def draw(rng: np.random.Generator) -> Point:
        if not spec.corners:
            return rng.uniform(0.0, 1.0, dimension)
        corner = rng.integers(0, 2, dimension) + rng.normal(0.0, spec.corner_noise_sd, dimension)
        return np.clip(corner, 0.0, 1.0)

    def upper(x: Point) -> bool:
        return spec.truth[int((x >= 0.5) @ places)]

    grid = _grid(0.0, 1.0, spec.grid, dimension)
    sizes = (spec.train_samples, spec.validation_samples)
    task = _classified("boolean", design, sizes, draw, upper, rng)
    return _tested(task, design, grid, upper, (0.0,) * dimension)


def _rings(spec: RingsTaskSpec, design: PublishedDesign, rng: np.random.Generator) -> LearningTask:
    low, high = spec.ring_radii

    def draw(rng: np.random.Generator) -> Point:
        # Uniform in the square around both; what is in neither is drawn again.
        while True:
            x = rng.uniform(-high, high, 2)
            radius = float(np.hypot(*x))
            if radius <= spec.disc_radius or low <= radius <= high:
                return x

    def upper(x: Point) -> bool:
        return bool(np.hypot(*x) <= spec.disc_radius)

    sizes = (spec.train_samples, spec.validation_samples)
    task = _classified("rings", design, sizes, draw, upper, rng)
    test = np.array([draw(rng) for _ in range(spec.test_samples)]).reshape(-1, 2)
    return _tested(task, design, test, upper, (-high,) * 2)


def _classified(
    name: str,
    design: PublishedDesign,
    sizes: tuple[int, int],
    draw: Draw,
    upper: IsUpper,
    rng: np.random.Generator,
) -> LearningTask:
    """Training and validation samples: the lower class first, then the upper, then one shuffle."""
    classes = design.classes
    assert classes is not None
    sets = []
    for size in sizes:
        points = _balanced(design, classes, size, draw, upper, rng)
        sets.append(tuple(_labelled(points[i], upper, classes) for i in rng.permutation(size)))
    return LearningTask(
        name, sets[0], sets[1], 0.0, None, design.task.seed, threshold=classes.threshold
    )


def _balanced(
    design: PublishedDesign,
    classes: ClassSpec,
    size: int,
    draw: Draw,
    upper: IsUpper,
    rng: np.random.Generator,
) -> list[Point]:
    if classes.lower_share is None:
        return [draw(rng) for _ in range(size)]
    lower = math.ceil(size * classes.lower_share)
    points: list[Point] = []
    for wanted, count in ((False, lower), (True, size - lower)):
        for _ in range(count):
            point = next(
                (x for x in (draw(rng) for _ in range(_TRIES)) if upper(x) == wanted), None
            )
            if point is None:
                raise DesignError(
                    "D308",
                    design.where("classes", "lower_share"),
                    f"none of {_TRIES} draws is in the {'upper' if wanted else 'lower'} class",
                    "leave lower_share out, or change the task so that both classes occur",
                )
            points.append(point)
    return points


def _tested(
    task: LearningTask,
    design: PublishedDesign,
    points: NDArray[np.float64],
    upper: IsUpper,
    lows: tuple[float, ...],
) -> LearningTask:
    classes = design.classes
    assert classes is not None
    test = tuple(_labelled(x, upper, classes) for x in points)
    return replace(task, test=test, input_lows=lows)


def _labelled(x: Point, upper: IsUpper, classes: ClassSpec) -> Sample:
    return _sample(x, classes.upper_target if upper(x) else classes.lower_target)


def _sample(x: Point, y: float) -> Sample:
    return Sample(tuple(float(v) for v in x), (float(y),))


def _grid(low: float, high: float, points: int, dimension: int) -> NDArray[np.float64]:
    """All points of a grid with both ends, the last input changing fastest."""
    axes = np.meshgrid(*[np.linspace(low, high, points)] * dimension, indexing="ij")
    return np.stack([a.ravel() for a in axes], axis=1)
