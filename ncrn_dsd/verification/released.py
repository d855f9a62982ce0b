"""The obligation that signals are released, and the certificate that goes with it."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.certificate_json import dump_certificate
from ncrn_dsd.verification.check_refutation import never_released
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.decide import text_fault
from ncrn_dsd.verification.prover import Certificate
from ncrn_dsd.verification.release import Answer, Held, Release, Withheld, release
from ncrn_dsd.verification.witness import held_for_ever, withheld

SIGNALS_RELEASED = "signals are released"

_SUBJECT = "whole system"


def signals_released(
    question: BisimulationQuestion, certificate: Certificate | None, system_sha256: str | None
) -> tuple[Obligation, str | None]:
    """Whether all that is counted comes out, and the text that certifies what is proved.

    Parameters
    ----------
    question: on the whole network.
    certificate: that it is a bisimulation; None when there is none.
    system_sha256: of the strands and complexes behind the question.
    """
    if certificate is None:
        reason = "no certificate says what the intermediates stand for"
        return Obligation(SIGNALS_RELEASED, _SUBJECT, Verdict.UNDECIDED, reason), None
    answer: Answer | str = release(question, certificate)
    if isinstance(answer, Release):
        own = replace(certificate, paths=answer.paths)
        text = dump_certificate(question, own, answer, system_sha256)
        fault = text_fault(question, own, text)
        if fault is None:
            reason = (
                f"certified; intermediates with steps to signals: {len(answer.steps)}, species"
                f" that help them: {len(answer.supplies)}"
            )
            return Obligation(SIGNALS_RELEASED, _SUBJECT, Verdict.PROVED, reason), text
        answer = f"steps to signals were found but not accepted: {fault}"
    elif isinstance(answer, Held | Withheld) and not never_released(
        question, dict(certificate.meaning), answer
    ):
        answer = "a state that holds for ever was found but does not replay"
    text = dump_certificate(question, certificate, None, system_sha256)
    match answer:
        case Held():
            verdict, reason = Verdict.REFUTED, held_for_ever(question, certificate.meaning, answer)
        case Withheld():
            verdict, reason = Verdict.REFUTED, withheld(question, answer)
        case _:
            verdict, reason = Verdict.UNDECIDED, str(answer)
    return Obligation(SIGNALS_RELEASED, _SUBJECT, verdict, reason), text
