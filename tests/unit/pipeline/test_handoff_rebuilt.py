"""Nucleotides decide what reacts: what was ordered is enumerated again."""

from __future__ import annotations

import pytest
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import given
from hypothesis import strategies as st
from lab_fixture import files_of, results_of

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment, reverse_complement
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.pipeline.handoff_rebuilt import as_ordered, reactions_that_differ

CRN = crn_of("A + B -> C", "C -> A")
SYSTEM = soloveichik2010(CRN)
OPTIONS = EnumerationOptions(max_complex_size=10, max_complexes=5000, max_reactions=20000)


def package(**changed: str) -> LabPackage:
    """Every domain has nucleotides of its own, but for what is changed."""
    letters = "ACGT"
    domains = []
    for number, domain in enumerate(SYSTEM.domains):
        digits = [letters[(number // 4**i) % 4] for i in range(4)]
        own = ("".join(digits) + "A" * domain.length_nt)[: domain.length_nt]
        domains.append(DomainSequence(domain.name, changed.get(domain.name, own)))
    return LabPackage(SequenceAssignment(tuple(domains), 1, 0), ())


def enumerated(system: DsdSystem) -> ReactionNetwork:
    return enumerate_whole(system, CRN, frozenset("AB"), OPTIONS)


def found_in(lab: LabPackage) -> tuple[str, ...]:
    return reactions_that_differ(SYSTEM, enumerated(SYSTEM), lab, enumerated)


def test_sequences_of_their_own_change_nothing() -> None:
    assert as_ordered(SYSTEM, package()) == SYSTEM
    assert found_in(package()) == ()


def sequence_of(lab: LabPackage, name: str) -> str:
    return next(d.sequence for d in lab.sequences.domains if d.domain == name)


@given(st.data())
def test_a_domain_that_is_spelled_like_another_is_that_one(data: st.DataObject) -> None:
    longs = [d.name for d in SYSTEM.domains if not d.is_toehold]
    one, other = sorted(data.draw(st.sets(st.sampled_from(longs), min_size=2, max_size=2)))
    names = [d.name for d in SYSTEM.domains]
    one, other = sorted((one, other), key=names.index)
    text = sequence_of(package(), one)
    is_mirror = data.draw(st.booleans())
    lab = package(**{other: reverse_complement(text) if is_mirror else text})
    used = {
        occurrence
        for c in (
            *(s.complex for s in as_ordered(SYSTEM, lab).signals),
            *(f.complex for f in as_ordered(SYSTEM, lab).fuels),
        )
        for strand in c.strands
        for occurrence in strand
    }
    assert other not in used
    assert f"{other}*" not in used


@pytest.mark.parametrize("pair", ["AB", "AC", ""])
def test_another_reaction_is_an_error_of_its_check(pair: str) -> None:
    """Two signals are made alike, and do each other's reactions; or all domains are."""
    first, names = package(), [d.name for d in SYSTEM.domains]
    if not pair:
        toeholds = [d.name for d in SYSTEM.domains if d.is_toehold]
        longs = [name for name in names if name not in toeholds]
        groups = [toeholds, longs]
    else:
        one, other = pair[0], pair[1]
        groups = [[n, n.replace(one, other, 1)] for n in names if n.startswith(f"{one}_")]
    alike = {name: sequence_of(first, group[0]) for group in groups for name in group}
    found = found_in(package(**alike))
    assert found
    result = results_of(files_of(other_reactions=found))["A3"]
    assert not result.ok
    assert found[0] in result.sentence
