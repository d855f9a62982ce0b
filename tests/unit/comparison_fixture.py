"""Cells of comparisons, made by hand."""

from __future__ import annotations

from ncrn_dsd.ir.comparison import Cell, Count, Learned, Standing
from ncrn_dsd.ir.network import Kinetics


def cell(
    scheme: str,
    standing: Standing = Standing.DONE,
    refuted: int = 0,
    failure: str | None = None,
    **measures: float,
) -> Cell:
    done = standing is Standing.DONE
    return Cell(
        "a_design",
        scheme,
        Kinetics.UNCONDENSED,
        standing,
        None if done else f"{scheme} & co: cut off",
        tuple(measures.items()),
        () if done else (("loss", "cut off"),),
        (("loss_with_leak", "the error ran away"),) if done else (),
        (_count(3 - refuted, refuted),) if done else (),
        (Learned("1", 0.2, measures.get("loss"), None, None, failure),) if done else (),
        (("enumerate", 0.5),),
    )


def _count(proved: int, refuted: int) -> Count:
    words = (("PROVED", proved), ("REFUTED", refuted))
    return Count("CRN bisimulation", tuple(w for w in words if w[1]), not refuted)
