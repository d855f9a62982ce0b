"""Gates of the three-domain and four-domain schemes, padded shapes, and published sizes.

In the notation of the papers a signal X has the toeholds Xt and Xu, the branch Xb and the
history Xh; T is a universal toehold. Domains whose name ends in t, u or T are toeholds.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.dsd import Complex, DsdSystem, domain_name
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.scheme_meta import Reversible
from ncrn_dsd.translation.translate import translate

SCHEMES = (
    "srinivas2015",
    "qian2011_3D",
    "qian2011_3D_var1",
    "lakin2012_3D",
    "lakin2012_3D_var1",
    "cardelli2011_FJ",
    "cardelli2011_FJ_noGC",
    "cardelli2011_NM",
    "cardelli2011_NM_noGC",
)


def system_of(scheme: str, crn: str) -> DsdSystem:
    return translate(read_crn(crn, "net.crn").crn, load_scheme(scheme))


def renamed(complexes: Iterable[Complex], names: dict[str, str]) -> list[str]:
    lines = []
    for complex_ in complexes:
        words = complex_.kernel().split()
        bare = [word.rstrip("(*") for word in words]
        lines.append(
            " ".join(names.get(b, b) + word[len(b) :] for b, word in zip(bare, words, strict=True))
        )
    return lines


def check_fuels(system: DsdSystem, signal: str, expected: list[str]) -> None:
    """The fuels are those of the literature up to the names of domains, in the order given."""
    names: dict[str, str] = {}
    for s in system.signals:
        (strand,) = s.complex.strands
        for occurrence, letter in zip(strand, signal.split(), strict=True):
            names[occurrence] = letter if letter == "T" else s.species + letter
    assert len(system.fuels) == len(expected)
    for fuel, text in zip(system.fuels, expected, strict=True):
        actual = [o for strand in fuel.complex.strands for o in strand]
        opened = [w.rstrip("(*") for w in text.split() if w not in "+)"]
        first_uses = [
            o
            for o, mark in zip(actual, fuel.complex.structure.replace("+", ""), strict=True)
            if mark != ")"
        ]
        for occurrence, wanted in zip(first_uses, opened, strict=False):
            names.setdefault(domain_name(occurrence), wanted)
        assert renamed([fuel.complex], names) == [text]
    assert len(set(names.values())) == len(names), "two domains have one name"
    for domain in system.domains:
        assert domain.is_toehold == (names[domain.name][-1] in "tuT"), names[domain.name]


FOUR, UNIVERSAL, STRAND = "h t b u", "h T b", "h t b"

GATES = {
    ("srinivas2015", FOUR, "A + B -> C + D"): [
        "Ab( Au( Bt( + Bb( Bu( p + ) ) ) ) ) At*",
        "p( Ct( Cb Cu + q( Dt( Db Du + ) ) ) ) Bu*",
        "Ct q Dt",
        "Ab Au Bt",
    ],
    ("srinivas2015", FOUR, "A -> B"): ["Ab( Au( p Bt + ) ) At*", "p( Bt( Bb Bu + ) ) Au*"],
    ("srinivas2015", FOUR, "A + B + C ->"): [
        "Ab( Au( Bt( + Bb( Bu( Ct( + Cb( Cu( + ) ) ) ) ) ) ) ) At*",
        "Ab Au Bt",
        "Bb Bu Ct",
    ],
    ("srinivas2015", FOUR, "-> A"): [
        "it ib iu",
        "ib( iu( p At + ) ) it*",
        "p( At( Ab Au + ) ) iu*",
    ],
    ("qian2011_3D", UNIVERSAL, "A + B -> C + D"): [
        "Ab( T( + Bb( T( + Ch( T( Cb + Dh( T( Db + s( + ) ) ) ) ) ) ) ) ) T*",
        "T s",
        "T Ch",
        "T Dh",
        "Ab T",
        "Bb T",
    ],
    ("qian2011_3D", UNIVERSAL, "A ->"): ["Ab( T( + s( + ) ) ) T*", "T s", "Ab T"],
    ("qian2011_3D", UNIVERSAL, "A + B <=> C"): [
        "Ab( T( + Bb( T( + Ch( T( Cb + ) ) ) ) ) ) T*",
        "Ah T( Ab( + Bh T( Bb( + T( Ch( + T* ) ) ) ) ) )",
        "T Ch",
        "Ab T",
        "Bb T",
    ],
    ("qian2011_3D_var1", UNIVERSAL, "A -> B"): [
        "Ab( T( + f( + g( T( + Bh( T( Bb + f( + ) ) ) ) ) ) ) ) T*",
        "T f g",
        "T Bh",
        "Ab T",
    ],
    ("qian2011_3D_var1", UNIVERSAL, "-> A"): [
        "f( + g( T( + Ah( T( Ab + f( + ) ) ) ) ) ) T*",
        "T f g",
        "T Ah",
    ],
    ("lakin2012_3D", UNIVERSAL, "A + B -> C + D"): [
        "Ab( T( k + Bb( T( l + p( T( Cb + q( T( Db + ) ) ) ) ) ) ) ) T*",
        "Ab T k",
        "T p T q T",
    ],
    ("lakin2012_3D", UNIVERSAL, "A -> B"): [
        "Ab( T( k + gb( T( l + p( T( gb + q( T( Bb + ) ) ) ) ) ) ) ) T*",
        "Ab T k",
        "T p T q T",
        "gh T gb",
    ],
    ("lakin2012_3D_var1", UNIVERSAL, "A + B + C -> D + E"): [
        "Ab( T( + Bb( T( + Cb( T( + p( T( Db + q( T( Eb + ) ) ) ) ) ) ) ) ) ) T*",
        "T p T q T",
        "Ab T",
        "Bb T",
        "Cb T",
    ],
    ("lakin2012_3D_var1", UNIVERSAL, "-> A"): ["p( T( Ab + ) ) T*", "T p T"],
    ("lakin2012_3D_var1", UNIVERSAL, "A ->"): [
        "Ab( T( + p( T( gb + ) ) ) ) T*",
        "T p T",
        "Ab T",
    ],
    ("cardelli2011_FJ", STRAND, "A ->"): ["Ab( + ) At*"],
    ("cardelli2011_FJ", STRAND, "A -> B"): ["Ab( Bt( Bb + a( + ) ) ) At*", "Bt a"],
    ("cardelli2011_FJ", STRAND, "A -> B + C"): [
        "Ab( Bt( Bb + a( Ct( Cb + ) ) ) ) At*",
        "Bt a Ct",
    ],
    ("cardelli2011_FJ", STRAND, "A + B -> C"): [
        "Ab( Bt( + Bb( ct( + h( Ct( Cb + ) ) ) ) ) ) At*",
        "ct h Ct",
        "Ab( + Bt( e( + dt( Bb( + ct* ) ) ) ) )",
        "e dt",
        "Bb( + ) dt*",
        "e( + ) Bt*",
    ],
    ("cardelli2011_FJ_noGC", STRAND, "A + B -> C"): [
        "Ab( Bt( + Bb( ct( + h( Ct( Cb + ) ) ) ) ) ) At*",
        "ct h Ct",
        "Ab Bt",
        "Bb ct",
    ],
    ("cardelli2011_FJ_noGC", STRAND, "A -> B + C + D"): [
        "Ab( Bt( Bb + a( it( ib + ) ) ) ) At*",
        "Bt a it",
        "ib( Ct( Cb + e( Dt( Db + ) ) ) ) it*",
        "Ct e Dt",
    ],
    ("cardelli2011_NM", STRAND, "A + B + C -> D"): [
        "Ab( Bt( + Bb( Ct( + Cb( ot( + p( Dt( Db + ) ) ) ) ) ) ) ) At*",
        "ot p Dt",
        "Ab( + Bt( e( + dt( Bb( + Ct( f( + gt( Cb( + ot* ) ) ) ) ) ) ) ) )",
        "e dt",
        "e( + ) Bt*",
        "Bb( + ) dt*",
        "f gt",
        "f( + ) Ct*",
        "Cb( + ) gt*",
    ],
    ("cardelli2011_NM", STRAND, "A -> B"): [
        "Ab( ot( + p( Bt( Bb + ) ) ) ) At*",
        "ot p Bt",
        "Ab( + ot* )",
    ],
    ("cardelli2011_NM_noGC", STRAND, "A + B -> C + D"): [
        "Ab( Bt( + Bb( ot( + p( Ct( Cb + q( Dt( Db + ) ) ) ) ) ) ) ) At*",
        "ot p Ct q Dt",
        "Ab Bt",
        "Bb ot",
    ],
    ("cardelli2011_NM_noGC", STRAND, "->  A"): [
        "ih it ib",
        "ib( ot( + p( At( Ab + ) ) ) ) it*",
        "ot p At",
        "ib ot",
    ],
}


@pytest.mark.parametrize(("scheme", "signal", "crn"), GATES)
def test_gates_are_those_of_the_literature(scheme: str, signal: str, crn: str) -> None:
    check_fuels(system_of(scheme, crn), signal, GATES[scheme, signal, crn])


SHAPES = ("-> A", "A ->", "A + B ->", "A + B -> C", "A + B + C -> D", "A -> B + C + D", "A <=> B")
FUELS = {
    "srinivas2015": (3, 1, 2, 3, 4, 3, 4),
    "qian2011_3D": (3, 3, 4, 5, 6, 6, 4),
    "qian2011_3D_var1": (3, 3, 4, 5, 6, 6, 4),
    "lakin2012_3D": (4, 4, 3, 3, 10, 7, 7),
    "lakin2012_3D_var1": (2, 3, 4, 4, 5, 3, 6),
    "cardelli2011_FJ": (3, 1, 7, 6, 14, 4, 4),
    "cardelli2011_FJ_noGC": (3, 1, 5, 4, 10, 4, 4),
    "cardelli2011_NM": (4, 3, 6, 6, 9, 3, 6),
    "cardelli2011_NM_noGC": (4, 3, 4, 4, 5, 3, 6),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_shape_has_its_number_of_fuels(scheme: str) -> None:
    assert tuple(len(system_of(scheme, crn).fuels) for crn in SHAPES) == FUELS[scheme]


OSCILLATOR = "A + B -> 2B; B + C -> 2C; C + A -> 2A"
COUNTER = "A <=> X; B + X <=> Y + A; C + Y + X <=> Z + B + A"
NUCLEOTIDES = {
    ("srinivas2015", OSCILLATOR): 780,
    ("qian2011_3D", OSCILLATOR): 630,
    ("qian2011_3D_var1", OSCILLATOR): 840,
    ("lakin2012_3D", OSCILLATOR): 810,
    ("lakin2012_3D_var1", OSCILLATOR): 660,
    ("cardelli2011_FJ", OSCILLATOR): 1485,
    ("cardelli2011_FJ_noGC", OSCILLATOR): 915,
    ("cardelli2011_NM", OSCILLATOR): 1290,
    ("cardelli2011_NM_noGC", OSCILLATOR): 720,
    ("qian2011_3D", COUNTER): 665,
    ("qian2011_3D_var1", COUNTER): 665,
    ("lakin2012_3D_var1", COUNTER): 1320,
    ("cardelli2011_NM_noGC", COUNTER): 1440,
}


@pytest.mark.parametrize(("scheme", "crn"), NUCLEOTIDES)
def test_nucleotides_are_those_published(scheme: str, crn: str) -> None:
    """Signals with a wildcard count as the strands that gates release."""
    system = system_of(scheme, crn)
    complexes = [s.complex for s in system.signals if s.history is None]
    complexes += [f.complex for f in system.fuels]
    lengths = {d.name: d.length_nt for d in system.domains}
    strands = {strand for c in complexes for strand in c.strands}
    total = sum(lengths[domain_name(o)] for strand in strands for o in strand)
    assert total == NUCLEOTIDES[scheme, crn]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_reversible_pair_is_one_module_shared_or_split_as_the_facts_say(scheme: str) -> None:
    pair = system_of(scheme, "A + B <=> C + D")
    assert [m.reactions for m in pair.modules] == [(0, 1)]
    ways = (system_of(scheme, "A + B -> C + D"), system_of(scheme, "C + D -> A + B"))
    apart = sum(len(way.fuels) for way in ways)
    shared = load_scheme(scheme).meta.reversible is Reversible.SHARED
    assert shared == scheme.startswith("qian")
    assert (len(pair.fuels) < apart) == shared


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_the_schemes_with_own_histories_have_no_wildcard(scheme: str) -> None:
    signals = system_of(scheme, "A -> B").signals
    assert all((s.history is None) == scheme.startswith("qian") for s in signals)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_largest_supported_shape_is_translated(scheme: str) -> None:
    (shape,) = load_scheme(scheme).meta.shapes
    left = " + ".join(f"A{i}" for i in range(shape.max_reactants))
    right = " + ".join(f"B{i}" for i in range(shape.max_products))
    assert len(system_of(scheme, f"{left} -> {right}").fuels) > shape.max_reactants
