"""Refusals of the kinetics stage that more than one of its parts makes."""

from __future__ import annotations

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.kinetics.clusters import Cluster
from ncrn_dsd.kinetics.response import NoSteadyStateError


class FuelUsedUpError(KineticsError):
    """K002: one sample uses up more of a fuel than is allowed, at any concentration unit.

    Parameters
    ----------
    times: how much more; so many times as many samples for the same work would be allowed.
    """

    def __init__(self, times: float, where: str, what: str, hint: str) -> None:
        super().__init__("K002", where, what, hint)
        self.times = times

    def __reduce__(self) -> tuple[type[FuelUsedUpError], tuple[float, str, str, str]]:
        return type(self), (self.times, self.where, self.what, self.hint)


def not_calibrated(crn: FormalCrn, cluster: Cluster, problem: NoSteadyStateError) -> KineticsError:
    """K001 for a cluster whose steady state is not what its formal reactions ask for."""
    formal = [crn.reactions[i] for i in cluster.reactions]
    return KineticsError(
        "K001",
        "; ".join(f"{r} ({r.origin})" for r in formal),
        f"the gate module {problem}, so fuel levels cannot give it a rate",
        "choose a scheme that implements this reaction, such as soloveichik2010",
    )
