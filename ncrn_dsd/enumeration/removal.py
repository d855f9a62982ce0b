"""What a wash takes out of the vessel of strands, and what it holds back."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.enumeration.merging import HistoryMask
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.network import ComplexRole, NetworkSpecies, ReactionNetwork, Removable
from ncrn_dsd.ir.schedule import Removal, Schedule


def bearers_of(
    mask: HistoryMask, signal: Complex, species: Iterable[NetworkSpecies]
) -> tuple[str, ...]:
    """Species with a strand of a signal, whatever its history, fuels aside."""
    wanted = {mask.strand(strand) for strand in signal.strands}
    return tuple(
        s.name
        for s in species
        if s.role is not ComplexRole.FUEL
        and not wanted.isdisjoint(map(mask.strand, s.complex.strands))
    )


def removable_by(schedule: Schedule, system: DsdSystem, network: ReactionNetwork) -> Removable:
    """What the removals of a schedule take out and hold back; nothing where there are none.

    Strands that are held back are so in complexes, too, except in fuels.
    """
    removals = [action for action in schedule.actions if isinstance(action, Removal)]
    if not removals:
        return Removable((), {})
    kept = {name for action in removals for name in action.kept}
    mask = HistoryMask(system)
    return Removable(
        waste=tuple(s.name for s in network.with_role(ComplexRole.WASTE)),
        bearers={
            s.species: bearers_of(mask, s.complex, network.species)
            for s in system.signals
            if s.species in kept
        },
    )
