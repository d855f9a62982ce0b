"""Rank the schemes of one design by measures that the user weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.comparison.measures import BEST_BY
from ncrn_dsd.ir.comparison import Cell, Standing

Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A scheme and its score; 1 would be the best of every measure.

    Parameters
    ----------
    score: None when it cannot be ranked.
    reason: why it cannot; empty when it is ranked.
    """

    scheme: str
    score: float | None
    reason: str


def ranking(cells: Sequence[Cell], weights: Weights) -> tuple[Ranked, ...]:
    """Schemes in order: the score, best first, then those without one, by name.

    The score is the weighted geometric mean of value over best value,
    exp(sum_i w_i ln(v_i / b_i) / sum_i w_i), so that no unit matters. A scheme is not ranked
    when it lacks a weighed measure, failed to learn, has something refuted, or fails a check.
    """
    known = [cell for cell in cells if not unranked_because(cell, weights)]
    best = {name: min((_value(c, name) for c in known), default=math.nan) for name, _ in weights}
    total = sum(weight for _, weight in weights)
    ranked = [
        Ranked(
            cell.scheme,
            math.exp(sum(w * math.log(_value(cell, n) / best[n]) for n, w in weights) / total),
            "",
        )
        for cell in known
    ]
    ranked.sort(key=lambda r: (r.score, r.scheme))
    rest = [
        Ranked(cell.scheme, None, reason)
        for cell in sorted(cells, key=lambda c: c.scheme)
        if (reason := unranked_because(cell, weights))
    ]
    return (*ranked, *rest)


def unranked_because(cell: Cell, weights: Weights) -> str:
    """Why a cell has no score; empty when it has one."""
    if cell.standing is not Standing.DONE:
        return f"{cell.standing.value}: {cell.reason}"
    refuted = [count.notion for count in cell.verdicts if count.good is False]
    if refuted:
        return f"refuted or fails: {', '.join(refuted)}"
    failed = next((run for run in cell.learned if run.failure is not None), None)
    if failed is not None:
        return f"seed {failed.seed} failed: {failed.failure}"
    missing = [name for name, _ in weights if not _is_weighable(cell.measure(name))]
    return f"not known: {', '.join(missing)}" if missing else ""


def best_by(cells: Sequence[Cell]) -> tuple[tuple[str, str | None], ...]:
    """(measure, scheme) with the smallest value among those that could be ranked by it."""
    found = []
    for name in BEST_BY:
        ranked = ranking(cells, ((name, 1.0),))
        first = ranked[0] if ranked and ranked[0].score is not None else None
        found.append((name, None if first is None else first.scheme))
    return tuple(found)


def _is_weighable(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0


def _value(cell: Cell, name: str) -> float:
    value = cell.measure(name)
    assert value is not None
    return value
