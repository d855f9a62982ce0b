"""Two-domain, join-fork, leakless and seesaw schemes: gates, padding, sizes and verdicts."""

from __future__ import annotations

import re

import pytest

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import prove_system

OSCILLATOR = "A + B -> 2B; B + C -> 2C; C + A -> 2A"
OTHER_ORDER = "B + A -> 2B; C + B -> 2C; A + C -> 2A"


def system_of(crn: str, scheme: str) -> DsdSystem:
    return translate(read_crn(crn, "net.crn").crn, load_scheme(scheme))


def network_of(crn: str, scheme: str) -> tuple[DsdSystem, ReactionNetwork]:
    network = read_crn(crn, "net.crn").crn
    loaded = load_scheme(scheme)
    system = translate(network, loaded)
    options = EnumerationOptions(max_complex_size=50, reject_remote=loaded.meta.reject_remote)
    return system, enumerate_modules(system, network, frozenset(network.names), options)


def verdicts(crn: str, scheme: str) -> list[Verdict]:
    system, network = network_of(crn, scheme)
    report = prove_system(system, read_crn(crn, "net.crn").crn, network, 20.0).report
    return [o.verdict for o in report.obligations[: len(system.modules)]]


def numbered(kernels: list[str]) -> list[str]:
    """Kernel strings with domains numbered in the order of their first occurrence."""
    numbers: dict[str, str] = {}
    return [
        re.sub(r"\w+", lambda m: numbers.setdefault(m[0], f"n{len(numbers)}"), kernel)
        for kernel in kernels
    ]


def complexes(system: DsdSystem) -> list[str]:
    """Kernel strings of all signals, then of all fuels."""
    signals = [s.complex.kernel() for s in system.signals]
    return signals + [f.complex.kernel() for f in system.fuels]


def toeholds(system: DsdSystem) -> set[str]:
    return {d.name for d in system.domains if d.is_toehold}


# T and U are toeholds shared by all species; Xt and Xb belong to the species X.
AB_CD = ["T Ab", "T Bb", "T Cb", "T Db"]
CHEN_AB_CD = ["At Ab", "Bt Bb", "Ct Cb", "Dt Db"]
OUTPUT = "Ab( + T( Db( + T( Cb( + T( a( + T* ) ) ) ) ) ) )"
OUTPUT_GC = "Ab( + T( c( + T( Db( + T( Cb( + T( a( + T* ) ) ) ) ) ) ) ) )"
INPUT_2D = "Ab( T( + Bb( T( + a( T( + a( + ) ) ) ) ) ) ) T*"
INPUT_3I = "Ab( T( + Bb( T( + b( + a( T( + a( + ) ) ) ) ) ) ) ) T*"
COLLECTOR = ["Cb T", "Db T", "c T", "c( Bb( + T* ) ) T*"]
CHEN_FORK = [
    "i( + Dt( Db( + Ct( Cb( + t1( r( + t2* ) ) ) ) ) ) )",
    "Cb t1",
    "Db Ct",
    "i Dt",
]
CHEN_VAR = [
    "Ab( Bt( + Bb( t1( + i( + r( t2( + ) ) ) ) ) ) ) At*",
    "t1 i r",
    "Ab Bt",
    "Bb t1",
    *CHEN_FORK,
]
BIMOLECULAR = {
    "cardelli2013_2D": [INPUT_2D, "T a", OUTPUT_GC, *COLLECTOR],
    "cardelli2013_2D_3I": [INPUT_3I, "T b a", OUTPUT_GC, *COLLECTOR],
    "cardelli2013_2D_noGC": [INPUT_2D, "T a", OUTPUT, "Cb T", "Db T", "Ab T", "Bb T"],
    "cardelli2013_2D_3I_noGC": [INPUT_3I, "T b a", OUTPUT, "Cb T", "Db T", "Ab T", "Bb T"],
    "cardelli2013_2D_2TGC": [
        "Ab( T( + Bb( U( + a( T( + a( + ) ) ) ) ) ) ) T*",
        "U a",
        "Ab T",
        "Bb( + U* )",
        "T a",
        OUTPUT,
        "Cb T",
        "Db T",
    ],
    "lakin2016_2D_3I": [
        "Ab( T( + Bb( T( + c( + a( T( + a( + ) ) ) ) ) ) ) ) T*",
        "T c a",
        "Ab( + T( Db( + c( + T( Cb( + T( a( + T* ) ) ) ) ) ) ) )",
        "Db c T",
    ],
}


