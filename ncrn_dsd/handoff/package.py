"""Which strands a system needs, under which names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ncrn_dsd.handoff.orders.naming import StrandNamer
from ncrn_dsd.handoff.orders.nucleotides import spell
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment, StrandOrder

SIGNAL = "signal"
FUEL = "fuel"


@dataclass(frozen=True, slots=True)
class _Owner:
    """A signal or fuel complex."""

    name: str
    role: str
    complex: Complex


def build_package(system: DsdSystem, sequences: SequenceAssignment) -> LabPackage:
    """The order of every distinct strand of the signals and fuels of `system`.

    A strand is named by the complex that uses it first, signals before fuels: the species for a
    signal strand, the fuel with a letter for the position (``g3-a``) for a strand of a gate. The
    role is that of this complex too.

    Raises
    ------
    HandoffError: H001, a domain has no sequence.
    """
    nucleotides = {d.domain: d.sequence for d in sequences.domains}
    users: dict[tuple[str, ...], dict[str, None]] = {}
    first: dict[tuple[str, ...], tuple[_Owner, int]] = {}
    for owner in _owners(system):
        for position, strand in enumerate(owner.complex.strands):
            users.setdefault(strand, {})[owner.name] = None
            first.setdefault(strand, (owner, position))
    namer = StrandNamer()
    orders = tuple(
        StrandOrder(
            name=namer.name(owner.name, position, owner.complex.size_strands),
            role=owner.role,
            domains=strand,
            sequence=spell(strand, nucleotides),
            used_in=tuple(users[strand]),
        )
        for strand, (owner, position) in first.items()
    )
    return LabPackage(sequences, orders)


def _owners(system: DsdSystem) -> Iterator[_Owner]:
    for signal in system.signals:
        yield _Owner(signal.species, SIGNAL, signal.complex)
    for fuel in system.fuels:
        yield _Owner(fuel.name, FUEL, fuel.complex)
