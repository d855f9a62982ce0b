from __future__ import annotations

from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.modules import enumerate_modules

# The verifier is tested on real enumerated networks; in the package the two never meet.
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import VerificationError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.crn_view import implementation_view
from ncrn_dsd.verification.modules import prove_system

LINES = ("W + X -> W + X + Z", "Z + P -> Q + P", "Q -> ")


@pytest.fixture(scope="module")
def correct() -> tuple[DsdSystem, FormalCrn, ReactionNetwork]:
    crn = crn_of(*LINES)
    system = soloveichik2010(crn)
    return system, crn, enumerate_modules(system, crn, frozenset("WXP"), EnumerationOptions())


def by_notion(obligations: tuple[Obligation, ...]) -> dict[str, Obligation]:
    return {o.notion: o for o in obligations if o.subject == "whole system"}


def test_correct_gates_are_proved(correct: tuple[DsdSystem, FormalCrn, ReactionNetwork]) -> None:
    seen: list[tuple[int, int]] = []
    report = prove_system(
        *correct, budget_s=30, progress=lambda done, known: seen.append((done, known))
    ).report
    assert [o.verdict for o in report.obligations] == [Verdict.PROVED] * 8
    assert report.verdict is Verdict.PROVED
    assert [o.subject for o in report.obligations[:3]] == [
        "W + X -> W + X + Z [W + X -> W + X + Z (test:1)]",
        "Z + P -> Q + P [Z + P -> Q + P (test:2)]",
        "Q -> [Q ->  (test:3)]",
    ]
    assert set(by_notion(report.obligations)) == {
        "no intermediate shared between modules",
        "strand conservation",
        "modules compose",
        "signals are released",
        "conservation laws lift",
    }
    assert seen[-1] == (3, 3)
    assert any("leak" in text for text in report.assumptions)


def test_view_has_neither_fuels_nor_wastes(
    correct: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    view = implementation_view(correct[2], 2)
    assert {f"{' + '.join(left)} -> {' + '.join(right)}" for left, right in view} == {"Q__1 -> "}
    assert set(view) < set(implementation_view(correct[2]))


def test_swapped_product_is_refuted() -> None:
    crn = crn_of("A + B -> C", "C -> D")
    swapped = replace(crn, reactions=(replace(crn.reactions[0], products=("D",)), crn.reactions[1]))
    system = soloveichik2010(swapped)
    network = enumerate_modules(system, crn, frozenset("AB"), EnumerationOptions())
    report = prove_system(system, crn, network, budget_s=30).report
    assert report.obligations[0].verdict is Verdict.REFUTED
    assert "A + B -> C: no enumerated reaction" in report.obligations[0].reason
    assert "releases a signal of C" in report.obligations[0].reason
    assert report.obligations[1].verdict is Verdict.PROVED
    assert by_notion(report.obligations)["modules compose"].verdict is Verdict.UNDECIDED
    assert report.verdict is Verdict.REFUTED


def test_module_without_its_back_strand_is_refuted_by_search() -> None:
    # Without the back strand the first reactant is captured for good, and A + A gets stuck.
    crn = crn_of("A + A -> B")
    whole = soloveichik2010(crn)
    fuels = tuple(f for f in whole.fuels if f.complex.size_strands > 1)
    module = replace(whole.modules[0], fuels=tuple(f.name for f in fuels))
    system = replace(whole, fuels=fuels, modules=(module,))
    network = enumerate_modules(system, crn, frozenset("A"), EnumerationOptions())
    verdicts = [o.verdict for o in prove_system(system, crn, network, 30).report.obligations]
    assert verdicts[0] is Verdict.REFUTED
    good = enumerate_modules(whole, crn, frozenset("A"), EnumerationOptions())
    assert prove_system(whole, crn, good, 30).report.obligations[0].verdict is Verdict.PROVED


def test_nothing_is_proved_of_a_truncated_network() -> None:
    crn = crn_of("A + B -> C + D")
    system = soloveichik2010(crn)
    options = EnumerationOptions(max_complex_size=2)
    network = enumerate_modules(system, crn, frozenset("AB"), options)
    report = prove_system(system, crn, network, budget_s=30).report
    assert {o.verdict for o in report.obligations} == {Verdict.UNDECIDED}
    assert all("not complete (module A + B -> C + D" in o.reason for o in report.obligations)


def test_no_time_is_no_proof(correct: tuple[DsdSystem, FormalCrn, ReactionNetwork]) -> None:
    report = prove_system(*correct, budget_s=0.0).report
    assert [o.verdict for o in report.obligations[:3]] == [Verdict.UNDECIDED] * 3
    assert report.obligations[0].reason == "no answer within 0 s"
    assert report.verdict is Verdict.UNDECIDED


def test_shared_intermediate_is_refuted_with_its_modules() -> None:
    crn = crn_of("A + B -> C", "A + B -> D")
    system = soloveichik2010(crn)
    first, second = system.modules
    # The second module uses the gate of the first, whose last strand it cannot tell apart.
    borrowed = replace(second, fuels=(*first.fuels, *second.fuels))
    system = replace(system, modules=(first, borrowed))
    network = enumerate_modules(system, crn, frozenset("AB"), EnumerationOptions())
    report = prove_system(system, crn, network, budget_s=30).report
    sharing = by_notion(report.obligations)["no intermediate shared between modules"]
    assert sharing.verdict is Verdict.REFUTED
    assert "is an intermediate of A + B -> C and A + B -> D" in sharing.reason
    assert report.obligations[1].verdict is Verdict.REFUTED


def test_lost_strand_is_refuted_with_its_reaction(
    correct: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    system, crn, network = correct
    broken = replace(network.reactions[0], products=network.reactions[0].products[:1])
    network = replace(network, reactions=(broken, *network.reactions[1:]))
    report = prove_system(system, crn, network, budget_s=30).report
    conservation = by_notion(report.obligations)["strand conservation"]
    assert conservation.verdict is Verdict.REFUTED
    assert str(broken) in conservation.reason


def test_module_of_another_crn_is_refused(
    correct: tuple[DsdSystem, FormalCrn, ReactionNetwork],
) -> None:
    system, crn, network = correct
    short = replace(crn, reactions=crn.reactions[:1])
    with pytest.raises(VerificationError, match=r"V001.*Z \+ P"):
        prove_system(system, short, network, budget_s=30)