@pytest.mark.parametrize("scheme", BIMOLECULAR)
def test_two_domain_gates(scheme: str) -> None:
    system = system_of("A + B -> C + D", scheme)
    assert numbered(complexes(system)) == numbered([*AB_CD, *BIMOLECULAR[scheme]])
    assert len(toeholds(system)) == (2 if scheme.endswith("2TGC") else 1)


JOIN_FORK = {
    "chen2013_2D_JF": ["Ab( Bt( + Bb( t1( + r( t2( + ) ) ) ) ) ) At*", "t1 r", *CHEN_FORK],
    "chen2013_2D_JF_var1": CHEN_VAR,
    "chen2013_2D_JF_var2": CHEN_VAR,
}


@pytest.mark.parametrize("scheme", JOIN_FORK)
def test_join_and_fork_gates(scheme: str) -> None:
    system = system_of("A + B -> C + D", scheme)
    assert numbered(complexes(system)) == numbered([*CHEN_AB_CD, *JOIN_FORK[scheme]])
    assert len(toeholds(system)) == 6


OTHER_SHAPES = {
    ("cardelli2013_2D", "-> A"): [
        "T Ab",
        "T ib",
        "ib( T( + a( T( + a( + ) ) ) ) ) T*",
        "T a",
        "ib( + T( Ab( + T( a( + T* ) ) ) ) )",
        "Ab T",
    ],
    ("cardelli2013_2D_3I", "A ->"): [
        "T Ab",
        "Ab( T( + b( + a( T( + a( + ) ) ) ) ) ) T*",
        "T b a",
        "Ab( + T( a( + T* ) ) )",
    ],
    ("cardelli2013_2D_2TGC", "A + B + C ->"): [
        "T Ab",
        "T Bb",
        "T Cb",
        "Ab( T( + Bb( T( + Cb( U( + a( T( + a( + ) ) ) ) ) ) ) ) ) T*",
        "U a",
        "Ab T",
        "Bb T",
        "Bb( + T( b2( + U( Cb( + U* ) ) ) ) )",
        "b2 U",
        "b2( + ) T*",
        "Cb( + ) U*",
        "T a",
        "Ab( + T( a( + T* ) ) )",
    ],
    ("chen2013_2D_JF", "-> A"): [
        "At Ab",
        "it ib",
        "ib( t1( + r( t2( + ) ) ) ) it*",
        "t1 r",
        "i( + At( Ab( + t1( r( + t2* ) ) ) ) )",
        "Ab t1",
        "i At",
    ],
    ("chen2013_2D_JF_var1", "-> A"): [
        "At Ab",
        "i( + At( Ab( + t1( r( + i( + t2* ) ) ) ) ) )",
        "Ab t1",
        "i At",
        "r i t2",
    ],
    ("lakin2016_2D_3I", "A -> B"): [
        "T Ab",
        "T Bb",
        "Ab( T( + gb( T( + c( + a( T( + a( + ) ) ) ) ) ) ) ) T*",
        "T c a",
        "Ab( + T( Bb( + c( + T( gb( + T( a( + T* ) ) ) ) ) ) ) )",
        "Bb c T",
        "T gb",
    ],
    ("wang2018_SLD", "A -> B"): [
        "A2t A2b A1t A1b",
        "B2t B2b B1t B1b",
        "B1t B1b A2t( A2b( + A1t* ) )",
        "B2t B2b B1t( B1b( + A2t* ) )",
    ],
    ("wang2018_DLD", "A -> B"): [
        "A2b A2t A1b A1t Ah",
        "B2b B2t B1b B1t Bh",
        "B1b B1t A2b( A2t( A1b( + A1t* ) ) )",
        "B2b B2t B1b( B1t( A2b( + A2t* ) ) )",
    ],
    ("wang2018_TLD", "A -> B"): [
        "A3b A3t A2b A2t A1b A1t Ah",
        "B3b B3t B2b B2t B1b B1t Bh",
        "B1b B1t A3b( A3t( A2b( A2t( A1b( + A1t* ) ) ) ) )",
        "B2b B2t B1b( B1t( A3b( A3t( A2b( + A2t* ) ) ) ) )",
        "B3b B3t B2b( B2t( B1b( B1t( A3b( + A3t* ) ) ) ) )",
    ],
    ("qian2011_seesaw", "A -> A + B"): [
        "Ab T Ah",
        "Bb T Bh",
        "Bb T( Ab( + T* ) )",
        "f T Ab",
    ],
    ("qian2011_seesaw", "A ->"): ["Ab T Ah", "Ab( + T* )"],
}


