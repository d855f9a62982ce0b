"""Thousands of reactions: nothing overflows, and the work grows with the network."""

from __future__ import annotations

import sys

import pytest

from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation.partition import mutually_reverse
from ncrn_dsd.translation.run import run_scheme
from ncrn_dsd.translation.scheme import load_scheme, parse_scheme
from ncrn_dsd.translation.translate import translate

RECURSIVE = """
class formal(s) = "t b" | ". ." where { t = short(); b = long() };
class gate(r) = "b t + b*" | "( . + )"
  where { b = r.reactants[0].b; t = r.products[0].t };
function each(l) = if l then infty(gate(l[0])) + each(tail(l)) else [];
module main(crn) = each(crn)
"""


@pytest.mark.slow
def test_five_thousand_reactions() -> None:
    text = "\n".join(f"A{i} -> A{i + 1}" for i in range(5000))
    before = sys.getrecursionlimit()
    system = translate(read_crn(text, "large.crn").crn, load_scheme("soloveichik2010"))
    assert sys.getrecursionlimit() == before
    assert len(system.modules) == 5000
    assert len(system.fuels) == 10000
    assert system.modules[4999].fuels == ("g4999_1", "g4999_2")


def test_recursion_of_a_scheme_over_all_reactions() -> None:
    text = "\n".join(f"A{i} -> A{i + 1}" for i in range(3000))
    scheme = parse_scheme(RECURSIVE, "recursive.ts", "recursive")
    system = translate(read_crn(text, "large.crn").crn, scheme)
    assert len(system.fuels) == 3000


def test_four_times_the_reactions_need_about_four_times_the_steps() -> None:
    assert 3.5 < _steps(200) / _steps(50) < 4.5


def _steps(reactions: int) -> int:
    text = "\n".join(f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(reactions))
    crn = read_crn(text, "net.crn").crn
    return run_scheme(crn, load_scheme("soloveichik2010"), mutually_reverse(crn), print).steps
