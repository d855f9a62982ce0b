"""The protocol for a person with pipettes."""

from __future__ import annotations

from collections.abc import Iterator

from ncrn_dsd.ir.bench import BenchPlan, ProtocolPart, Transfer

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
    for heading, members in _sections(plan):
        if heading != title:
            title = heading
            lines += [f"## {title}", ""]
        lines += [*_block(members, stands), ""]
    return "\n".join(lines)


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
    when = f" at {first.time_s / 3600:.2f} h" if first.time_s > 0 else ""
    note = f" ({first.note})" if first.note else ""
    total = sum(t.volume_uL for t in members)
    lines = [f"**{stands[first.target]}**{when}{note}: {total:g} uL", ""]
    lines += [f"- [ ] {t.volume_uL:g} uL of {stands[t.source]}" for t in members]
    return lines


def _stand(name: str, plate: str, well: str) -> str:
    where = ":".join(part for part in (plate, well) if part)
    return name if where in {"", name} else f"{name} [{where}]"
