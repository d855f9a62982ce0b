"""Rank the schemes of one design by measures that the user weighs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ncrn_dsd.ir.compared_by import BEST_BY
from ncrn_dsd.ir.comparison import ComparedDesign, Comparison, ComparisonCell, Ranked, Standing
from ncrn_dsd.ir.training import RAN_AWAY
from ncrn_dsd.ir.verdict import CONDENSATION

Weights = Mapping[str, float]

TOLERANCE = 1e-3
"""Relative; trainings on a reduced network may be off by so much."""


def comparison_of(
    cells: Sequence[ComparisonCell],
    options: Mapping[str, str],
    weights: Weights,
    cpu_s: Mapping[str, Mapping[str, float]],
) -> Comparison:
    """All cells, with the schemes of every design ranked."""
    names = dict.fromkeys(cell.design for cell in cells)
    designs = {name: _compared([c for c in cells if c.design == name], weights) for name in names}
    return Comparison(options, weights, designs, cpu_s)


def _compared(cells: Sequence[ComparisonCell], weights: Weights) -> ComparedDesign:
    return ComparedDesign(
        {cell.scheme: cell for cell in cells},
        ranking(cells, weights),
        TOLERANCE,
        {name: ", ".join(schemes) or None for name, schemes in best_by(cells).items()},
    )


def ranking(cells: Sequence[ComparisonCell], weights: Weights) -> tuple[Ranked, ...]:
    """Schemes in order: the score, best first, then those without one, by name.

    The score is the weighted geometric mean of value over best value,
    exp(sum_i w_i ln(v_i / b_i) / sum_i w_i), so that no unit matters. A scheme is not ranked
    when it lacks a weighed measure, does not learn, has something refuted, or fails a
    check that the design does not record to fail.
    Scores that differ by no more than `TOLERANCE` are equal.
    """
    known = [cell for cell in cells if not unranked_because(cell, weights)]
    best = {name: min((_value(c, name) for c in known), default=math.nan) for name in weights}
    total = sum(weights.values())
    scores = [(math.exp(_log_score(c, weights, best) / total), c.scheme) for c in known]
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


def _log_score(cell: ComparisonCell, weights: Weights, best: Mapping[str, float]) -> float:
    return sum(w * math.log(_value(cell, n) / best[n]) for n, w in weights.items())


def unranked_because(cell: ComparisonCell, weights: Weights) -> str:
    """Why a cell has no score; empty when it has one."""
    if cell.standing is not Standing.DONE:
        return f"{cell.standing.value}: {cell.reason}"
    # Losses of condensed kinetics say nothing where condensation fails, recorded or not.
    bad = [n for n in cell.bad if n == CONDENSATION or n not in cell.recorded]
    if bad:
        return f"refuted or fails: {', '.join(bad)}"
    failed = next((run for run in cell.learned if run.failure is not None), None)
    if failed is not None and failed.failure is not None:
        word = "ran away" if failed.failure.startswith(RAN_AWAY) else "failed"
        return f"seed {failed.seed} {word}: {failed.failure}"
    if cell.learns is False:
        return f"does not learn: {cell.learning}"
    missing = [name for name in weights if not _is_weighable(_known(cell, name))]
    gone = [name for name in missing if name in cell.ran_away]
    if gone:
        return f"ran away: {', '.join(gone)}"
    return f"not known: {', '.join(missing)}" if missing else ""


def best_by(cells: Sequence[ComparisonCell]) -> dict[str, tuple[str, ...]]:
    """Schemes with the smallest value of a measure among those that could be ranked by it."""
    return {
        name: tuple(r.scheme for r in ranking(cells, {name: 1.0}) if r.place == 1)
        for name in BEST_BY
    }


def _is_weighable(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0


def _known(cell: ComparisonCell, name: str) -> float | None:
    value: float | None = getattr(cell.measures, name)
    return value


def _value(cell: ComparisonCell, name: str) -> float:
    value = _known(cell, name)
    assert value is not None
    return value
