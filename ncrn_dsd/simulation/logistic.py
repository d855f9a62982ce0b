"""Logistic regression, of classes on features and on reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.training import Outputs, class_of

Array = NDArray[np.float64]

_RIDGE = 1e-6
"""On the mean log-likelihood, of standardised features: what keeps a fit finite where classes
can be separated, and changes little else."""


def fit_logistic(
    features: Array,
    classes: NDArray[np.int_],
    count: int,
    ridge: float = _RIDGE,
    counts: Array | None = None,
) -> Array:
    """Weights of multinomial logistic regression, a column per class.

    Parameters
    ----------
    features: a row per sample, the constant first; it is not penalised.
    classes: number of the class of each sample.
    count: how many classes there are.
    ridge: penalty on half the squares of the weights, beside the mean log-likelihood.
    counts: how much each sample counts, of mean 1; None for all alike.
    """
    # A second to load, and only fits of classes need it.
    from scipy.optimize import minimize

    samples, size = features.shape
    is_class = np.eye(count)[classes]
    weighted = (np.ones(samples) if counts is None else counts)[:, np.newaxis]
    penalty = np.full((size, count), ridge)
    penalty[0] = 1e-12

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(size, count)
        scores = features @ weights
        scores -= scores.max(axis=1, keepdims=True)
        share = np.exp(scores)
        total = share.sum(axis=1, keepdims=True)
        surprise = np.log(total[:, 0]) - scores[np.arange(samples), classes]
        likelihood = np.mean(weighted[:, 0] * surprise)
        gradient = features.T @ (weighted * (share / total - is_class)) / samples
        value = likelihood + 0.5 * np.sum(penalty * weights**2)
        return float(value), (gradient + penalty * weights).ravel()

    found = minimize(
        loss,
        np.zeros(size * count),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-12, "gtol": 1e-7},
    )
    fitted: Array = found.x.reshape(size, count)
    return fitted


def parting_value(
    predictions: Sequence[Outputs], targets: Sequence[Outputs], threshold: float
) -> float:
    """The value of one output at which both classes are as likely, if they are as frequent.

    It is that of logistic regression (Cox, J. R. Stat. Soc. B 20:215, 1958) with a normal prior of
    one standard deviation of the predictions, so that all of them have a part in it: the value with
    the largest accuracy among a few dozen samples follows from the two or three in the middle, and
    is often off. It is never beyond the predictions. Those that are no number are left out. Where
    only one class is left, or larger outputs mean the lower class, it is the threshold.

    Parameters
    ----------
    threshold: between the targets of the classes.
    """
    known = [
        (p, class_of(y, threshold))
        for (p,), y in zip(predictions, targets, strict=True)
        if np.isfinite(p)
    ]
    if len({of for _, of in known}) < 2:
        return threshold
    values = np.array([p for p, _ in known])
    classes = np.array([of for _, of in known])
    centre, spread = float(values.mean()), float(values.std())
    if spread == 0:
        return threshold
    features = np.c_[np.ones(len(values)), (values - centre) / spread]
    counts = len(classes) / (2 * np.bincount(classes)[classes])
    # Of two columns each has half of the slope.
    weights = fit_logistic(features, classes, 2, 2 / len(values), counts)
    base, slope = weights[:, 1] - weights[:, 0]
    if slope <= 0:
        return threshold
    return float(np.clip(centre - spread * base / slope, values.min(), values.max()))
