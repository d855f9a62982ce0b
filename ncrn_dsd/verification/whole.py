"""Verify a small network as a whole, under a notion chosen by name."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.verification.canonical import canonical_question
from ncrn_dsd.verification.certificate_json import system_digest
from ncrn_dsd.verification.conservation import conservation_laws_lift
from ncrn_dsd.verification.crn_view import (
    BisimulationQuestion,
    ComparisonNotion,
    Notion,
    whole_question,
)
from ncrn_dsd.verification.crnverifier_adapter import SearchOutcome, answer_all
from ncrn_dsd.verification.decide import Decision, decide_all
from ncrn_dsd.verification.proof import ASSUMPTIONS, NO_LEAK, SystemProof
from ncrn_dsd.verification.released import signals_released
from ncrn_dsd.verification.system_checks import strand_conservation
from ncrn_dsd.verification.witness import pathway_reason

_WHOLE = "whole system"


@dataclass(frozen=True)
class Case:
    """A formal CRN and the network that should implement it."""

    name: str
    crn: FormalCrn
    network: ReactionNetwork


def verify_whole(
    cases: tuple[Case, ...],
    notion: Notion | ComparisonNotion,
    budget_s: float,
    workers: int = 2,
) -> tuple[tuple[Obligation, ...], ...]:
    """The obligations on each case; networks from which something was cut off are UNDECIDED.

    CRN bisimulation is proved or refuted by certificate, and searched for where that does not
    close, and goes with the release of signals; the other notions are searched for.

    Parameters
    ----------
    budget_s: wall-clock seconds for one case; above it the verdict is UNDECIDED.
    """
    asked = {
        case.name: whole_question(case.crn, case.network, notion)
        for case in cases
        if case.network.complete
    }
    if notion is Notion.BISIMULATION:
        decisions = decide_all(asked, budget_s, workers)
    else:
        decisions = _searched(asked, budget_s, workers)
    cut = {
        case.name: Decision(
            Verdict.UNDECIDED, f"the enumeration is not complete ({case.network.truncated_by})"
        )
        for case in cases
        if not case.network.complete
    }
    found = []
    for case in cases:
        decision = (decisions | cut)[case.name]
        obligations = [Obligation(notion.value, case.name, decision.verdict, decision.reason)]
        if notion is Notion.BISIMULATION:
            question = whole_question(case.crn, case.network)
            obligations.append(signals_released(question, decision.certificate, None)[0])
        found.append(tuple(obligations))
    return tuple(found)


def prove_whole(
    crn: FormalCrn,
    network: ReactionNetwork,
    notion: Notion | ComparisonNotion,
    budget_s: float,
    workers: int = 2,
    *,
    has_strands: bool = True,
) -> SystemProof:
    """The obligations on a network that is not cut into modules, under a notion chosen by name.

    Parameters
    ----------
    budget_s: wall-clock seconds for the search, where one is needed.
    has_strands: the species are complexes, so that their strands can be counted.
    """
    question = whole_question(crn, network, notion)
    if not network.complete:
        decision = Decision(
            Verdict.UNDECIDED, f"the enumeration is not complete ({network.truncated_by})"
        )
    elif notion is Notion.BISIMULATION:
        decision = decide_all({_WHOLE: question}, budget_s, workers)[_WHOLE]
    else:
        decision = _searched({_WHOLE: question}, budget_s, workers)[_WHOLE]
    certificate = decision.certificate
    text: str | None = None
    obligations = [Obligation(notion.value, _WHOLE, decision.verdict, decision.reason)]
    if network.complete:
        if has_strands:
            obligations.append(strand_conservation(network))
        if notion is Notion.BISIMULATION:
            digest = system_digest(network)
            released, text = signals_released(question, certificate, digest)
            obligations.insert(1, released)
            meaning = dict(certificate.meaning) if certificate else None
            obligations.append(conservation_laws_lift(question, meaning))
    assumptions = tuple(a for a in ASSUMPTIONS if has_strands or a != NO_LEAK)
    return SystemProof(VerificationReport(tuple(obligations), assumptions), text)


def _searched(
    asked: dict[str, BisimulationQuestion], budget_s: float, workers: int
) -> dict[str, Decision]:
    canonical = {name: canonical_question(question) for name, question in asked.items()}
    distinct = tuple(dict.fromkeys(canonical.values()))
    outcomes = dict(answer_all(distinct, budget_s, workers))
    return {name: _decision(asked[name], outcomes[canonical[name]]) for name in asked}


def _decision(question: BisimulationQuestion, outcome: SearchOutcome) -> Decision:
    if isinstance(outcome, str):
        return Decision(Verdict.UNDECIDED, outcome)
    if outcome.bisimilar:
        steps = f"implementation reactions checked: {len(question.implementation)}"
        return Decision(Verdict.PROVED, steps)
    return Decision(Verdict.REFUTED, pathway_reason(question))
