"""Strands -> the condensed reactions that they can really do."""

from __future__ import annotations

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.study.stage import Work, stage


@stage(
    "enumerate",
    reads=lambda crn, system, dosed, limits: (crn, system, sorted(dosed), limits),
)
def enumerate_system(
    work: Work,
    crn: FormalCrn,
    system: DsdSystem,
    dosed: frozenset[str],
    limits: EnumerationOptions,
) -> ReactionNetwork:
    """The reactions of the strands; perhaps cut off by a limit.

    Parameters
    ----------
    dosed: formal species whose strands exist with a history of their own.
    """
    how = enumerate_whole if limits.engine is Engine.OWN else enumerate_modules
    return how(system, crn, dosed, limits, work.report)
