"""A comparison as CSV, JSON and LaTeX."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import Any

from ncrn_dsd.comparison.measures import MEASURES
from ncrn_dsd.comparison.ranking import TOLERANCE, Weights, best_by, ranking
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.ir.comparison import Cell, Comparison, Standing
from ncrn_dsd.ir.training import RAN_AWAY

SCHEMA = 1
_TIMES = ("cpu_s",)


def comparison_json(found: Comparison, weights: Weights) -> str:
    """All of it; what depends on the time stands under ``cpu_s`` alone."""
    content = {
        "schema": SCHEMA,
        "options": dict(found.options),
        "weights": dict(weights),
        "designs": {name: _design(found.of(name), weights) for name in found.designs},
        "cpu_s": {f"{c.design}/{c.scheme}": dict(c.cpu_s) for c in found.cells},
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def _design(cells: tuple[Cell, ...], weights: Weights) -> dict[str, Any]:
    return {
        "cells": {cell.scheme: _cell(cell) for cell in cells},
        "ranking": [asdict(ranked) for ranked in ranking(cells, weights)],
        "rank_tolerance": TOLERANCE,
        "best_by": {name: ", ".join(schemes) or None for name, schemes in best_by(cells)},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "standing": cell.standing.value,
        "outcome": standing_word(cell),
        "reason": cell.reason,
        "kinetics": cell.kinetics.value,
        "condensation": cell.condensation,
        "measures": {k: v for k, v in cell.measures if k not in _TIMES},
        "not_known": dict(cell.open),
        "failed": dict(cell.failed),
        "ran_away": list(cell.ran_away),
        "verdicts": {c.notion: dict(c.words) for c in cell.verdicts},
        "learned": [asdict(run) for run in cell.learned],
    }


def comparison_csv(found: Comparison) -> str:
    """One row per cell; what is not known is the word for why, never blank."""
    out = io.StringIO()
    table = TableWriter(out)
    table.writerow(
        [
            "design",
            "scheme",
            "standing",
            "outcome",
            "reason",
            "kinetics",
            "condensation",
            "verdicts",
            *(m.name for m in MEASURES),
        ]
    )
    for cell in found.cells:
        verdicts = "; ".join(f"{count.notion}: {count}" for count in cell.verdicts)
        values = [shown(cell, m.name) for m in MEASURES]
        words = (cell.standing.value, standing_word(cell), cell.reason or "")
        row = [cell.design, cell.scheme, *words, cell.kinetics.value, cell.condensation, verdicts]
        table.writerow([*row, *values])
    return out.getvalue()


def shown(cell: Cell, name: str) -> str:
    """A value with four digits, or a word that says that it is not known."""
    value = cell.measure(name)
    if value is not None:
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e6 else f"{value:.4g}"
    if name in cell.ran_away:
        return "ran away"
    if name in dict(cell.failed):
        return "stopped"
    if name in dict(cell.open):
        return "undecided"
    if name == "accuracy" and cell.learned:
        return "no classes"
    return "not reached"


def comparison_latex(found: Comparison) -> str:
    """A `tabular` of the brief measures, with no package needed."""
    brief = [m for m in MEASURES if m.brief]
    lines = [
        rf"\begin{{tabular}}{{ll{'r' * len(brief)}ll}}",
        r"\hline",
        _row(["design", "scheme", *(m.title for m in brief), "condensation", "standing"]),
        r"\hline",
    ]
    for cell in found.cells:
        values = [shown(cell, m.name) for m in brief]
        words = [cell.condensation, standing_word(cell)]
        lines.append(_row([cell.design, cell.scheme, *values, *words]))
    return "\n".join([*lines, r"\hline", r"\end{tabular}", ""])


def standing_word(cell: Cell) -> str:
    """What became of the cell, refutations and failed trainings included."""
    if cell.standing is not Standing.DONE:
        return str(cell.standing.value)
    if any(word == "REFUTED" for count in cell.verdicts for word, _ in count.words):
        return "refuted"
    if cell.bad:
        return "a check fails"
    failures = [run.failure for run in cell.learned if run.failure is not None]
    if failures:
        is_wild = any(failure.startswith(RAN_AWAY) for failure in failures)
        return "ran away" if is_wild else "does not learn"
    if "loss" in dict(cell.open) or cell.is_open:
        return "undecided"
    return f"proved, {'condensation fails' if cell.condensation == 'FAILS' else 'checks hold'}"


_ESCAPES: dict[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _row(texts: list[str]) -> str:
    return " & ".join(_escaped(text) for text in texts) + r" \\"
