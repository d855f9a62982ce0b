"""Condensed reactions -> every step of them, with toehold complexes as species."""

from __future__ import annotations

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.study.stage import Work, stage


@stage("uncondense")
def uncondense_network(
    work: Work, system: DsdSystem, network: ReactionNetwork, limits: EnumerationOptions
) -> ReactionNetwork:
    """The single steps of a condensed network.

    Parameters
    ----------
    network: complete, without leaks.
    limits: how it was enumerated, and whether bindings that lead to nothing are kept.

    Raises
    ------
    EnumerationError: E130, a limit cut off the single steps.
    """
    return uncondense(system, network, limits, work.report)
