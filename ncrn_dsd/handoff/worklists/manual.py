"""The protocol for a person with pipettes."""

from __future__ import annotations

from collections.abc import Iterator

from ncrn_dsd.ir.bench import BenchPlan, HandStep, ProtocolPart, Transfer
from ncrn_dsd.units import S_PER_H

MANUAL_MD = "worklists/manual.md"
_TITLES = {
    ProtocolPart.ANNEAL: "Anneal gates and reporters",
    ProtocolPart.DILUTE: "Dilute stocks",
    ProtocolPart.ASSEMBLE: "Fill control wells and vessels",
    ProtocolPart.DOSE: "Dose the vessels and read them",
    ProtocolPart.READ: "Dose the vessels and read them",
}


def manual_md(plan: BenchPlan) -> str:
    """Steps with boxes to tick, grouped by what is filled."""
    stands = {p.name: _stand(p.name, p.plate, p.well) for p in plan.places}
    dissolve = (
        f"Dissolve every strand at {plan.stock_uM:g} uM in TE (volumes in bench/stocks.csv), "
        "measure A260, write the concentrations into stocks.csv and compute this package again."
    )
    lines = ["# Protocol by hand", "", dissolve, ""]
    title = ""
    left = list(plan.by_hand)
    for heading, members in _sections(plan):
        if heading != title:
            title = heading
            lines += [f"## {title}", ""]
        while left and heading == _TITLES[ProtocolPart.DOSE] and _comes_before(left[0], members[0]):
            lines += [*_hand_block(left.pop(0)), ""]
        lines += [*_block(members, stands), ""]
    for step in left:
        lines += [*_hand_block(step), ""]
    return "\n".join(lines)


def _comes_before(step: HandStep, transfer: Transfer) -> bool:
    """What is done by hand is told before what is poured in it, and after all that came before."""
    if step.is_part(transfer):
        return True
    return step.time_s < transfer.time_s


def _hand_block(step: HandStep) -> list[str]:
    return [f"**{step.vessel}** at {step.time_s / S_PER_H:.2f} h", "", f"- [ ] {step.sentence}"]


def _sections(plan: BenchPlan) -> Iterator[tuple[str, list[Transfer]]]:
    """Neighbouring transfers into one place at one time."""
    members: list[Transfer] = []
    for t in plan.transfers:
        if members and (_key(members[-1]) != _key(t)):
            yield _TITLES[members[0].work], members
            members = []
        members.append(t)
    if members:
        yield _TITLES[members[0].work], members


def _key(t: Transfer) -> tuple[str, float, str]:
    return _TITLES[t.work], t.time_s, t.target


def _block(members: list[Transfer], stands: dict[str, str]) -> list[str]:
    first = members[0]
    when = f" at {first.time_s / S_PER_H:.2f} h" if first.time_s > 0 else ""
    note = f" ({first.note})" if first.note else ""
    total = sum(t.volume_uL for t in members)
    lines = [f"**{stands[first.target]}**{when}{note}: {total:g} uL", ""]
    lines += [f"- [ ] {t.volume_uL:g} uL of {stands[t.source]}" for t in members]
    return lines


def _stand(name: str, plate: str, well: str) -> str:
    where = ":".join(part for part in (plate, well) if part)
    return name if where in {"", name} else f"{name} [{where}]"
