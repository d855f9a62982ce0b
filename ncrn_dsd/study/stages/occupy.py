"""Nucleotides + levels -> how open toeholds are, and what occupies them."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import SequenceAssignment
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.open_toeholds import OpenToeholds, ToeholdOffTargets
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.study.stage import Work, stage


def _reads(
    system: DsdSystem,
    sequences: SequenceAssignment,
    levels_M: Mapping[str, float],
    conditions: Conditions,
) -> object:
    from ncrn_dsd.sequences.vienna_adapter import vienna_version

    return system, sequences, sorted(levels_M.items()), conditions, vienna_version()


@stage("open toeholds", reads=_reads)
def look_at_toeholds(
    work: Work,
    system: DsdSystem,
    sequences: SequenceAssignment,
    levels_M: Mapping[str, float],
    conditions: Conditions,
) -> OpenToeholds:
    """P(open) of all toeholds, and the occupancy of those of gates.

    Parameters
    ----------
    levels_M: of signals and fuels by name.
    """
    # Compiled kernels take a second to load.
    from ncrn_dsd.sequences.open_toeholds import open_toeholds

    del work
    words = {d.domain: d.sequence for d in sequences.domains}
    return open_toeholds(system, words, levels_M, conditions)


@stage("off-targets")
def find_off_targets(
    work: Work,
    system: DsdSystem,
    network: ReactionNetwork,
    sequences: SequenceAssignment,
    conditions: Conditions,
    least_per_M: float,
) -> tuple[ToeholdOffTargets, ...]:
    """What binds the open toeholds of a network without having their complements.

    Parameters
    ----------
    least_per_M: stretches that bind less are left out.
    """
    # Compiled kernels take a second to load.
    from ncrn_dsd.sequences.open_toeholds import off_targets

    del work
    words = {d.domain: d.sequence for d in sequences.domains}
    toeholds = {d.name for d in system.domains if d.is_toehold}
    return tuple(off_targets(network, toeholds, words, conditions, least_per_M))
