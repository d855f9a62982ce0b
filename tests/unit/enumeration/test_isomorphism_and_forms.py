from __future__ import annotations

import pytest
from any_units import reaction
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.condensed import EnumerationJob
from ncrn_dsd.enumeration.isomorphism import instantiate, neutral
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import run_jobs
from ncrn_dsd.enumeration.roles import wastes
from ncrn_dsd.enumeration.variants import SignalForms, stands_for
from ncrn_dsd.ir.dsd import Complex, DsdSystem, Signal


def start_of(system: DsdSystem, index: int, signals: str) -> tuple[Complex, ...]:
    fuels = {f.name: f.complex for f in system.fuels}
    return (
        *(system.signal_of(x).complex for x in signals),
        *(fuels[name] for name in system.modules[index].fuels),
    )


def test_renamed_result_equals_direct_enumeration() -> None:
    system = soloveichik2010(crn_of("W + X -> W + X + Z", "P + Q -> P + Q + R"))
    lengths = {d.name: d.length_nt for d in system.domains}
    first = neutral(start_of(system, 0, "WX"), lengths)
    second = neutral(start_of(system, 1, "PQ"), lengths)
    assert first.job == second.job
    direct = EnumerationJob(
        tuple((name, lengths[name]) for name in second.names), start_of(system, 1, "PQ")
    )
    found = dict(run_jobs({"class": first.job, "direct": direct}, EnumerationOptions(), 2))
    instance = instantiate(found["class"], second.names)
    assert instance.macrostates == found["direct"].macrostates
    assert len(instance.reactions) == 9
    for ours, theirs in zip(instance.reactions, found["direct"].reactions, strict=True):
        assert (ours.reactants, ours.products) == (theirs.reactants, theirs.products)
        assert ours.rate == pytest.approx(theirs.rate, rel=1e-12)


def test_lengths_and_equal_domains_tell_classes_apart() -> None:
    one = (Complex((("a", "b"),), ".."),)
    assert neutral(one, {"a": 5, "b": 5}).job != neutral(one, {"a": 5, "b": 6}).job
    twice = (Complex((("a", "a"),), ".."),)
    assert neutral(twice, {"a": 5}).job != neutral(one, {"a": 5, "b": 5}).job


def test_variant_differs_in_the_history_domain_only() -> None:
    signal = Signal("X", Complex((("h", "t", "b"),), "..."), "h")
    assert stands_for(Complex((("k", "t", "b"),), "..."), signal)
    assert not stands_for(Complex((("h", "t", "c"),), "..."), signal)
    assert not stands_for(Complex((("t", "b"),), ".."), signal)
    exact = Signal("X", signal.complex, None)
    assert not stands_for(Complex((("k", "t", "b"),), "..."), exact)


def test_variant_of_two_strands_in_any_rotation() -> None:
    signal = Signal("X", Complex((("h", "b"), ("b*", "h*")), "((+))"), "h")
    assert stands_for(Complex((("b*", "k*"), ("k", "b")), "((+))"), signal)
    assert not stands_for(Complex((("b*", "k*"), ("j", "b")), "((+))"), signal)
    assert not stands_for(Complex((("k", "b"), ("b*", "k*")), ".(+)."), signal)


def test_forms_are_ordered_by_the_age_of_their_history_domain() -> None:
    system = soloveichik2010(crn_of("A -> Z", "B -> Z"))
    forms = SignalForms(system)
    strands = [("r1_h0", "Z_t", "Z_b", "Z_u"), ("r0_h0", "Z_t", "Z_b", "Z_u")]
    released = [Complex((s,), "....") for s in strands]
    assert forms.find_in(released)
    assert not forms.find_in(released)
    assert forms.of("Z") == (released[1], released[0])
    forms.add_own("Z")
    assert forms.of("Z")[0] == system.signal_of("Z").complex


def test_wastes_react_with_wastes_and_fuels_only() -> None:
    reactions = [
        (("A", "f"), ("i", "w")),
        (("i",), ("B", "v")),
        (("w", "v"), ("u",)),
        (("u", "f"), ("w",)),
    ]
    found = wastes(
        {x for left, right in reactions for x in (*left, *right)},
        frozenset("AB"),
        frozenset("f"),
        [reaction(*sides, 1.0) for sides in reactions],
    )
    assert found == {"w", "v", "u"}


def test_reactant_of_a_returning_reaction_is_no_waste() -> None:
    reactions = [reaction(("A",), ("i", "w"), 1.0), reaction(("i", "w"), ("A",), 1.0)]
    assert wastes({"A", "i", "w"}, frozenset("A"), frozenset(), reactions) == frozenset()
