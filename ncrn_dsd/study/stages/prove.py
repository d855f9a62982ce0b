"""Formal and enumerated network -> what is proved of the strands."""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.proof import SystemProof


def _stands(
    work: Work,
    found: SystemProof,
    crn: FormalCrn,
    system: DsdSystem,
    network: ReactionNetwork,
    budget_s: float,
) -> bool:
    del work
    return found == prove_system(system, crn, network, budget_s)


@stage(
    "verify",
    # A verdict that time or a failure kept open may come out on the next run.
    keep=lambda found: found.report.verdict is not Verdict.UNDECIDED,
    # For all but searches this takes no longer than to read it.
    stands=_stands,
)
def prove_strands(
    work: Work, crn: FormalCrn, system: DsdSystem, network: ReactionNetwork, budget_s: float
) -> SystemProof:
    """What is proved of the strands.

    A proof from an earlier run counts only if it is found, and its certificates are checked, once
    more.

    Parameters
    ----------
    budget_s: wall-clock seconds for the search in one module.
    """
    return prove_system(system, crn, network, budget_s, work.report)
