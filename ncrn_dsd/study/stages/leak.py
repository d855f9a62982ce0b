"""Network that is simulated -> the same with leaks between fuels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.leaks import with_leaks
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.study.stage import Work, stage


@dataclass(frozen=True, slots=True)
class Leaky:
    """A network with leaks.

    Parameters
    ----------
    followed: what complexes that only leaks make do next is part of it; otherwise only leaks
        between designed complexes are there, as asked for or because a limit cut off the others.
    order: leaks that it takes together, at most, to come to what is part of it.
    left_out: leaks between designed complexes that a limit left out, too.
    predicted_by: the rate model that says how fast each leak is; empty where all are as fast.
    unpredicted: leaks that this model does not know.
    """

    network: ReactionNetwork
    followed: bool
    order: int = 1
    left_out: int = 0
    predicted_by: str = ""
    unpredicted: int = 0


@stage(
    "enumerate leaks",
    reads=lambda crn, system, network, dosed, limits, kinetics: (
        crn,
        system,
        network,
        sorted(dosed),
        limits,
        kinetics,
    ),
)
def add_leaks(
    work: Work,
    crn: FormalCrn,
    system: DsdSystem,
    network: ReactionNetwork,
    dosed: frozenset[str],
    limits: EnumerationOptions,
    kinetics: Kinetics,
) -> Leaky:
    """Displacement without a toehold, at the rate that the limits state.

    Where nothing else is asked for or a limit cut the leaks off, what they make reacts no further.

    Parameters
    ----------
    kinetics: by what reactions that goes on which leaks make: those of `network`, or condensed.
    """
    leaky = enumerate_whole(system, crn, dosed, limits, work.report)
    followed = leaky.complete and limits.leak_order > 0
    if followed and kinetics is not Kinetics.CONDENSED:
        limits = replace(limits, keep_encounters=kinetics is Kinetics.OCCLUDED)
        leaky = uncondense(system, leaky, limits, work.report)
        followed = leaky.complete
    order = limits.leak_order if followed else min(1, limits.leak_order)
    return Leaky(with_leaks(network, leaky, followed), followed, order, leaky.leaks_left_out)
