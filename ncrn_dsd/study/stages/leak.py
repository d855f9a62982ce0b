"""Network that is simulated -> the same with leaks between fuels."""

from __future__ import annotations

from ncrn_dsd.enumeration.leaks import LeakyNetwork, with_leaks
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.study.stage import Work, stage


@stage(
    "enumerate leaks",
    reads=lambda crn, system, network, dosed, limits: (
        crn,
        system,
        network,
        sorted(dosed),
        limits,
    ),
)
def add_leaks(
    work: Work,
    crn: Crn,
    system: DsdSystem,
    network: ReactionNetwork,
    dosed: frozenset[str],
    limits: EnumerationOptions,
) -> LeakyNetwork:
    """Displacement without a toehold, at the rate that the limits state."""
    return with_leaks(network, enumerate_whole(system, crn, dosed, limits, work.report))
