"""Draw the samples of a task from its description."""

from __future__ import annotations

import numpy as np

from ncrn_dsd.ir.design import LinearTaskSpec
from ncrn_dsd.ir.task import LearningTask, Sample


def linear_task(spec: LinearTaskSpec) -> LearningTask:
    """Samples of y = intercept + weights . x + noise, training set first.

    Source: the linear regression experiment of Nagipogu & Reif 2025.
    """
    rng = np.random.default_rng(spec.seed)

    def draw(count: int) -> tuple[Sample, ...]:
        inputs = rng.uniform(spec.input_low, spec.input_high, (count, len(spec.weights)))
        noise = rng.normal(0.0, spec.noise_sd, count)
        targets = spec.intercept + inputs @ np.array(spec.weights) + noise
        return tuple(
            Sample(tuple(float(v) for v in x), float(y))
            for x, y in zip(inputs, targets, strict=True)
        )

    return LearningTask(
        name="linear",
        train=draw(spec.train_samples),
        validation=draw(spec.validation_samples),
        noise_floor=spec.noise_sd**2,
        true_weights=(spec.intercept, *spec.weights),
        seed=spec.seed,
    )
