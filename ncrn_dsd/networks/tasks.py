"""Draw the samples of a task from its description; the same seed gives the same samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.model.task import (
    BooleanTaskSpec,
    FunctionTaskSpec,
    HalfPlaneTaskSpec,
    LinearTaskSpec,
    RingsTaskSpec,
    TableTaskSpec,
    TaskSpec,
)
from ncrn_dsd.networks.functions import FUNCTIONS

Array = NDArray[np.float64]

UPPER, LOWER = 1.0, -1.0
"""Targets of the two classes; the threshold is half way."""
_THRESHOLD = 0.0


def task_of(spec: TaskSpec, where: str) -> LearningTask:
    """Samples of any task: training set first, then validation, then test.

    Raises
    ------
    DesignError: there is no function of that name; `where` is its place for the message.
    """
    match spec:
        case LinearTaskSpec():
            return linear_task(spec)
        case HalfPlaneTaskSpec():
            return half_plane_task(spec)
        case BooleanTaskSpec():
            return boolean_task(spec)
        case RingsTaskSpec():
            return rings_task(spec)
        case TableTaskSpec():
            return table_task(spec)
        case FunctionTaskSpec():
            if spec.function not in FUNCTIONS:
                raise DesignError(
                    "D209",
                    where,
                    f"there is no function '{spec.function}'",
                    f"use one of: {', '.join(sorted(FUNCTIONS))}",
                )
            return function_task(spec)


def linear_task(spec: LinearTaskSpec) -> LearningTask:
    """Samples of y = intercept + weights . x + noise.

    Source: the linear regression experiment of Nagipogu & Reif 2025.
    """
    rng = np.random.default_rng(spec.seed)

    def draw(count: int) -> tuple[Sample, ...]:
        inputs = rng.uniform(*spec.input_range, (count, len(spec.weights)))
        noise = rng.normal(0.0, spec.noise_sd, count)
        return _samples(inputs, spec.intercept + inputs @ np.array(spec.weights) + noise)

    return LearningTask(
        name="linear",
        train=draw(spec.train_samples),
        validation=draw(spec.validation_samples),
        test=draw(spec.test_samples),
        noise_floor=spec.noise_sd**2,
        true_weights=(spec.intercept, *spec.weights),
        seed=spec.seed,
        input_lows=(spec.input_range[0],) * len(spec.weights),
    )


def function_task(spec: FunctionTaskSpec) -> LearningTask:
    """Samples of y = f(x) + noise for a function of `functions`."""
    rng = np.random.default_rng(spec.seed)
    function = FUNCTIONS[spec.function]

    def draw(count: int) -> tuple[Sample, ...]:
        inputs = rng.uniform(*spec.input_range, (count, function.dimension))
        return _samples(inputs, function.value(inputs) + rng.normal(0.0, spec.noise_sd, count))

    return LearningTask(
        name=spec.function,
        train=draw(spec.train_samples),
        validation=draw(spec.validation_samples),
        noise_floor=spec.noise_sd**2,
        true_weights=None,
        seed=spec.seed,
        input_lows=(spec.input_range[0],) * function.dimension,
    )


def half_plane_task(spec: HalfPlaneTaskSpec) -> LearningTask:
    """The upper class is where weights . x is above the boundary.

    Source: the linear classification experiment of Nagipogu & Reif 2025.
    """
    dimension, weights = len(spec.weights), np.array(spec.weights)

    def upper(inputs: Array) -> NDArray[np.bool_]:
        above: NDArray[np.bool_] = inputs @ weights > spec.boundary
        return above

    def distance(inputs: Array) -> Array:
        found: Array = np.abs(inputs @ weights - spec.boundary)
        return found

    def draw(rng: np.random.Generator, count: int) -> Array:
        return rng.uniform(*spec.input_range, (count, dimension))

    grid = _grid(*spec.input_range, spec.grid, dimension)
    sets = _sets(spec, grid, draw, upper, distance)
    return _classes("half plane", sets, upper, spec.seed, spec.input_range[0])


def boolean_task(spec: BooleanTaskSpec) -> LearningTask:
    """The upper class is where the function is true.

    On corners every corner comes equally often, in an order that is drawn anew each time round.
    Only the test set is a grid either way.
    """
    dimension = spec.dimension
    corners = _grid(0.0, 1.0, 2, dimension)
    places = 2 ** np.arange(dimension)[::-1]
    truth = np.array(spec.truth)

    def upper(inputs: Array) -> NDArray[np.bool_]:
        true: NDArray[np.bool_] = truth[(inputs >= 0.5) @ places]
        return true

    def distance(inputs: Array) -> Array:
        found: Array = np.abs(inputs - 0.5).min(axis=1)
        return found

    def draw(rng: np.random.Generator, count: int) -> Array:
        if not spec.corners:
            return rng.uniform(0.0, 1.0, (count, dimension))
        rounds = -(-count // len(corners))
        order = np.concatenate([rng.permutation(len(corners)) for _ in range(rounds)])
        chosen = corners[order[:count]]
        noisy: Array = chosen + rng.normal(0.0, spec.corner_noise_sd, chosen.shape)
        return noisy.clip(0.0, 1.0)

    sets = _sets(spec, _grid(0.0, 1.0, spec.grid, dimension), draw, upper, distance)
    return _classes("boolean", sets, upper, spec.seed, 0.0)


def rings_task(spec: RingsTaskSpec) -> LearningTask:
    """The upper class is the disc, the lower one the ring; the gap between them is empty.

    Source: the rings experiment of Nagipogu & Reif 2025.
    """
    rng = np.random.default_rng(spec.seed)
    low, high = spec.ring_radii

    def draw(count: int) -> Array:
        # The square of the radius of points that are uniform in an area is uniform.
        disc, ring = spec.disc_radius**2, high**2 - low**2
        at = rng.uniform(0.0, disc + ring, count)
        radius = np.sqrt(np.where(at < disc, at, at - disc + low**2))
        angle = rng.uniform(0.0, 2 * np.pi, count)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)

    def upper(inputs: Array) -> NDArray[np.bool_]:
        inside: NDArray[np.bool_] = np.hypot(*inputs.T) <= spec.disc_radius * (1 + 1e-12)
        return inside

    sets = (draw(spec.train_samples), draw(spec.validation_samples), draw(spec.test_samples))
    return _classes("rings", sets, upper, spec.seed, -high)


def table_task(spec: TableTaskSpec) -> LearningTask:
    """Rows of a table in an order that is drawn, without overlap between the sets.

    Where the design asks for it, validation samples are of the training set.

    Folds are alike in their classes: the rows of each class are dealt out in turn.
    """
    rows = spec.rows
    order = [int(i) for i in np.random.default_rng(spec.seed).permutation(len(rows.targets))]
    if spec.folds:
        dealt = sorted(order, key=lambda i: rows.targets[i])
        held_out = dealt[spec.fold :: spec.folds]
        chosen = set(held_out)
        order = [i for i in order if i not in chosen]
    else:
        end = spec.taught_or_probed
        held_out = order[end : end + spec.test_samples]
    if spec.balanced:
        order = _in_turn(order, rows.targets, spec.in_a_row)
    samples = [Sample(rows.inputs[i], rows.targets[i]) for i in order]
    first = 0 if spec.validation == "training" else spec.train_samples
    return LearningTask(
        name=rows.source,
        train=tuple(samples[: spec.train_samples]),
        validation=tuple(samples[first : first + spec.validation_samples]),
        noise_floor=None,
        true_weights=None,
        seed=spec.seed,
        test=tuple(Sample(rows.inputs[i], rows.targets[i]) for i in held_out),
        threshold=_THRESHOLD if rows.classes else None,
        input_lows=tuple(min(column) for column in zip(*rows.inputs, strict=True)),
        classes=rows.classes,
        columns=rows.columns,
    )


def _in_turn(
    order: Sequence[int], targets: Sequence[tuple[float, ...]], in_a_row: int
) -> list[int]:
    """Rows of all classes in turn, and at the end those of classes that have more."""
    of_class: dict[tuple[float, ...], list[int]] = {}
    for row in order:
        of_class.setdefault(targets[row], []).append(row)
    columns = [_cut(of_class[key], in_a_row) for key in sorted(of_class, reverse=True)]
    return [row for turn in zip_longest(*columns, fillvalue=()) for rows in turn for row in rows]


def _cut(rows: Sequence[int], length: int) -> list[Sequence[int]]:
    return [rows[start : start + length] for start in range(0, len(rows), length)]


def _sets(
    spec: HalfPlaneTaskSpec | BooleanTaskSpec,
    grid: Array,
    draw: Callable[[np.random.Generator, int], Array],
    upper: Callable[[Array], NDArray[np.bool_]],
    distance: Callable[[Array], Array],
) -> tuple[Array, Array, Array]:
    """Training, validation and test set, where asked for off the border and balanced.

    Parameters
    ----------
    draw: so many points, whatever their class.
    distance: of points to the border between the classes.
    """

    def chosen(rng: np.random.Generator, count: int, *, balanced: bool) -> Array:
        if not (spec.gap or balanced):
            return draw(rng, count)
        found: list[Array] = []
        while len(found) < count:
            point = draw(rng, 1)
            is_due = not balanced or upper(point)[0] == (len(found) // spec.in_a_row % 2 == 0)
            if is_due and distance(point)[0] >= spec.gap:
                found.append(point)
        return np.concatenate(found)

    rng = np.random.default_rng(spec.seed)
    train = chosen(rng, spec.train_samples, balanced=spec.balanced)
    validation = chosen(rng, spec.validation_samples, balanced=False)
    # Of a seed of their own, so that they stay when there are more samples of another set.
    if not spec.test_samples:
        return train, validation, grid
    test = chosen(np.random.default_rng(spec.seed + 1), spec.test_samples, balanced=False)
    return train, validation, np.concatenate((grid, test))


def _classes(
    name: str,
    sets: tuple[Array, Array, Array],
    upper: Callable[[Array], NDArray[np.bool_]],
    seed: int,
    input_low: float,
) -> LearningTask:
    train, validation, test = (_samples(x, np.where(upper(x), UPPER, LOWER)) for x in sets)
    return LearningTask(
        name=name,
        train=train,
        validation=validation,
        noise_floor=None,
        true_weights=None,
        seed=seed,
        test=test,
        threshold=_THRESHOLD,
        input_lows=(input_low,) * sets[0].shape[1],
    )


def _samples(inputs: Array, targets: Array) -> tuple[Sample, ...]:
    return tuple(
        Sample(tuple(float(v) for v in x), (float(y),))
        for x, y in zip(inputs, targets, strict=True)
    )


def _grid(low: float, high: float, points: int, dimension: int) -> Array:
    """All points of a grid with both ends, the last input changing fastest."""
    axes = np.meshgrid(*[np.linspace(low, high, points)] * dimension, indexing="ij")
    return np.stack([a.ravel() for a in axes], axis=1)
