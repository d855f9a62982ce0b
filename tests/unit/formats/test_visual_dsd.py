from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.visual_dsd import system_to_visual_dsd
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal, domain_name

ENTRY = re.compile(r"// (?:signal|fuel) (\S+)\n[| ] (\S+) (\[<.*>\])\n")
SITE = re.compile(r"([a-z][A-Za-z0-9_]*)(\^?)(\*?)(?:!([0-9]+))?")
SYSTEM = soloveichik2010(crn_of("A + B -> C", "A -> A + B", "d + d + A ->"))


def entries(program: str) -> list[tuple[str, str, list[list[tuple[str, str, str, str]]]]]:
    """Name, amount, and the sites of the strands of every complex of a program."""
    found = []
    for name, amount, process in ENTRY.findall(program):
        strands = []
        for strand in process[1:-1].split(" | "):
            assert strand.startswith("<")
            assert strand.endswith(">")
            sites = [SITE.fullmatch(site) for site in strand[1:-1].split(" ")]
            assert all(sites), strand
            strands.append([(s[1], s[2], s[3], s[4] or "") for s in sites if s])
        found.append((name, amount, strands))
    return found


def as_complex(strands: list[list[tuple[str, str, str, str]]]) -> Complex:
    """Back to strands and dot-bracket; the domain names stay those of the program."""
    seen: set[str] = set()
    structure = []
    for strand in strands:
        marks = []
        for _, _, _, bond in strand:
            marks.append("." if not bond else ")" if bond in seen else "(")
            seen.add(bond)
        structure.append("".join(marks))
    names = tuple(tuple(name + star for name, _, star, _ in strand) for strand in strands)
    return Complex(names, "+".join(structure))


def word(occurrence: str) -> str:
    """A domain of `SYSTEM` in its program: what starts with a capital letter is a variable."""
    return occurrence if occurrence[0].islower() else f"d_{occurrence}"


def renamed(complex_: Complex) -> Complex:
    strands = tuple(tuple(word(o) for o in strand) for strand in complex_.strands)
    return Complex(strands, complex_.structure)


def test_every_complex_reads_back_with_its_structure() -> None:
    wanted = [(s.species, renamed(s.complex)) for s in SYSTEM.signals]
    wanted += [(f.name, renamed(f.complex)) for f in SYSTEM.fuels]
    found = [(n, as_complex(strands)) for n, _, strands in entries(system_to_visual_dsd(SYSTEM))]
    assert found == wanted


def test_every_bond_has_two_complementary_ends() -> None:
    bonds_seen = 0
    for _, _, strands in entries(system_to_visual_dsd(SYSTEM)):
        sites = [site for strand in strands for site in strand]
        ends: dict[str, list[tuple[str, str, str]]] = {}
        for name, caret, star, bond in sites:
            if bond:
                ends.setdefault(bond, []).append((name, caret, star))
        for both in ends.values():
            (name, caret, star), (other, other_caret, other_star) = both
            assert (name, caret) == (other, other_caret)
            assert {star, other_star} == {"", "*"}
        assert sorted(map(int, ends)) == list(range(len(ends)))
        bonds_seen += len(ends)
    assert bonds_seen == sum(f.complex.structure.count("(") for f in SYSTEM.fuels)


def test_carets_stand_on_toeholds_and_nowhere_else() -> None:
    toeholds = {word(d.name) for d in SYSTEM.domains if d.is_toehold}
    program = system_to_visual_dsd(SYSTEM)
    for _, _, strands in entries(program):
        for name, caret, _, _ in (site for strand in strands for site in strand):
            assert bool(caret) == (name in toeholds)
    assert "//   d_A_t^  5 nt, in the design A_t\n" in program
    assert "//   d_A_b  15 nt, in the design A_b\n" in program


def test_amounts_are_plain_decimal_numbers_in_nM() -> None:
    fuel = SYSTEM.fuels[0].name
    program = system_to_visual_dsd(SYSTEM, {"A": 1e-8, fuel: 3.3e-13, "B": 1.0})
    amounts = {name: amount for name, amount, _ in entries(program)}
    assert (amounts["A"], amounts[fuel], amounts["B"]) == ("10", "0.00033", "1000000000")
    assert Counter(amounts.values())["0"] == len(amounts) - 3
    assert "directive units { concentration = nM; time = s }" in program


def test_the_same_system_gives_the_same_program() -> None:
    again = soloveichik2010(crn_of("A + B -> C", "A -> A + B", "d + d + A ->"))
    one = system_to_visual_dsd(SYSTEM, {"A": 1e-8, "B": 2e-8})
    assert one == system_to_visual_dsd(again, {"B": 2e-8, "A": 1e-8})


def test_programs_are_balanced_and_rules_define_what_they_use() -> None:
    program = re.sub(r"//[^\n]*", "", system_to_visual_dsd(SYSTEM))
    rules = program[program.index("directive rules {") : program.index("\n(")]
    assert all(rules.count(a) == rules.count(b) for a, b in ("()", "[]", "{}"))
    clauses = re.findall(r"^(\w+)\(", rules, re.MULTILINE)
    called = set(re.findall(r"\b([a-z]\w*)\(", rules, re.IGNORECASE))
    assert called - set(clauses) == {"compl", "freshBond", "toehold"}
    rates = set(re.findall(r'"(\w+)"', rules))
    declared = set(re.findall(r"(\w+) = [0-9.]+", program[: program.index("directive rules")]))
    assert rates == declared


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=4), unique=True, min_size=1, max_size=6))
def test_names_of_domains_are_legal_and_stay_apart(names: list[str]) -> None:
    names = [n.rstrip("*") + "x" for n in names]
    names = list(dict.fromkeys([*names, "nil", "tether", "def"]))
    signals = tuple(
        Signal(f"S{i}", Complex(((name, f"{name}*"),), "()"), None) for i, name in enumerate(names)
    )
    domains = tuple(Domain(n, 5 if i % 2 else 15) for i, n in enumerate(names))
    program = system_to_visual_dsd(DsdSystem("any", domains, signals, (), ()))
    written = [strands[0] for _, _, strands in entries(program)]
    assert len({pair[0][0] for pair in written}) == len(names)
    assert all(first[0] == second[0] for first, second in written)
    assert not {"nil", "tether", "def"} & {pair[0][0] for pair in written}
    assert {domain_name(d.name) for d in domains} == set(names)


@pytest.mark.parametrize(
    ("concentrations", "code"),
    [({"nobody": 1e-9}, "F303"), ({"A": -1e-9}, "F304"), ({"A": math.inf}, "F304")],
)
def test_impossible_concentrations_are_refused(concentrations: dict[str, float], code: str) -> None:
    with pytest.raises(FormatError, match=code):
        system_to_visual_dsd(SYSTEM, concentrations)


@pytest.mark.parametrize("structure", ["(...", "...)", "...", ".....", "..x."])
def test_a_structure_that_does_not_fit_is_refused(structure: str) -> None:
    broken = replace(SYSTEM.signals[0], complex=Complex((("A_h", "A_t", "A_b", "A_u"),), structure))
    with pytest.raises(FormatError, match="F350"):
        system_to_visual_dsd(replace(SYSTEM, signals=(broken, *SYSTEM.signals[1:])))
