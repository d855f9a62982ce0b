"""Whole systems: composition, crosstalk, and the certificate of the union."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.network import NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.check_certificate import check_certificate
from ncrn_dsd.verification.crn_view import Notion, module_questions, whole_question
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.prover.classes import group
from ncrn_dsd.verification.system_checks import strand_conservation
from ncrn_dsd.verification.whole import Case, verify_whole

LINES = ("W + X -> W + X + Z", "Z + P -> Q + P", "Q -> ", "A -> B")


@pytest.fixture(scope="module")
def whole() -> tuple[DsdSystem, FormalCrn, ReactionNetwork]:
    crn = crn_of(*LINES)
    system = soloveichik2010(crn)
    return system, crn, enumerate_whole(system, crn, None, EnumerationOptions())


def with_reaction(
    network: ReactionNetwork, left: tuple[str, ...], right: tuple[str, ...]
) -> ReactionNetwork:
    """The network with a reaction of no module, which keeps no strand."""
    added = NetworkReaction(tuple(sorted(left)), tuple(sorted(right)), 1.0, ())
    return replace(network, reactions=(*network.reactions, added))


def found(case: tuple[DsdSystem, FormalCrn, ReactionNetwork], notion: str) -> Obligation:
    report = prove_system(*case, budget_s=30).report
    return next(o for o in report.obligations if o.notion == notion)


def test_whole_system_has_one_certificate(
    whole: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    proof = prove_system(*whole, budget_s=30)
    assert proof.report.verdict is Verdict.PROVED
    assert [o.notion for o in proof.report.obligations[4:]] == [
        "no intermediate shared between modules",
        "strand conservation",
        "modules compose",
        "signals are released",
        "conservation laws lift",
        "no crosstalk between modules",
    ]
    asked = whole_question(whole[1], whole[2])
    assert proof.certificate is not None
    found = check_certificate(
        proof.certificate, list(asked.formal), list(asked.implementation), dict(asked.signals)
    )
    assert found.paths >= 4
    assert found.released
    assert proof.certificate == prove_system(*whole, budget_s=30).certificate


def test_crosstalk_that_changes_nothing_formal_is_proved(
    whole: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    system, crn, network = whole
    asked = module_questions(crn, network, system.modules)[1]
    (bound,) = [r for r in asked.implementation if r[0] == ("Z__1",)]
    strange = with_reaction(network, (*bound[0], "A"), (*bound[1], "A"))
    obligation = found((system, crn, strange), "no crosstalk between modules")
    assert obligation.verdict is Verdict.PROVED
    assert "1 reactions belong to no module" in obligation.reason
    assert "trivial or a formal reaction" in obligation.reason


def test_crosstalk_that_changes_something_is_refuted(
    whole: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    system, crn, network = whole
    asked = module_questions(crn, network, system.modules)[1]
    (bound,) = [r for r in asked.implementation if r[0] == ("Z__1",)]
    strange = with_reaction(network, (*bound[1], "A"), ("A",))
    case = system, crn, strange
    obligation = found(case, "no crosstalk between modules")
    assert obligation.verdict is Verdict.REFUTED
    assert f"{' + '.join(strange.reactions[-1].reactants)} -> A" in obligation.reason
    assert found(case, "modules compose").verdict is Verdict.PROVED
    assert prove_system(*case, budget_s=30).certificate is None


def test_one_domain_for_two_signals_is_refuted_by_its_crosstalk() -> None:
    crn = crn_of("A -> B", "C -> D")
    system = soloveichik2010(crn)

    def changed(complex_: Complex) -> Complex:
        strands = tuple(
            tuple("A" + o[1:] if o.startswith(("C_t", "C_b")) else o for o in strand)
            for strand in complex_.strands
        )
        return Complex(strands, complex_.structure)

    broken = replace(
        system,
        domains=tuple(d for d in system.domains if d.name not in ("C_t", "C_b")),
        signals=tuple(replace(s, complex=changed(s.complex)) for s in system.signals),
        fuels=tuple(replace(f, complex=changed(f.complex)) for f in system.fuels),
    )
    network = enumerate_whole(broken, crn, None, EnumerationOptions())
    obligation = found((broken, crn, network), "no crosstalk between modules")
    assert any(not r.modules for r in network.reactions)
    assert obligation.verdict is Verdict.REFUTED, obligation
    assert prove_system(broken, crn, network, 30).report.verdict is not Verdict.PROVED


def test_truncated_whole_system_proves_nothing(
    whole: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    system, crn, network = whole
    cut = replace(network, complete=False, truncated_by="a limit")
    proof = prove_system(system, crn, cut, budget_s=30)
    assert {o.verdict for o in proof.report.obligations} == {Verdict.UNDECIDED}
    assert proof.certificate is None
    ((obligation, _),) = verify_whole((Case("cut", crn, cut),), Notion.BISIMULATION, 30)
    assert obligation.verdict is Verdict.UNDECIDED


def test_modules_of_a_chain_are_one_class() -> None:
    count = 12
    crn = crn_of(*(f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(count)))
    system = soloveichik2010(crn)
    dosed = frozenset(("A0", *(f"B{i}" for i in range(count))))
    network = enumerate_modules(system, crn, dosed, EnumerationOptions())
    questions = module_questions(crn, network, system.modules)
    assert sorted(map(len, group(questions).values())) == [count]
    assert prove_system(system, crn, network, 30).report.verdict is Verdict.PROVED


def test_forms_of_a_signal_may_be_taken_for_one() -> None:
    crn = crn_of("A -> B", "B -> C")
    system = soloveichik2010(crn)
    options = EnumerationOptions(merge_histories=True)
    network = enumerate_whole(system, crn, frozenset({"A"}), options)
    proof = prove_system(system, crn, network, budget_s=30)
    kept = next(o for o in proof.report.obligations if o.notion == "strand conservation")
    assert kept.verdict is Verdict.PROVED
    assert kept.assumptions
    assert proof.report.verdict is Verdict.PROVED
    # Without knowing the signals, a strand turns into another one.
    assert strand_conservation(network).verdict is Verdict.REFUTED
