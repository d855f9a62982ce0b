"""Least squares and logistic regression on the features of a learner: the best it could reach.

Both are fitted by the training samples and measured on those that are held out from training:
the test samples, or the validation samples where there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement

import numpy as np

from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import Outputs, balanced_accuracy, class_of
from ncrn_dsd.simulation.logistic import Array, fit_logistic

Features = Callable[[Sequence[float]], Sequence[float]]


def linear_features(inputs: Sequence[float]) -> Sequence[float]:
    """The inputs themselves."""
    return inputs


def quadratic_features(inputs: Sequence[float]) -> Sequence[float]:
    """The inputs, their squares and their products by two."""
    pairs = combinations_with_replacement(inputs, 2)
    return (*inputs, *(a * b for a, b in pairs))


def reference_of(task: LearningTask, features: Features = linear_features) -> Reference:
    """What a fit of these features, with an intercept, reaches on the samples held out."""
    known = np.array([features(s.inputs) for s in task.train], dtype=float)
    asked = np.array([features(s.inputs) for s in task.held_out], dtype=float)
    targets = np.array([s.targets for s in task.train])
    wanted = np.array([s.targets for s in task.held_out])
    least = logistic = None
    # An intercept, and features of one size, whatever their units.
    centre, spread = known.mean(axis=0), known.std(axis=0)
    # A feature that never changes tells nothing that the intercept does not.
    spread[spread <= 1e-12 * np.abs(centre)] = np.inf
    known, asked = ((np.c_[np.ones(len(a)), (a - centre) / spread]) for a in (known, asked))
    if task.threshold is None:
        fitted = asked @ np.linalg.lstsq(known, targets, rcond=None)[0]
        least = float(np.mean((fitted - wanted) ** 2))
    else:
        logistic = _logistic_accuracy(known, asked, targets, wanted, task.threshold)
    return Reference(
        samples=len(task.held_out),
        mean_mse=float(np.mean((targets.mean(axis=0) - wanted) ** 2)),
        variance=float(np.mean(wanted.var(axis=0))),
        least_squares_mse=least,
        logistic_accuracy=logistic,
    )


def _logistic_accuracy(
    known: Array, asked: Array, targets: Array, wanted: Array, threshold: float
) -> float:
    """Balanced accuracy on the samples that are asked."""
    classes = np.array([class_of(tuple(y), threshold) for y in targets])
    weights = fit_logistic(known, classes, max(2, targets.shape[1]))
    # One output per class; of two classes the margin, and no threshold but zero.
    scores = asked @ weights
    outputs = scores if targets.shape[1] > 1 else scores[:, 1:] - scores[:, :1] + threshold
    found = balanced_accuracy(_rows(outputs), _rows(wanted), threshold)
    assert found is not None
    return found


def _rows(values: Array) -> tuple[Outputs, ...]:
    return tuple(tuple(float(v) for v in row) for row in values)
