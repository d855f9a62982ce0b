"""Strands -> the same strands with fewer toehold sequences, and whether they do the same."""

from __future__ import annotations

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.toehold_sharing import share_toeholds
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.sharing import SharedSystem
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.study.stage import Work, stage


@stage("share toeholds")
def share_system(
    work: Work, system: DsdSystem, limits: EnumerationOptions, pool: ToeholdPoolSpec
) -> SharedSystem:
    """The system with its toeholds mapped onto a pool.

    Raises
    ------
    TruncatedError: E011, the system itself is not enumerated within the limits.
    """
    return share_toeholds(system, limits, pool, work.report)
