"""Verify a small network as a whole, under a notion chosen by name."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.canonical import canonical_question
from ncrn_dsd.verification.crn_view import BisimulationQuestion, Notion, whole_question
from ncrn_dsd.verification.processes import Outcome, answer_all
from ncrn_dsd.verification.witness import refutation_reason


@dataclass(frozen=True)
class Case:
    """A formal CRN and the network that should implement it."""

    name: str
    crn: Crn
    network: ReactionNetwork


def verify_whole(
    cases: tuple[Case, ...], notion: Notion, budget_s: float, workers: int = 2
) -> tuple[Obligation, ...]:
    """One obligation per case; networks from which something was cut off are UNDECIDED.

    Parameters
    ----------
    budget_s: wall-clock seconds for one case; above it the verdict is UNDECIDED.
    """
    asked = {
        case.name: whole_question(case.crn, case.network, notion)
        for case in cases
        if case.network.complete
    }
    canonical = {name: canonical_question(question) for name, question in asked.items()}
    distinct = tuple(dict.fromkeys(canonical.values()))
    outcomes = dict(answer_all(distinct, budget_s, workers))
    return tuple(
        _obligation(case, notion, asked.get(case.name), outcomes.get(canonical[case.name]))
        if case.name in asked
        else Obligation(
            notion.value,
            case.name,
            Verdict.UNDECIDED,
            f"the enumeration is not complete ({case.network.truncated_by})",
        )
        for case in cases
    )


def _obligation(
    case: Case, notion: Notion, question: BisimulationQuestion | None, outcome: Outcome | None
) -> Obligation:
    if question is None or outcome is None:
        return Obligation(notion.value, case.name, Verdict.UNDECIDED, "not searched")
    if isinstance(outcome, str):
        return Obligation(notion.value, case.name, Verdict.UNDECIDED, outcome)
    if outcome.bisimilar:
        steps = f"implementation reactions checked: {len(question.implementation)}"
        return Obligation(notion.value, case.name, Verdict.PROVED, steps)
    return Obligation(notion.value, case.name, Verdict.REFUTED, refutation_reason(question))
