"""Network that is simulated -> a smaller one with variants of signals merged, and its error."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.enumeration.merging import merge_variants
from ncrn_dsd.enumeration.removal import removable_by
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.result import Reduction
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.simulation.certificate import largest_difference
from ncrn_dsd.simulation.chemistry import chemistry_at
from ncrn_dsd.study.stage import Work, stage

LARGEST_REDUCTION_ERROR = 1e-3
"""A reduction that is farther from the full network is refused."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A network and how far it is from the full one."""

    network: ReactionNetwork
    reduction: Reduction


def refuse_large_error(found: Reduced) -> None:
    """Nothing may be trained on a network that is another one.

    Raises
    ------
    SimulationError: M047.
    """
    error = found.reduction.measured_error
    # An error that is not a number is no small error.
    if not error <= LARGEST_REDUCTION_ERROR:
        raise SimulationError(
            "M047",
            found.reduction.where,
            f"the reduced network differs from the full one by {error:.2g} of the "
            f"concentration, which is more than {LARGEST_REDUCTION_ERROR:g}",
            "run without --reduce",
        )


@stage("reduce", ensure=refuse_large_error)
def merge_signal_variants(
    work: Work,
    signals: tuple[str, ...],
    system: DsdSystem,
    network: ReactionNetwork,
    schedule: Schedule,
    point: Realisation,
) -> Reduced:
    """The network with variants of signals merged, compared along setup and first sample.

    Parameters
    ----------
    signals: the formal species.
    """
    del work
    merged = merge_variants(system, network).network
    full, reduced = (
        chemistry_at(one, point).removing(removable_by(schedule, system, one))
        for one in (network, merged)
    )
    found = largest_difference(full, reduced, schedule, signals)
    return Reduced(
        merged,
        Reduction(
            kind="variants of signals merged",
            species_before=len(network.species),
            species_after=len(merged.species),
            reactions_before=len(network.reactions),
            reactions_after=len(merged.reactions),
            measured_error=found.error,
            where=found.where,
        ),
    )
