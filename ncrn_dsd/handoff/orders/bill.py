"""Bill of materials and cost, with prices that are placeholders until a vendor has quoted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.handoff.orders.order_files import Purchase, price_of
from ncrn_dsd.handoff.orders.scales import ScaleChoice, price_list
from ncrn_dsd.ir.bench import BenchPlan, PlaceKind

BOM_CSV, COST_JSON = "bom.csv", "cost.json"
BOM_COLUMNS = (
    "item",
    "kind",
    "quantity",
    "unit",
    "unit_price_placeholder",
    "price_placeholder",
    "source",
)
SOURCE = "placeholder, ask for a quote"
_SECONDS = {"manual": 30.0, "echo": 2.0, "ot2": 12.0}
_ANNEAL_S = 80 * 60.0


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the bill."""

    item: str
    kind: str
    quantity: float
    unit: str
    unit_price: float

    @property
    def price(self) -> float:
        return self.quantity * self.unit_price


def bill(
    plan: BenchPlan, purchase: Purchase, choices: Mapping[str, ScaleChoice]
) -> tuple[Item, ...]:
    """Strands, buffers, plates, vessels and tips."""
    prices = price_list()["items"]
    found = [
        Item(s.name, "oligo", 1, "piece", price_of(s, choices[s.name]))
        for s in purchase.package.strands
    ]
    for place in plan.places:
        if place.kind is PlaceKind.SUPPLY:
            row = prices[place.name]
            found.append(
                Item(row["what"], "buffer", place.filled_uL / 1000, row["unit"], row["per_unit"])
            )
    for kinds, name in (
        ({PlaceKind.WELL}, "assay_plate"),
        ({PlaceKind.ANNEAL, PlaceKind.WORKING, PlaceKind.PREMIX}, "stock_plate"),
    ):
        plates = {p.plate for p in plan.places if p.kind in kinds}
        row = prices[name]
        found.append(Item(row["what"], "consumable", len(plates), row["unit"], row["per_unit"]))
    row = prices["vessel"]
    found += [
        Item(f"{row['what']}, {place.plate}", "consumable", 1, row["unit"], row["per_unit"])
        for place in plan.places
        if place.kind is PlaceKind.VESSEL
    ]
    row = prices["tip"]
    found.append(Item(row["what"], "consumable", len(plan.transfers), row["unit"], row["per_unit"]))
    return tuple(found)


def bill_files(
    plan: BenchPlan, purchase: Purchase, choices: Mapping[str, ScaleChoice]
) -> dict[str, bytes]:
    """``bom.csv`` and ``cost.json``."""
    items = bill(plan, purchase, choices)
    rows = (
        (i.item, i.kind, float(i.quantity), i.unit, i.unit_price, i.price, SOURCE) for i in items
    )
    prices = price_list()
    kinds = sorted({i.kind for i in items})
    cost = {
        "note": prices["note"],
        "currency": prices["currency"],
        "total_placeholder": round(sum(i.price for i in items), 2),
        "by_kind_placeholder": {
            k: round(sum(i.price for i in items if i.kind == k), 2) for k in kinds
        },
        "transfers": len(plan.transfers),
        "hours_of_pipetting": {
            how: round(len(plan.transfers) * s / 3600, 1) for how, s in _SECONDS.items()
        },
        "hours_of_annealing": round(_ANNEAL_S / 3600, 2),
        "hours_of_assay": round(
            max((p.schedule.duration for p in plan.vessels), default=0) / 3600, 1
        ),
    }
    return {
        BOM_CSV: csv_bytes(BOM_CSV, BOM_COLUMNS, rows),
        COST_JSON: (json.dumps(cost, indent=2) + "\n").encode(),
    }