@pytest.mark.parametrize(("scheme", "crn"), OTHER_SHAPES)
def test_gates_of_other_shapes(scheme: str, crn: str) -> None:
    expected = OTHER_SHAPES[scheme, crn]
    assert numbered(complexes(system_of(crn, scheme))) == numbered(expected)


PADDED = {
    "-> A": ("g g", "A g"),
    "A ->": ("A g", "g g"),
    "A -> B + C": ("A g", "C B"),
    "A + B -> C": ("A B", "C g"),
    "A + B ->": ("A B", "g g"),
}


@pytest.mark.parametrize("crn", PADDED)
def test_missing_signals_of_lakin2016_are_one_dummy(crn: str) -> None:
    """The join frees the reactants from the first on; the fork holds the second product first."""
    system = system_of(crn, "lakin2016_2D_3I")
    species = {s.complex.strands[0][1]: s.species for s in system.signals}
    join, _commit, fork, _second, dummy = (f.complex for f in system.fuels)
    assert dummy.strands[0][1] not in species
    species[dummy.strands[0][1]] = "g"
    reactants = " ".join(species[strand[0]] for strand in join.strands[:2])
    products = " ".join(species[fork.strands[i][1]] for i in (1, 3))
    assert (reactants, products) == PADDED[crn]


@pytest.mark.parametrize("scheme", ["cardelli2013_2D", "cardelli2013_2D_3I"])
def test_a_catalyst_in_last_place_pushes_itself_off(scheme: str) -> None:
    short, long = system_of("A + B -> B + C", scheme), system_of("A + B -> A + C", scheme)
    assert (len(short.fuels), len(long.fuels)) == (4, 7)
    strands = [f.complex.kernel() for f in short.fuels if f.complex.size_strands == 1]
    branch = {s.species: s.complex.strands[0][1] for s in short.signals}
    assert f"{branch['C']} t1" in strands
    assert f"{branch['B']} t1" not in strands


def test_every_further_reactant_has_a_collector() -> None:
    system = system_of("A + B + C -> D", "cardelli2013_2D")
    branch = {s.species: s.complex.strands[0][1] for s in system.signals}
    collected = [f.complex.strands[0][1] for f in system.fuels if f.complex.size_strands == 2]
    assert collected == [branch["B"], branch["C"]]


@pytest.mark.parametrize("scheme", ["chen2013_2D_JF", "chen2013_2D_JF_var1"])
def test_delayed_choice_joins_reactions_with_the_same_reactants(scheme: str) -> None:
    one = system_of("A + B -> C", scheme)
    both = system_of("A + B -> C; A + C -> B; A + B -> D", scheme)
    assert [m.reactions for m in both.modules] == [(0, 2), (1,)]
    fork_fuels = 3
    assert len(both.modules[0].fuels) == len(one.fuels) + fork_fuels
    gates = [f.complex for f in both.fuels if 0 in f.modules and f.complex.size_strands > 1]
    assert len(gates) == 3
    assert sum(gate.strands[-1][-1] == "t1*" for gate in gates) == 1


def test_without_delayed_choice_every_reaction_has_a_join() -> None:
    system = system_of("A + B -> C; A + B -> D", "chen2013_2D_JF_var2")
    assert [m.reactions for m in system.modules] == [(0,), (1,)]
    assert sum(f.complex.size_strands > 1 for f in system.fuels) == 4


def test_gates_of_one_seesaw_input_share_the_fuel() -> None:
    system = system_of("A -> A + B; A -> A + C", "qian2011_seesaw")
    assert [f.modules for f in system.fuels] == [(0,), (0, 1), (1,)]


