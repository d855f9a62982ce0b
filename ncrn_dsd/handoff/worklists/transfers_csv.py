"""All transfers in one table; the other worklists are parts of it."""

from __future__ import annotations

from ncrn_dsd.handoff.orders.csv_text import Exact, csv_bytes
from ncrn_dsd.ir.bench import BenchPlan

TRANSFERS_CSV = "worklists/transfers.csv"
COLUMNS = (
    "number",
    "work",
    "t_h",
    "source",
    "source_plate",
    "source_well",
    "target",
    "target_plate",
    "target_well",
    "component",
    "ideal_uL",
    "volume_uL",
    "step",
    "note",
)


def transfers_csv(plan: BenchPlan) -> bytes:
    """One row per transfer, in the order in which they are carried out."""
    places = {p.name: p for p in plan.places}
    rows = (
        (
            t.number,
            t.work.value,
            t.time_s / 3600,
            t.source,
            places[t.source].plate,
            places[t.source].well,
            t.target,
            places[t.target].plate,
            places[t.target].well,
            t.component,
            t.ideal_uL,
            Exact(t.volume_uL),
            t.step,
            t.note,
        )
        for t in plan.transfers
    )
    return csv_bytes(TRANSFERS_CSV, COLUMNS, rows)
