"""Answers bisimulation questions: by certificate, and by search where that does not close."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.certificate_json import dump_certificate
from ncrn_dsd.verification.check_certificate import RejectedError, check_certificate
from ncrn_dsd.verification.check_refutation import replays
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.crnverifier_adapter import SearchOutcome, answer_all
from ncrn_dsd.verification.linear_algebra import linear_fault
from ncrn_dsd.verification.prover import Certificate, Undecided, certify, prove
from ncrn_dsd.verification.prover.classes import NormalForm, group, renamed_certificate
from ncrn_dsd.verification.prover.result import ProofResult
from ncrn_dsd.verification.witness import counterexample, refutation_reason

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on a question, and why.

    Parameters
    ----------
    certificate: only of what is PROVED; None when a search found an interpretation that was not
        certified.
    """

    verdict: Verdict
    reason: str
    certificate: Certificate | None = None


def decide_all(
    questions: Mapping[K, BisimulationQuestion],
    budget_s: float,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> dict[K, Decision]:
    """A decision for every question.

    Parameters
    ----------
    budget_s: wall-clock seconds for one search; without any time nothing is decided.
    progress: called with the numbers of decided questions and of all.
    """
    if budget_s <= 0:
        reason = f"no answer within {budget_s:g} s"
        return dict.fromkeys(questions, Decision(Verdict.UNDECIDED, reason))
    classes = group(questions)
    decisions: dict[K, Decision] = {}
    waiting = []
    for shared, members in classes.items():
        proof = prove(shared)
        if isinstance(proof, Undecided):
            waiting.append(shared)
        else:
            decisions |= _of_class(questions, shared, members, proof)
    if progress is not None:
        progress(len(decisions), len(questions))
    for shared, outcome in answer_all(tuple(waiting), budget_s, workers):
        decisions |= {
            key: _of_search(questions[key], form, outcome) for key, form in classes[shared]
        }
        if progress is not None:
            progress(len(decisions), len(questions))
    return {key: decisions[key] for key in questions}


def _of_class(
    questions: Mapping[K, BisimulationQuestion],
    shared: BisimulationQuestion,
    members: Sequence[tuple[K, NormalForm]],
    proof: ProofResult,
) -> dict[K, Decision]:
    """One checked certificate for all, or a counterexample in the names of each member."""
    decision = decision_of(shared, proof)
    if decision.verdict is Verdict.REFUTED:
        return {key: _refuted(questions[key]) for key, _ in members}
    if decision.certificate is None:
        return dict.fromkeys((key for key, _ in members), decision)
    return {
        key: Decision(
            decision.verdict, decision.reason, renamed_certificate(decision.certificate, form)
        )
        for key, form in members
    }


def _refuted(question: BisimulationQuestion) -> Decision:
    """The counterexample of a question whose class is refuted."""
    decision = decision_of(question, prove(question))
    if decision.verdict is Verdict.REFUTED:
        return decision
    return Decision(Verdict.REFUTED, refutation_reason(question))


def decision_of(question: BisimulationQuestion, proof: ProofResult) -> Decision:
    """The decision that a proof supports once it is checked by other code than made it."""
    if isinstance(proof, Undecided):
        return Decision(Verdict.UNDECIDED, str(proof))
    if not isinstance(proof, Certificate):
        if not replays(question, proof):
            return Decision(Verdict.UNDECIDED, "a counterexample was found but does not replay")
        return Decision(Verdict.REFUTED, counterexample(question, proof))
    fault = certificate_fault(question, proof)
    if fault is not None:
        return Decision(Verdict.UNDECIDED, f"a certificate was found but not accepted: {fault}")
    reason = (
        f"certified; implementation reactions checked: {len(question.implementation)},"
        f" paths followed: {len(proof.paths)}"
    )
    return Decision(Verdict.PROVED, reason, proof)


def certificate_fault(question: BisimulationQuestion, certificate: Certificate) -> str | None:
    """Why the independent checker or linear algebra does not accept a certificate."""
    return text_fault(question, certificate, dump_certificate(question, certificate))


def text_fault(question: BisimulationQuestion, certificate: Certificate, text: str) -> str | None:
    """The same of its text, which may say more."""
    try:
        check_certificate(
            text,
            list(question.formal),
            list(question.implementation),
            dict(question.signals),
        )
    except RejectedError as problem:
        return str(problem)
    return linear_fault(question, dict(certificate.meaning))


def _of_search(
    question: BisimulationQuestion, form: NormalForm, outcome: SearchOutcome
) -> Decision:
    if isinstance(outcome, str):
        return Decision(Verdict.UNDECIDED, outcome)
    if not outcome.bisimilar:
        return Decision(Verdict.REFUTED, refutation_reason(question))
    meaning = {
        form.species[x]: tuple(sorted(form.formals[formal] for formal in value))
        for x, value in outcome.meaning
        if x in form.species
    }
    certificate = certify(question, meaning)
    if certificate is not None and certificate_fault(question, certificate) is None:
        return decision_of(question, certificate)
    steps = len(question.implementation)
    return Decision(
        Verdict.PROVED, f"found by search, not certified; implementation reactions checked: {steps}"
    )
