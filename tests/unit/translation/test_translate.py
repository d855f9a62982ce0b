"""Translation: the gates of soloveichik2010, modules, names, and what is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.translation.scheme import load_scheme, parse_scheme
from ncrn_dsd.translation.scheme_meta import parse_meta
from ncrn_dsd.translation.translate import translate


def system_of(crn: str, scheme: str = "soloveichik2010") -> DsdSystem:
    return translate(read_crn(crn, "net.crn").crn, load_scheme(scheme))


def readable(system: DsdSystem) -> list[str]:
    """Kernel strings of the fuels with domains called after what they are in the paper.

    For a signal X: Xh history, Xt first toehold, Xb branch, Xu second toehold; fresh long
    domains are h1, h2, ... in order of appearance.
    """
    names: dict[str, str] = {}
    for signal in system.signals:
        (strand,) = signal.complex.strands
        for letter, domain in zip("htbu", strand, strict=True):
            names[domain] = signal.species + letter
    fresh = [d for d in system.domains if d.name not in names]
    longs = [d.name for d in fresh if not d.is_toehold]
    names |= {name: f"h{number}" for number, name in enumerate(longs, start=1)}
    names |= {d.name: f"i{n}" for n, d in enumerate(fresh) if d.is_toehold}
    shown = []
    for fuel in system.fuels:
        words = [word.rstrip("(*") for word in fuel.complex.kernel().split()]
        tails = [word[len(word.rstrip("(*")) :] for word in fuel.complex.kernel().split()]
        shown.append(" ".join(names.get(w, w) + tail for w, tail in zip(words, tails, strict=True)))
    return shown


GATES = {
    "A -> B": ["Ab( Au( h1 Bt + ) ) At*", "h1( Bt( Bb Bu + ) ) Au*"],
    "A + B -> C": [
        "Ab( Au( Bt( + Bb( Bu( h1 Ct + ) ) ) ) ) At*",
        "h1( Ct( Cb Cu + ) ) Bu*",
        "Ab Au Bt",
    ],
    "X + W -> X + W + Z": [
        "Xb( Xu( Wt( + Wb( Wu( h1 Xt h2 Wt h3 Zt + ) ) ) ) ) Xt*",
        "h1( Xt( Xb Xu + h2( Wt( Wb Wu + h3( Zt( Zb Zu + ) ) ) ) ) ) Wu*",
        "Xb Xu Wt",
    ],
    "A -> B + C": [
        "Ab( Au( h1 Bt h2 Ct + ) ) At*",
        "h1( Bt( Bb Bu + h2( Ct( Cb Cu + ) ) ) ) Au*",
    ],
    "A ->": ["Ab( Au( + ) ) At*", "Au*"],
    "A + B ->": ["Ab( Au( Bt( + Bb( Bu( + ) ) ) ) ) At*", "Bu*", "Ab Au Bt"],
    "A + B + C -> D + E": [
        "Ab( Au( Bt( + Bb( Bu( Ct( + Cb( Cu( h1 Dt h2 Et + ) ) ) ) ) ) ) ) At*",
        "h1( Dt( Db Du + h2( Et( Eb Eu + ) ) ) ) Cu*",
        "Ab Au Bt",
        "Bb Bu Ct",
    ],
    "A + A -> B": [
        "Ab( Au( At( + Ab( Au( h1 Bt + ) ) ) ) ) At*",
        "h1( Bt( Bb Bu + ) ) Au*",
        "Ab Au At",
    ],
}


@pytest.mark.parametrize("crn", GATES)
def test_gates_are_those_of_the_paper(crn: str) -> None:
    assert readable(system_of(crn)) == GATES[crn]


def test_a_source_consumes_a_strand_of_its_own() -> None:
    system = system_of("-> A")
    dummy, react, produce = (fuel.complex.kernel() for fuel in system.fuels)
    assert dummy == "h5 t6 d7 t8"
    assert react == "d7( t8( d9 t2 + ) ) t6*"
    assert produce == "d9( t2( d3 t4 + ) ) t8*"
    assert [d.history for d in system.domains if d.name == "h5"] == [False]


def test_signals_carry_their_species_and_history() -> None:
    system = system_of("A + B -> C")
    assert [s.species for s in system.signals] == ["A", "B", "C"]
    assert [s.complex.kernel() for s in system.signals] == [
        "h1 t2 d3 t4",
        "h5 t6 d7 t8",
        "h9 t10 d11 t12",
    ]
    assert [s.history for s in system.signals] == ["h1", "h5", "h9"]
    assert [d.name for d in system.domains if d.history] == ["h1", "h5", "h9"]


def test_modules_are_reactions_or_reversible_pairs() -> None:
    system = system_of("A -> B; B + C -> D; B -> A")
    assert [m.name for m in system.modules] == ["A <=> B", "B + C -> D"]
    assert [m.reactions for m in system.modules] == [(0, 2), (1,)]
    assert system.modules[0].fuels == ("g0_1", "g0_2", "g0_3", "g0_4")
    assert system.modules[1].fuels == ("g1_1", "g1_2", "g1_3")
    assert system.modules[1].origin.line == 1
    assert [f.name for f in system.fuels] == [n for m in system.modules for n in m.fuels]


def test_a_shared_fuel_belongs_to_every_module_that_asks_for_it() -> None:
    # Both back strands are the branch of A with the first toehold of B.
    system = system_of("A + B -> C; A + B -> D")
    back = [f for f in system.fuels if f.complex.size_strands == 1]
    assert [(f.name, f.modules) for f in back] == [("g0_3", (0, 1))]
    assert "g0_3" in system.modules[1].fuels
    assert len(system.fuels) == 5


DELAYED = """
class formal(s) = "t b" | ". ." where { t = short(); b = long() };
function same(r, q) = r.reactants == q.reactants;
function joins(seen, rest) = if rest then
    (if sum([0] + map2(same01, rest[0], seen)) > 0 then [] else infty(join(rest[0])))
    + joins(seen + [rest[0]], tail(rest))
  else [];