@pytest.mark.parametrize(
    ("scheme", "crn", "code"),
    [
        ("qian2011_seesaw", "A -> B + C", "T007"),
        ("qian2011_seesaw", "A -> B", "T006"),
        ("wang2018_DLD", "A + B -> C", "T006"),
        ("wang2018_TLD", "A ->", "T006"),
        ("lakin2016_2D_3I", "A + B + C -> D", "T006"),
    ],
)
def test_what_a_scheme_cannot_do_is_refused(scheme: str, crn: str, code: str) -> None:
    with pytest.raises(TranslationError) as refused:
        system_of(crn, scheme)
    assert refused.value.code == code


# Nucleotides of distinct strands and condensed reactions, as published for Nuskell 0.8.
PUBLISHED = {
    ("cardelli2013_2D", OSCILLATOR): (810, 42, Verdict.REFUTED),
    ("cardelli2013_2D", OTHER_ORDER): (1200, 48, Verdict.REFUTED),
    ("cardelli2013_2D_noGC", OSCILLATOR): (810, 42, Verdict.REFUTED),
    ("cardelli2013_2D_2TGC", OSCILLATOR): (990, 45, Verdict.REFUTED),
    ("cardelli2013_2D_3I", OSCILLATOR): (1005, 39, Verdict.PROVED),
    ("cardelli2013_2D_3I", OTHER_ORDER): (1395, 45, Verdict.PROVED),
    ("cardelli2013_2D_3I_noGC", OSCILLATOR): (1005, 39, Verdict.PROVED),
    ("chen2013_2D_JF", OSCILLATOR): (900, 39, Verdict.REFUTED),
    ("chen2013_2D_JF", OTHER_ORDER): (960, 39, Verdict.REFUTED),
    ("chen2013_2D_JF_var1", OSCILLATOR): (1050, 36, Verdict.PROVED),
    ("chen2013_2D_JF_var1", OTHER_ORDER): (1110, 36, Verdict.PROVED),
    ("chen2013_2D_JF_var2", OSCILLATOR): (1050, 36, Verdict.PROVED),
    ("lakin2016_2D_3I", OSCILLATOR): (1155, 36, Verdict.REFUTED),
}


@pytest.mark.parametrize(("scheme", "crn"), PUBLISHED)
def test_oscillators_have_the_published_size_and_verdict(scheme: str, crn: str) -> None:
    nucleotides, reactions, verdict = PUBLISHED[scheme, crn]
    system, network = network_of(crn, scheme)
    lengths = {d.name: d.length_nt for d in system.domains}
    strands = {strand for species in network.species for strand in species.complex.strands}
    assert network.complete
    assert sum(lengths[domain_name(o)] for strand in strands for o in strand) == nucleotides
    assert len(network.reactions) == reactions
    report = prove_system(system, read_crn(crn, "net.crn").crn, network, 20.0).report
    assert [o.verdict for o in report.obligations[:3]] == [verdict] * 3


@pytest.mark.parametrize(
    ("scheme", "crn", "verdict"),
    [
        ("cardelli2013_2D", "A -> B", Verdict.REFUTED),
        ("cardelli2013_2D", "A + B <=> C", Verdict.PROVED),
        ("cardelli2013_2D_3I", "A + B -> B + C", Verdict.REFUTED),
        ("cardelli2013_2D_3I", "A + B -> A + C", Verdict.PROVED),
        ("cardelli2013_2D_3I", "2A -> B", Verdict.REFUTED),
        ("cardelli2013_2D_3I_noGC", "2A -> B", Verdict.PROVED),
        ("cardelli2013_2D_3I_noGC", "A + B + C -> D", Verdict.PROVED),
        ("chen2013_2D_JF", "A + B -> C", Verdict.REFUTED),
        ("chen2013_2D_JF_var2", "A + B -> C; A + B -> D", Verdict.PROVED),
        ("lakin2016_2D_3I", "A -> B", Verdict.PROVED),
        ("lakin2016_2D_3I", "A + B -> C", Verdict.REFUTED),
        ("wang2018_SLD", "A -> B; B -> C; A -> C", Verdict.PROVED),
        ("wang2018_DLD", "A <=> B", Verdict.PROVED),
        ("wang2018_TLD", "A -> B", Verdict.PROVED),
        ("qian2011_seesaw", "A ->", Verdict.PROVED),
        ("qian2011_seesaw", "A -> A + B", Verdict.REFUTED),
    ],
)
def test_verdicts(scheme: str, crn: str, verdict: Verdict) -> None:
    found = verdicts(crn, scheme)
    assert found == [verdict] * len(found)
