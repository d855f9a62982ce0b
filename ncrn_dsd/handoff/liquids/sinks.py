"""Strands that take out what has piled up of a fuel: its full complement, one to one.

A sink strand pairs with the fuel over its whole length, so that neither reacts any more; both stay
in the vessel. Only fuels of one strand have one: the complement of the base of a gate would push
out what the gate holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ncrn_dsd.handoff.orders.naming import StrandNamer
from ncrn_dsd.handoff.orders.nucleotides import spell
from ncrn_dsd.ir.bench import ComplexPart, Component
from ncrn_dsd.ir.dsd import DsdSystem, complement
from ncrn_dsd.ir.lab import LabPackage, StrandOrder
from ncrn_dsd.ir.lab_design import LabRun
from ncrn_dsd.ir.schedule import Sink

SINK = "sink"
_PREFIX = "sink-"


@dataclass(frozen=True, slots=True)
class Sinks:
    """Sinks as they are handled, and the strands that they add to the order."""

    components: tuple[Component, ...]
    strands: tuple[StrandOrder, ...]


def sink_of(fuel: str) -> str:
    """The name of the sink of a fuel."""
    return f"{_PREFIX}{fuel}"


def fuel_of(sink: Component) -> str:
    """The fuel that a sink binds."""
    return sink.name.removeprefix(_PREFIX)


def design_sinks(system: DsdSystem, package: LabPackage, runs: Iterable[LabRun]) -> Sinks:
    """A sink for every fuel of one strand that a schedule takes some of out.

    Raises
    ------
    HandoffError: H001, a domain has no sequence.
    """
    sunk = {
        content.species
        for run in runs
        for action in run.schedule.actions
        if isinstance(action, Sink)
        for content in action.bound
    }
    sequences = {d.domain: d.sequence for d in package.sequences.domains}
    namer = StrandNamer(strand.name for strand in package.strands)
    components: list[Component] = []
    strands: list[StrandOrder] = []
    for fuel in system.fuels:
        if fuel.name not in sunk or fuel.complex.size_strands > 1:
            continue
        name = sink_of(fuel.name)
        domains = tuple(complement(o) for o in reversed(fuel.complex.strands[0]))
        called = namer.name(name, 0, 1)
        components.append(Component(name, SINK, (ComplexPart(called, 1.0, True),)))
        strands.append(StrandOrder(called, SINK, domains, spell(domains, sequences), (name,)))
    return Sinks(tuple(components), tuple(strands))
