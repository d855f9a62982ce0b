"""Verifies a system gate module by gate module, and that the modules fit together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ncrn_dsd.errors import VerificationError
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.dsd import DsdSystem, GateModule
from ncrn_dsd.ir.network import WHOLE_SYSTEM, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.verification.canonical import canonical_question
from ncrn_dsd.verification.crn_view import BisimulationQuestion, module_question
from ncrn_dsd.verification.processes import Outcome, answer_all
from ncrn_dsd.verification.system_checks import no_crosstalk, no_sharing, strand_conservation
from ncrn_dsd.verification.witness import refutation_reason

BISIMULATION = "CRN bisimulation"
COMPOSITION = "modules compose"
ASSUMPTIONS = (
    "fuels are always present and their concentrations do not change",
    "no leak: strands displace each other only along toeholds or where the enumerator allows it",
    "rates are not checked: a bisimulation says which reactions can happen, not how fast",
)
NO_CROSSTALK_SEEN = (
    "crosstalk between modules is not enumerated: a module meets its own fuels and signals only"
)


def verify_modules(
    system: DsdSystem,
    crn: Crn,
    network: ReactionNetwork,
    budget_s: float,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 2,
) -> VerificationReport:
    """One bisimulation obligation per module, and three on the whole system.

    Parameters
    ----------
    network: enumerated from `system`; when it is not complete nothing is PROVED, and modules
        are not searched, since a missing reaction could refute a correct gate.
    budget_s: wall-clock seconds for one module; above it the verdict is UNDECIDED.
    progress: called with the numbers of answered modules and of all modules.
    workers: worker processes at a time.

    Raises
    ------
    VerificationError: V001, a module refers to a reaction that is not in `crn`; V002, no module
        implements a reaction of it.
    """
    _refuse_unknown_reactions(system, crn)
    outcomes: dict[int, Outcome] = {}
    questions = {m.index: module_question(crn, network, m) for m in system.modules}
    if network.complete:
        outcomes = _answer(questions, budget_s, progress, workers)
    modules = tuple(
        _module_obligation(crn, m, questions[m.index], outcomes.get(m.index))
        for m in system.modules
    )
    sharing = no_sharing(system, network)
    whole = [sharing, strand_conservation(network), _composition(modules, sharing, outcomes)]
    assumptions: tuple[str, ...] = ASSUMPTIONS
    if network.scope == WHOLE_SYSTEM:
        whole.append(no_crosstalk(network))
    else:
        assumptions = (*ASSUMPTIONS, NO_CROSSTALK_SEEN)
    report = VerificationReport((*modules, *whole), assumptions)
    return report if network.complete else _undecided(report, network.truncated_by or "")


def _answer(
    questions: dict[int, BisimulationQuestion],
    budget_s: float,
    progress: Callable[[int, int], None] | None,
    workers: int,
) -> dict[int, Outcome]:
    members: dict[BisimulationQuestion, list[int]] = {}
    for index, question in questions.items():
        members.setdefault(canonical_question(question), []).append(index)
    outcomes: dict[int, Outcome] = {}
    for question, outcome in answer_all(tuple(members), budget_s, workers):
        outcomes |= dict.fromkeys(members[question], outcome)
        if progress is not None:
            progress(len(outcomes), len(questions))
    return outcomes


def _module_obligation(
    crn: Crn, module: GateModule, question: BisimulationQuestion, outcome: Outcome | None
) -> Obligation:
    reactions = "; ".join(str(crn.reactions[i]) for i in module.reactions)
    subject = f"{reactions} [{module.origin}]"
    if outcome is None:
        return Obligation(BISIMULATION, subject, Verdict.UNDECIDED, "not searched")
    if isinstance(outcome, str):
        return Obligation(BISIMULATION, subject, Verdict.UNDECIDED, outcome)
    if not outcome.bisimilar:
        reason = f"{reactions}: {refutation_reason(question)}"
        return Obligation(BISIMULATION, subject, Verdict.REFUTED, reason)
    steps = len(question.implementation)
    return Obligation(
        BISIMULATION, subject, Verdict.PROVED, f"found; implementation reactions checked: {steps}"
    )


def _composition(
    modules: tuple[Obligation, ...], sharing: Obligation, outcomes: dict[int, Outcome]
) -> Obligation:
    """The union of modules is a bisimulation of the union of reactions.

    Modular CRN bisimulation (Johnson, Dong and Winfree, TCS 765, 2019, def. 3.3): modules
    share signals only, each is bisimilar, and every intermediate can turn into signals alone.
    """
    subject = "whole system"
    open_modules = sum(m.verdict is not Verdict.PROVED for m in modules)
    stuck = sum(not isinstance(o, str) and not o.composes for o in outcomes.values())
    if open_modules:
        reason = f"{open_modules} of {len(modules)} modules are not proved"
    elif sharing.verdict is not Verdict.PROVED:
        reason = "modules share an intermediate"
    elif stuck:
        reason = (
            f"in {stuck} modules an intermediate was not seen to turn into signals by itself,"
            " so that the module alone does not decide"
        )
    else:
        reason = "every module is bisimilar and every intermediate can turn into signals alone"
        return Obligation(COMPOSITION, subject, Verdict.PROVED, reason)
    return Obligation(COMPOSITION, subject, Verdict.UNDECIDED, reason)


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


def _refuse_unknown_reactions(system: DsdSystem, crn: Crn) -> None:
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
