"""Verifies a system gate module by gate module, and that the modules fit together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ncrn_dsd.errors import VerificationError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem, GateModule
from ncrn_dsd.ir.network import WHOLE_SYSTEM, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.verification.assembly import Assembly, assemble
from ncrn_dsd.verification.certificate_json import system_digest
from ncrn_dsd.verification.conservation import CONSERVATION, conservation_laws_lift
from ncrn_dsd.verification.crn_view import (
    BisimulationQuestion,
    module_questions,
    whole_question,
)
from ncrn_dsd.verification.decide import Decision, decide_all
from ncrn_dsd.verification.proof import ASSUMPTIONS, NO_CROSSTALK_SEEN, SystemProof
from ncrn_dsd.verification.released import signals_released
from ncrn_dsd.verification.system_checks import no_crosstalk, no_sharing, strand_conservation

__all__ = ["SystemProof", "prove_system"]

BISIMULATION = "CRN bisimulation"
COMPOSITION = "modules compose"


def prove_system(
    system: DsdSystem,
    crn: FormalCrn,
    network: ReactionNetwork,
    budget_s: float,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 2,
) -> SystemProof:
    """One bisimulation obligation per module, and those on the whole system.

    Parameters
    ----------
    network: enumerated from `system`; when it is not complete nothing is PROVED, and modules
        are not looked at, since a missing reaction could refute a correct gate.
    budget_s: wall-clock seconds for the search in one module, where one is needed; above it the
        verdict is UNDECIDED.
    progress: called with the numbers of decided modules and of all modules.
    workers: worker processes at a time.

    Raises
    ------
    VerificationError: V001, a module refers to a reaction that is not in `crn`; V002, no module
        implements a reaction of it.
    """
    _refuse_unknown_reactions(system, crn)
    questions: dict[int, BisimulationQuestion] = {}
    decisions = dict.fromkeys(
        (m.index for m in system.modules), Decision(Verdict.UNDECIDED, "not searched")
    )
    if network.complete:
        questions = module_questions(crn, network, system.modules)
        decisions = decide_all(questions, budget_s, workers, progress)
    assembly = assemble(crn, network, tuple(decisions.values())) if network.complete else None
    whole = [no_sharing(system, network), strand_conservation(network, system.signals)]
    whole.append(_composition(assembly))
    released, certificate = signals_released(
        assembly.question if assembly else whole_question(crn, network),
        assembly.certificate if assembly else None,
        system_digest(network),
    )
    if released.verdict is not Verdict.PROVED:
        released = _held_by_a_gate(crn, system, questions, decisions) or released
    whole.append(released)
    whole.append(_conservation(assembly))
    assumptions: tuple[str, ...] = ASSUMPTIONS
    if network.scope == WHOLE_SYSTEM:
        whole.append(no_crosstalk(network, assembly.crosstalk if assembly else None))
    else:
        assumptions = (*ASSUMPTIONS, NO_CROSSTALK_SEEN)
    modules = (_module_obligation(crn, m, decisions[m.index]) for m in system.modules)
    report = VerificationReport((*modules, *whole), assumptions)
    if assembly is None:
        return SystemProof(_undecided(report, network.truncated_by or ""), None)
    return SystemProof(report, certificate)


def _module_obligation(crn: FormalCrn, module: GateModule, decision: Decision) -> Obligation:
    reactions = "; ".join(str(crn.reactions[i]) for i in module.reactions)
    subject = f"{reactions} [{module.origin}]"
    reason = decision.reason
    if decision.verdict is Verdict.REFUTED:
        reason = f"{reactions}: {reason}"
    return Obligation(BISIMULATION, subject, decision.verdict, reason)


def _held_by_a_gate(
    crn: FormalCrn,
    system: DsdSystem,
    questions: Mapping[int, BisimulationQuestion],
    decisions: Mapping[int, Decision],
) -> Obligation | None:
    """The first gate that by itself keeps what it makes; other gates wait for it in vain."""
    for module in system.modules:
        certificate = decisions[module.index].certificate
        if certificate is not None:
            found, _ = signals_released(questions[module.index], certificate, None)
            if found.verdict is Verdict.REFUTED:
                reactions = "; ".join(str(crn.reactions[i]) for i in module.reactions)
                return replace(found, reason=f"{reactions}: {found.reason}")
    return None


def _composition(assembly: Assembly | None) -> Obligation:
    """All modules together are a bisimulation of all formal reactions together."""
    decision = assembly.modules if assembly else Decision(Verdict.UNDECIDED, "not searched")
    return Obligation(COMPOSITION, "whole system", decision.verdict, decision.reason)


def _conservation(assembly: Assembly | None) -> Obligation:
    if assembly is None:
        return Obligation(CONSERVATION, "whole system", Verdict.UNDECIDED, "not searched")
    return conservation_laws_lift(assembly.question, assembly.meaning)


def _undecided(report: VerificationReport, truncated_by: str) -> VerificationReport:
    """Nothing is proved of a network from which something was cut off."""
    reason = f"the enumeration is not complete ({truncated_by})"
    return replace(
        report,
        obligations=tuple(
            o
            if o.verdict is Verdict.REFUTED
            else replace(o, verdict=Verdict.UNDECIDED, reason=reason)
            for o in report.obligations
        ),
    )


def _refuse_unknown_reactions(system: DsdSystem, crn: FormalCrn) -> None:
    implemented = {i for m in system.modules for i in m.reactions}
    for index, reaction in enumerate(crn.reactions):
        if index not in implemented:
            raise VerificationError(
                "V002",
                f"reaction {reaction}",
                "no module of the system implements it",
                "verify the system against the CRN it was translated from",
            )
    for module in system.modules:
        if not all(0 <= i < len(crn.reactions) for i in module.reactions):
            raise VerificationError(
                "V001",
                f"module {module.name}",
                "it implements a reaction that is not in the CRN",
                "verify the system against the CRN it was translated from",
            )