function same01(r, q) = if same(r, q) then 1 else 0;
class join(r) = "b t + b*" | "( . + )" where { b = r.reactants[0].b; t = short() };
class fork(p) = "b t + b*" | "( . + )" where { b = p.products[0].b; t = short() };
module main(crn) = joins([], crn) + sum(map(infty, map(fork, crn)))
"""


def test_reactions_that_share_gates_become_one_module() -> None:
    scheme = parse_scheme(DELAYED, "delayed.ts", "delayed")
    crn = read_crn("A -> B; C -> D; A -> C", "n").crn
    system = translate(crn, scheme)
    assert [m.reactions for m in system.modules] == [(0, 2), (1,)]
    assert len(system.fuels) == 5


def test_a_scheme_that_shares_gates_in_another_way_has_one_module() -> None:
    text = DELAYED.replace("r.reactants == q.reactants", "1 == 1")
    system = translate(read_crn("A -> B; C -> D", "n").crn, parse_scheme(text, "g.ts", "g"))
    assert [m.reactions for m in system.modules] == [(0, 1)]
    assert system.modules[0].name == "A -> B; C -> D"


def test_lone_toeholds_are_fuels_like_others() -> None:
    text = (
        'class formal(s) = "t b" | ". ." where { t = short(); b = long() };\n'
        'module main(crn) = infty("t*" | ".") + infty("b*" | ".")\n'
        "  where { t = crn[0].reactants[0].t; b = crn[0].reactants[0].b }"
    )
    system = translate(read_crn("A -> B", "n").crn, parse_scheme(text, "l.ts", "l"))
    assert [f.complex.kernel() for f in system.fuels] == ["t1*", "d2*"]


def test_names_never_collide_with_species() -> None:
    system = system_of("h1 + t2 -> d3 + g0_1; fuel -> i + w")
    names = [d.name for d in system.domains]
    names += [s.species for s in system.signals]
    names += [f.name for f in system.fuels]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert {"g0_1_", "g0_2"} <= set(names)


def test_translation_does_not_depend_on_what_was_done_before() -> None:
    first = system_of("A + B -> C; C -> A")
    system_of("X -> Y")
    assert system_of("A + B -> C; C -> A") == first


def test_renaming_species_renames_signals_and_nothing_else() -> None:
    one, other = system_of("A + B -> C"), system_of("P + Q -> R")
    assert [f.complex for f in one.fuels] == [f.complex for f in other.fuels]
    assert [s.complex for s in one.signals] == [s.complex for s in other.signals]


def network(*reactions: tuple[str, str]) -> FormalCrn:
    origin = Origin("design.toml", "update of weight 1", 7)
    parsed = tuple(
        FormalReaction(tuple(a.split()), tuple(b.split()), 1.0, origin) for a, b in reactions
    )
    names = dict.fromkeys(n for r in parsed for n in (*r.reactants, *r.products))
    return FormalCrn(tuple(Species(n) for n in names), parsed)


@pytest.mark.parametrize(
    ("crn", "code"),
    [
        (network(), "T001"),
        (
            FormalCrn((Species("A"), Species("A")), network(("A", "B")).reactions),
            "T002",
        ),
        (FormalCrn((Species("A"),), network(("A", "B")).reactions), "T003"),
        (network(("A B", "B A")), "T004"),
        (network(("A B", "C"), ("B A", "C")), "T005"),
        (network(("A", "B " * 9)), "T006"),
    ],
)
def test_networks_that_cannot_be_translated(crn: FormalCrn, code: str) -> None:
    with pytest.raises(TranslationError) as caught:
        translate(crn, load_scheme("soloveichik2010"))
    assert caught.value.code == code


def test_an_unsupported_shape_names_the_reaction_its_origin_and_the_shapes() -> None:
    meta = parse_meta(META, "meta.toml")
    scheme = parse_scheme(
        'class formal(s) = "b" | "." where b = long();\nmodule main(crn) = []', "m.ts", "m", meta
    )
    with pytest.raises(TranslationError) as caught:
        translate(network(("A", "B C")), scheme)
    assert caught.value.where == ("reaction 'A -> B + C', from update of weight 1 (design.toml:7)")
    assert "1->2" in caught.value.what
    assert "2 -> 0..2" in caught.value.hint


META = """
title = "two reactants only"
paper = "none"
doi = ""
figures = []
reversible = "shared"
assumptions = []
known_limits = []
shapes = [{ reactants = [2, 2], products = [0, 2] }]
[enumeration]
reject_remote = true
"""
