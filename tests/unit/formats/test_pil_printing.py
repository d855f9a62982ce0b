"""Printing and writing PIL: it reads back to the same, and Peppercorn reads it too."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pil_fixture import complex_named

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.pil import print_pil, read_pil, write_pil
from ncrn_dsd.formats.pil_document import (
    NamedComplex,
    PilConcentration,
    PilDocument,
    PilMacrostate,
    PilReaction,
)
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, complement
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

IDS = st.from_regex(r"[A-Za-z0-9_\-]{1,4}", fullmatch=True) | st.sampled_from(
    ["reaction", "reaction-2", "kinetic", "length", "strand", "complex", "structure", "short"]
)
AMOUNTS = st.none() | st.builds(
    PilConcentration,
    st.sampled_from(["initial", "constant"]),
    st.floats(min_value=0, allow_infinity=False),
)
KINDS = st.none() | st.sampled_from(["bind21", "branch-3way", "open", "condensed"])
RATES = st.none() | st.floats(min_value=0, allow_infinity=False)


@st.composite
def complexes(draw: st.DrawFn, names: list[str]) -> Complex:
    """A connected complex: at most one strand break in the loop of every pair."""
    occurrences = st.sampled_from([*names, *(complement(name) for name in names)])
    strands: list[list[str]] = [[draw(occurrences)]]
    marks = ["."]
    open_pairs: list[str] = []
    breakable: list[bool] = []
    for step in draw(st.lists(st.sampled_from("..((+)"), max_size=12)):
        if step in ".(":
            strands[-1].append(draw(occurrences))
            if step == "(":
                open_pairs.append(strands[-1][-1])
                breakable.append(True)
        elif not open_pairs or (step == "+" and not breakable[-1]):
            continue
        elif step == "+":
            strands.append([])
            breakable[-1] = False
        else:
            strands[-1].append(complement(open_pairs.pop()))
            breakable.pop()
        marks.append(step)
    for name in reversed(open_pairs):
        strands[-1].append(complement(name))
        marks.append(")")
    return Complex(tuple(tuple(s) for s in strands), "".join(marks))


@st.composite
def documents(draw: st.DrawFn) -> PilDocument:
    """Everything but composites, which are printed as what they stand for."""
    names = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    bases = st.none() | st.text(alphabet="ACGTUNRYacgt", min_size=1, max_size=6)
    given_bases = {name: draw(bases) for name in names}
    sequences = tuple((name, text) for name, text in given_bases.items() if text is not None)
    lengths_nt = {name: len(text) for name, text in sequences}
    domains = tuple(
        Domain(n, lengths_nt.get(n) or draw(st.integers(1, 999_999_999))) for n in names
    )
    found = draw(st.lists(st.tuples(IDS, complexes(names), AMOUNTS), unique_by=lambda x: x[0]))
    members = st.lists(IDS, min_size=1, max_size=3).map(tuple)
    side = st.lists(IDS, max_size=3).map(tuple)
    return PilDocument(
        domains,
        tuple(NamedComplex(*parts) for parts in found),
        sequences,
        (),
        tuple(draw(st.lists(st.builds(PilReaction, KINDS, RATES, side, side), max_size=3))),
        tuple(
            draw(
                st.lists(
                    st.builds(PilMacrostate, IDS, members), max_size=3, unique_by=lambda m: m.name
                )
            )
        ),
    )


@given(documents())
def test_reading_what_was_printed_gives_the_same_document(document: PilDocument) -> None:
    assert read_pil(print_pil(document), "printed.pil") == document


@example("1=:")
@given(st.text(alphabet="ab1 =()+.*^@:[]>-#\n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        document = read_pil(f"length a = 5\nlength b = 15\n{text}", "any.pil")
    except FormatError as problem:
        assert problem.where.startswith("any.pil:")  # noqa: PT017
        return
    assert read_pil(print_pil(document), "again.pil").complexes == document.complexes


@cache
def system_of(crn: str) -> DsdSystem:
    return translate(read_crn(crn, "test.crn").crn, load_scheme("soloveichik2010"))


ONE_REACTION = "A + B -> C + D"


@pytest.mark.parametrize("crn", [ONE_REACTION, "A -> 2B; B <=> C", "-> A; A ->"])
def test_a_written_system_reads_back_to_the_same_complexes(crn: str) -> None:
    system = system_of(crn)
    document = read_pil(write_pil(system), "s.pil")
    assert [(c.name, c.complex, c.concentration) for c in document.complexes] == [
        *((s.species, s.complex, None) for s in system.signals),
        *((f.name, f.complex, None) for f in system.fuels),
    ]
    assert [(d.name, d.length_nt) for d in document.domains] == [
        (d.name, d.length_nt) for d in system.domains
    ]


def test_a_system_is_written_with_its_concentrations() -> None:
    text = write_pil(system_of(ONE_REACTION), {"A": 1e-7, "g0_1": 1 / 3})
    document = read_pil(text, "s.pil")
    assert complex_named(document, "A").concentration == PilConcentration("initial", 1e-7)
    assert complex_named(document, "g0_1").concentration == PilConcentration("initial", 1 / 3)
    assert complex_named(document, "B").concentration is None
    assert "A = h1 t2 d3 t4 @initial 100 nM\n" in text
    assert "# signal A = A history h1\n" in text


@pytest.mark.parametrize(
    ("given_M", "code"),
    [({"nobody": 1.0}, "F303"), ({"A": -1.0}, "F304"), ({"A": float("nan")}, "F304")],
)
def test_wrong_concentrations_are_refused(given_M: dict[str, float], code: str) -> None:
    with pytest.raises(FormatError, match=code):
        write_pil(system_of(ONE_REACTION), given_M)


def test_names_that_pil_cannot_express_are_refused() -> None:
    system = system_of(ONE_REACTION)
    signal = replace(system.signals[0], species="A'")
    with pytest.raises(FormatError, match=r"F301.*name 'A''"):
        write_pil(replace(system, signals=(signal,)))
    with pytest.raises(FormatError, match=r"F302.*name 'A'"):
        write_pil(replace(system, signals=(system.signals[0],) * 2))


# One process per job: Peppercorn keeps its objects in tables of the process.
PEPPERCORN = """
import sys
from peppercornenumerator import enumerate_pil
_, text = enumerate_pil(sys.stdin.read(), is_file=False, detailed=True, condensed=True,
    release_cutoff=7)
