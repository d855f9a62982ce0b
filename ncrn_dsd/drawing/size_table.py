"""The numbers of a circuit: how large, how slow, how much work."""

from __future__ import annotations

from ncrn_dsd.drawing.table import Cell, Column, DrawnTable, table_of
from ncrn_dsd.drawing.text import (
    TAU,
    concentration,
    count,
    counted,
    duration,
    fixed,
    number,
)
from ncrn_dsd.ir.headings import QUANTITY, VALUE
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.ir.sharing import SharedToehold, ToeholdSharing
from ncrn_dsd.ir.shown import facets_of
from ncrn_dsd.ir.summary import Sizes
from ncrn_dsd.units import S_PER_H

_HEADINGS = {f.key: f.shown.heading for f in facets_of(Sizes)}
_Line = tuple[str, str, str]
"""Quantity, value, unit."""


def size_tables(run: DesignRun) -> tuple[DrawnTable, ...]:
    """Formal network, DNA, enumeration, time and host, and toeholds where they are shared."""
    groups = (
        ("formal-size", "Formal network", _formal(run)),
        ("dna-size", "DNA", _dna(run)),
        ("enumeration-size", "Enumerated network", _enumerated(run)),
        ("time-size", "Time and concentration", _time(run)),
        ("host-size", "Host actions", _host(run)),
    )
    pool = () if run.sharing is None else (_pool(run.sharing),)
    columns = (Column(QUANTITY.heading), Column(VALUE.heading, numeric=True), Column("Unit"))
    tables = tuple(
        DrawnTable(
            name,
            caption,
            columns,
            tuple(tuple(Cell(text) for text in line) for line in lines),
            sortable=False,
        )
        for name, caption, lines in groups
    )
    return (*tables, *pool)


def _pool(sharing: ToeholdSharing) -> DrawnTable:
    """Which toehold became which, and why there are so many sequences."""
    title = ", ".join(filter(None, ("Shared toeholds", sharing.why)))
    caption = f"{title}. Same reactions: {sharing.verdict.value}"
    return table_of("toehold-pool", caption, SharedToehold, sharing.pool)


def _formal(run: DesignRun) -> list[_Line]:
    crn = run.program.crn
    return [
        (_HEADINGS["formal_reactions"], count(len(crn.reactions)), "reactions"),
        (_HEADINGS["formal_species"], count(len(crn.species)), "species"),
        (_HEADINGS["formal_max_order"], count(crn.max_order), "reactants"),
    ]


def _dna(run: DesignRun) -> list[_Line]:
    system = run.system
    strands = system.strand_lengths_nt
    return [
        (_HEADINGS["signals"], count(len(system.signals)), "species"),
        (_HEADINGS["fuels"], count(len(system.fuels)), "complexes"),
        ("Distinct strands", count(len(strands)), "strands"),
        (_HEADINGS["domains"], count(len(system.domains)), "domains"),
        ("Toeholds among them", count(sum(d.is_toehold for d in system.domains)), "domains"),
        ("Nucleotides, each strand once", count(sum(strands)), "nt"),
        (_HEADINGS["longest_strand_nt"], count(max(strands, default=0)), "nt"),
    ]


def _enumerated(run: DesignRun) -> list[_Line]:
    network = run.network
    extent = "complete" if network.complete else f"truncated by {network.truncated_by}"
    return [
        (_HEADINGS["enumerated_species"], count(len(network.species)), "resting macrostates"),
        (_HEADINGS["enumerated_reactions"], count(len(network.reactions)), "condensed reactions"),
        ("Scope", network.scope, ""),
        ("Extent", extent, ""),
    ]


def _time(run: DesignRun) -> list[_Line]:
    point, schedule = run.realisation, run.dsd_schedule
    samples = [s for s in run.program.training.segments if s.kind is SegmentKind.SAMPLE]
    levels = [f.highest_M for f in point.fuels]
    refill = counted(point.refill_every, "sample").split(" ")
    lines = [
        ("Concentration unit, 1 u", *_split(concentration(point.concentration_unit_M))),
        (f"Time unit, 1 {TAU}", *_split(duration(point.time_unit_s))),
    ]
    if samples:
        hours = samples[0].duration * point.time_unit_s / S_PER_H
        lines.append(("Time per sample", number(hours), "h"))
    lines += [
        ("Training samples, all epochs", count(len(samples)), "samples"),
        ("Training in total", number(schedule.duration / S_PER_H / 24), "days"),
        ("Fuel ceiling of the design", *_split(concentration(run.design.dsd.fuel_ceiling_M))),
        ("Highest level a fuel reaches", *_split(concentration(max(levels, default=0.0)))),
        ("Refill after every", refill[0], refill[1])
        if point.refill_every
        else ("Refill after every", "never", ""),
    ]
    return lines


def _split(quantity: str) -> tuple[str, str]:
    value, _, unit = quantity.partition(" ")
    return value, unit


def _host(run: DesignRun) -> list[_Line]:
    per_sample = [
        (f"{kind}, mean of each sample".capitalize(), fixed(mean, 2), "actions per sample")
        for kind, mean in run.host_actions.per_sample
    ]
    setup = [
        (f"{kind}, before the first sample".capitalize(), fixed(total, 0), "actions")
        for kind, total in run.host_actions.setup
        if total
    ]
    return per_sample + setup
