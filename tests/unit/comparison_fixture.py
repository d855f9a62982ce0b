"""Cells of comparisons, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ncrn_dsd.comparison.ranking import comparison_of
from ncrn_dsd.ir.compared_by import DEFAULT_WEIGHTS, Measures
from ncrn_dsd.ir.comparison import Comparison, ComparisonCell, Learned, Standing
from ncrn_dsd.ir.network import Kinetics


def cell(
    scheme: str,
    standing: Standing = Standing.DONE,
    refuted: int = 0,
    failure: str | None = None,
    *,
    keeps: bool = True,
    **measures: Any,
) -> ComparisonCell:
    done = standing is Standing.DONE
    counts = {"PROVED": 3 - refuted, "REFUTED": refuted}
    return ComparisonCell(
        design="a_design",
        scheme=scheme,
        kinetics=Kinetics.UNCONDENSED,
        standing=standing,
        reason=None if done else f"{scheme} & co: cut off",
        measures=Measures(**measures),
        not_known={} if done else {"loss": "cut off"},
        failed={"loss_with_leak": "the error ran away"} if done else {},
        verdicts={"CRN bisimulation": {w: n for w, n in counts.items() if n}} if done else {},
        condensed=frozenset(),
        learned=(Learned("1", 0.2, measures.get("loss"), None, None, failure, keeps),)
        if done
        else (),
    )


def compared(
    *cells: ComparisonCell, cpu_s: float = 0.5, options: Sequence[tuple[str, str]] = ()
) -> Comparison:
    """Cells that took a time each, ranked by the usual weights."""
    times = {f"{c.design}/{c.scheme}": {"enumerate": cpu_s} for c in cells}
    return comparison_of(cells, dict(options), DEFAULT_WEIGHTS, times)
