"""Formal rates + enumerated network -> fuel levels, and the units of time and concentration."""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.stated import stated_point
from ncrn_dsd.model.dsd import DsdSpec
from ncrn_dsd.study.stage import Work, stage


@stage("kinetics")
def find_operating_point(
    work: Work,
    system: DsdSystem,
    crn: FormalCrn,
    network: ReactionNetwork,
    spec: DsdSpec,
    firings: tuple[float, ...],
    stretches: int,
) -> Realisation:
    """Concentrations that realise the formal rates, or those that the design gives.

    Parameters
    ----------
    firings: how often each formal reaction fires in the whole run [u]; none where the design gives
        levels.
    stretches: equal parts of the run after which fuels may be refilled, such as samples.

    Raises
    ------
    KineticsError: there are none.
    """
    del work
    if spec.levels is not None:
        return stated_point(system, crn, network, spec.levels)
    return realise(system, crn, network, spec, firings, stretches)
