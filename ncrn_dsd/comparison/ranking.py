"""Rank the schemes of one design by measures that the user weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.comparison.measures import BEST_BY
from ncrn_dsd.ir.comparison import Cell, Standing
from ncrn_dsd.ir.training import RAN_AWAY

Weights = tuple[tuple[str, float], ...]

TOLERANCE = 1e-3
"""Relative; trainings on a reduced network may be off by so much."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A scheme and its score; 1 would be the best of every measure.

    Parameters
    ----------
    place: from 1; schemes with equal scores share one, and None has a scheme without a score.
    score: None when it cannot be ranked.
    reason: why it cannot; empty when it is ranked.
    """

    scheme: str
    place: int | None
    score: float | None
    reason: str


def ranking(cells: Sequence[Cell], weights: Weights) -> tuple[Ranked, ...]:
    """Schemes in order: the score, best first, then those without one, by name.

    The score is the weighted geometric mean of value over best value,
    exp(sum_i w_i ln(v_i / b_i) / sum_i w_i), so that no unit matters. A scheme is not ranked
    when it lacks a weighed measure, failed to learn, has something refuted, or fails a check.
    Scores that differ by no more than `TOLERANCE` are equal.
    """
    known = [cell for cell in cells if not unranked_because(cell, weights)]
    best = {name: min((_value(c, name) for c in known), default=math.nan) for name, _ in weights}
    total = sum(weight for _, weight in weights)
    scores = [
        (math.exp(sum(w * math.log(_value(c, n) / best[n]) for n, w in weights) / total), c.scheme)
        for c in known
    ]
    ranked = []
    place, first = 0, 0.0
    for number, (score, scheme) in enumerate(sorted(scores), start=1):
        if not score <= first * (1 + TOLERANCE):
            place, first = number, score
        ranked.append((place, scheme, score))
    # Which of two equal scores is the smaller one is chance.
    rows = [Ranked(scheme, place, score, "") for place, scheme, score in sorted(ranked)]
    rest = [
        Ranked(cell.scheme, None, None, reason)
        for cell in sorted(cells, key=lambda c: c.scheme)
        if (reason := unranked_because(cell, weights))
    ]
    return (*rows, *rest)


def unranked_because(cell: Cell, weights: Weights) -> str:
    """Why a cell has no score; empty when it has one."""
    if cell.standing is not Standing.DONE:
        return f"{cell.standing.value}: {cell.reason}"
    if cell.bad:
        return f"refuted or fails: {', '.join(cell.bad)}"
    failed = next((run for run in cell.learned if run.failure is not None), None)
    if failed is not None and failed.failure is not None:
        word = "ran away" if failed.failure.startswith(RAN_AWAY) else "failed"
        return f"seed {failed.seed} {word}: {failed.failure}"
    missing = [name for name, _ in weights if not _is_weighable(cell.measure(name))]
    gone = [name for name in missing if name in cell.ran_away]
    if gone:
        return f"ran away: {', '.join(gone)}"
    return f"not known: {', '.join(missing)}" if missing else ""


def best_by(cells: Sequence[Cell]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(measure, schemes) with the smallest value among those that could be ranked by it."""
    return tuple(
        (name, tuple(r.scheme for r in ranking(cells, ((name, 1.0),)) if r.place == 1))
        for name in BEST_BY
    )


def _is_weighable(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0


def _value(cell: Cell, name: str) -> float:
    value = cell.measure(name)
    assert value is not None
    return value