print(text)
"""


def enumerated(pil: str) -> PilDocument:
    """What Peppercorn makes of a text, read by our reader."""
    done = subprocess.run(
        [sys.executable, "-c", PEPPERCORN], input=pil, capture_output=True, text=True, check=True
    )
    return read_pil(done.stdout, "peppercorn.pil")


@pytest.mark.parametrize(
    ("crn", "counts"),
    [
        (ONE_REACTION, (19, 13, 15, 4)),
        ("A + B -> C + D; C + E -> F + G", (45, 27, 45, 11)),
    ],
)
def test_peppercorn_reads_our_systems_and_we_read_its_networks(
    crn: str, counts: tuple[int, int, int, int]
) -> None:
    """Complexes, resting macrostates, detailed and condensed reactions of a chain."""
    system = system_of(crn)
    document = enumerated(write_pil(system, {f.name: 1e-7 for f in system.fuels}))
    kinds = [reaction.kind for reaction in document.reactions]
    condensed = kinds.count("condensed")
    found = len(document.complexes), len(document.macrostates), len(kinds) - condensed, condensed
    assert found == counts
    canonical = {c.name: c.complex.canonical() for c in document.complexes}
    for signal in system.signals:
        assert canonical[signal.species] == signal.complex.canonical()
    for fuel in system.fuels:
        assert canonical[fuel.name] == fuel.complex.canonical()
        assert complex_named(document, fuel.name).concentration == PilConcentration("initial", 1e-7)
    assert {(d.name, d.length_nt) for d in document.domains} == {
        (d.name, d.length_nt) for d in system.domains
    }
    assert set(kinds) == {"condensed", "bind21", "open", "branch-3way"}
    assert all(reaction.rate for reaction in document.reactions)
    names = set(canonical)
    assert names >= {n for r in document.reactions for n in (*r.reactants, *r.products)}
    assert read_pil(print_pil(document), "again.pil") == document


def test_peppercorn_and_we_read_the_same_complexes() -> None:
    """Composites, their complements and loops mean the same to both."""
    text = (
        "length a = 9\nlength b = 15\nlength t = 6\n"
        "sup-sequence k = a b\nstrand l = t a b\nstrand m = b* a*\n"
        "X = k( t + )\nY = t k t\nZ = k*( t + t )\nW = b( t a( + ) )\n"
        "complex V =\nl m\n.((+))\n"
    )
    mine = read_pil(text, "mine.pil")
    theirs = enumerated(text)
    for named in mine.complexes:
        assert complex_named(theirs, named.name).complex.canonical() == named.complex.canonical()
