"""Refusals of the kinetics stage that more than one of its parts makes."""

from __future__ import annotations

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.kinetics.clusters import Cluster
from ncrn_dsd.kinetics.response import NoSteadyStateError


def not_calibrated(crn: Crn, cluster: Cluster, problem: NoSteadyStateError) -> KineticsError:
    """K001 for a cluster whose steady state is not what its formal reactions ask for."""
    formal = [crn.reactions[i] for i in cluster.reactions]
    return KineticsError(
        "K001",
        "; ".join(f"{r} ({r.origin})" for r in formal),
        f"the gate module {problem}, so fuel levels cannot give it a rate",
        "choose a scheme that implements this reaction, such as soloveichik2010",
    )
