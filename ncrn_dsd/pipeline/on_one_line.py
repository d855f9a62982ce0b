"""Money, days, steps and shelf life of a package, from its bill, plan and design."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from ncrn_dsd.handoff.contents import Contents
from ncrn_dsd.handoff.orders.bill import Item, bill
from ncrn_dsd.handoff.orders.scales import price_list
from ncrn_dsd.ir.bench import BenchPlan, ProtocolPart
from ncrn_dsd.ir.lab import StrandOrder
from ncrn_dsd.ir.on_one_line import OnOneLine
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.simulation.tube_disturbances import DECAY
from ncrn_dsd.units import show_time

_PARTS = {
    ProtocolPart.ANNEAL: "anneals: fewer gates",
    ProtocolPart.DILUTE: "dilutions: fewer different doses, or fewer premixes of refills",
    ProtocolPart.ASSEMBLE: "control wells: fewer replicates, or fewer gates",
    ProtocolPart.DOSE: "doses and refills: fewer samples, or fewer features",
    ProtocolPart.READ: "reads: fewer of them, or fewer replicates of each",
}


def on_one_line(contents: Contents, refill_tolerance: float) -> OnOneLine:
    """The line of a package.

    Parameters
    ----------
    refill_tolerance: part of a fuel that the design lets be used up between two refills.
    """
    plan = contents.planned.plan
    choices = {c.strand: c for c in contents.planned.scales}
    items = bill(plan, contents.purchase, choices)
    keeps, keeps_hard = (
        math.log(1 - refill_tolerance) / math.log(1 - loss)
        for loss in (DECAY.keys[0].working, DECAY.keys[0].hard)
    )
    return OnOneLine(
        price=sum(item.price for item in items),
        currency=str(price_list()["currency"]),
        duration_s=plan.vessels[0].schedule.duration,
        steps=len(plan.transfers),
        by_hand=len(plan.by_hand),
        keeps_days=keeps,
        keeps_days_hard=keeps_hard,
        smaller=(
            _cheaper(items, contents.purchase.package.strands),
            _shorter(plan),
            _fewer_steps(plan),
            "dissolve and thaw what a day needs",
        ),
    )


def _cheaper(items: Iterable[Item], strands: Iterable[StrandOrder]) -> str:
    """The dearest kind of things, and what there could be fewer of."""
    labelled = {s.name for s in strands if s.modified}
    price: Counter[str] = Counter()
    for item in items:
        if item.kind != "oligo":
            price["consumables and buffers: fewer wells and steps"] += round(item.price)
        elif item.item in labelled:
            price["labelled strands: read fewer species"] += round(item.price)
        else:
            price["plain strands: fewer gates, or --freezer for what is at hand"] += round(
                item.price
            )
    return _largest("price", price)


def _shorter(plan: BenchPlan) -> str:
    """What the time goes into."""
    schedule = plan.vessels[0].schedule
    samples = [s for s in schedule.segments if s.kind is SegmentKind.SAMPLE]
    if len(samples) < 2:
        return "time is one course: denser fuels, or longer toeholds, make the same gates faster"
    each = sum(s.duration for s in samples) / len(samples)
    return (
        f"time is {len(samples)} samples of {show_time(each)}: fewer of them, or denser fuels, "
        "with which gates are faster"
    )


def _fewer_steps(plan: BenchPlan) -> str:
    return _largest("steps", Counter(_PARTS[t.work] for t in plan.transfers))


def _largest(what: str, counted: Counter[str]) -> str:
    """Its largest part, with its share."""
    total = sum(counted.values())
    if total == 0:
        return f"{what} is nothing"
    name, number = max(counted.items(), key=lambda one: (one[1], one[0]))
    return f"{number / total:.0%} of the {what} {'are' if what == 'steps' else 'is'} {name}"
