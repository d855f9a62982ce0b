from __future__ import annotations

from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem, Fuel
from ncrn_dsd.ir.network import WHOLE_SYSTEM
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.system_checks import no_crosstalk

LINES = ("W + X -> W + X + Z", "Z + P -> E + P", "E + E ->")


def test_a_system_without_crosstalk_is_the_union_of_its_modules() -> None:
    crn = crn_of(*LINES)
    system = soloveichik2010(crn)
    whole = enumerate_whole(system, crn, frozenset("WXP"), EnumerationOptions())
    modules = enumerate_modules(system, crn, frozenset("WXP"), EnumerationOptions())
    assert whole.species == modules.species
    assert [(r.reactants, r.products, r.modules) for r in whole.reactions] == [
        (r.reactants, r.products, r.modules) for r in modules.reactions
    ]
    assert whole.scope == WHOLE_SYSTEM
    assert no_crosstalk(whole).verdict is Verdict.PROVED


def with_one_toehold_for_two(system: DsdSystem, kept: str, replaced: str) -> DsdSystem:
    """The system with one domain used in place of another."""

    def changed(complex_: Complex) -> Complex:
        def occurrence(o: str) -> str:
            return kept + o[len(replaced) :] if o.removesuffix("*") == replaced else o

        return Complex(
            tuple(tuple(map(occurrence, strand)) for strand in complex_.strands),
            complex_.structure,
        )

    return replace(
        system,
        domains=tuple(d for d in system.domains if d.name != replaced),
        signals=tuple(replace(s, complex=changed(s.complex)) for s in system.signals),
        fuels=tuple(replace(f, complex=changed(f.complex)) for f in system.fuels),
    )


def test_a_branch_domain_used_twice_is_found_as_crosstalk() -> None:
    crn = crn_of("A -> B", "C -> D")
    system = soloveichik2010(crn)
    broken = with_one_toehold_for_two(with_one_toehold_for_two(system, "A_t", "C_t"), "A_b", "C_b")
    whole = enumerate_whole(broken, crn, frozenset("AC"), EnumerationOptions())
    assert any(not r.modules for r in whole.reactions)
    obligation = no_crosstalk(whole)
    assert obligation.verdict is Verdict.UNDECIDED
    assert "belong to no module" in obligation.reason


def test_a_fuel_that_falls_apart_is_refused() -> None:
    crn = crn_of("A -> B")
    system = soloveichik2010(crn)
    loose = Fuel("loose", Complex((("A_t",), ("A_t*",)), "(+)"), (0,), system.fuels[0].origin)
    broken = replace(system, fuels=(*system.fuels, loose))
    with pytest.raises(EnumerationError, match=r"E004.*loose falls apart"):
        enumerate_whole(broken, crn, frozenset("A"), EnumerationOptions())


def test_without_a_schedule_every_signal_is_looked_at_once() -> None:
    crn = crn_of("A + B -> B + B", "B + C -> C + C", "C + A -> A + A")
    system = soloveichik2010(crn)
    network = enumerate_whole(system, crn, None, EnumerationOptions(max_complex_size=50))
    lengths = {d.name: d.length_nt for d in system.domains}
    strands = {s for x in network.species for s in x.complex.strands}
    nucleotides = sum(lengths[o.removesuffix("*")] for s in strands for o in s)
    # Published for the oscillator in this scheme: 780 nt and 27 condensed reactions.
    assert (nucleotides, len(network.reactions)) == (780, 27)
    assert network.reactions[0].rate == pytest.approx(453734, rel=1e-5)


def test_a_truncation_is_passed_on() -> None:
    crn = crn_of(*LINES)
    system = soloveichik2010(crn)
    network = enumerate_whole(system, crn, frozenset("WXP"), EnumerationOptions(max_complexes=30))
    assert not network.complete
    assert "the limit of 30 complexes" in (network.truncated_by or "")
