"""What a PIL file states beyond its complexes: reactions with rates, and nucleotides."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.formats.pil import read_pil

Run = Callable[..., tuple[int, str, str]]

EXCHANGE = """
length t = 5
length d = 15
I = d t @initial 10 nM
G = d( + t* ) @initial 10 nM
O = d @initial 0 nM
W = d( t( + ) ) @initial 0 nM
IG = d( + d t( + ) ) @initial 0 nM
"""
BINDING = "reaction [bind21 = 1e2 /M/s ] I + G -> IG\n"

OTHER_STRANDS = """
length t = 5
length d = 15
I = t d @initial 10 nM
G = d( + t* ) @initial 10 nM
O = d @initial 0 nM
W = t( d( + ) ) @initial 0 nM
IG = t( d + d( + ) ) @initial 0 nM
reaction [bind21 = 1e2 /M/s ] I + G -> IG
"""

PALINDROME = """
sequence p = AGCGCT : 6
sequence x = ACCTAATCCA : 10
sequence y = CATTCACCTA : 10
A = x p @initial 100 nM
B = p y @initial 100 nM
"""

# Peppercorn keeps its objects in tables of the process, so each job has its own.
PEPPERCORN = """
import json, sys
from peppercornenumerator import enumerate_pil
enumerator, _ = enumerate_pil(sys.stdin.read(), is_file=False, detailed=True, condensed=True,
    release_cutoff=7)
print(json.dumps([[sorted(c.name for c in r.products), r.rate_constant[0], r.rate_constant[1]]
    for r in enumerator.condensed_reactions]))
"""


def condensed(run: Run, text: str, *more: str) -> dict[str, float]:
    """Condensed reactions and their rates."""
    Path("x.pil").write_text(text)
    code, out, err = run("enumerate", "x.pil", *more)
    assert code == 0, err
    found = [r for r in read_pil(out, "out").reactions if r.kind == "condensed"]
    return {f"{' + '.join(r.reactants)} -> {' + '.join(r.products)}": r.rate or 0.0 for r in found}


def test_a_given_rate_takes_the_place_of_the_computed_one(run: Run) -> None:
    computed = condensed(run, EXCHANGE)
    given = condensed(run, EXCHANGE + BINDING)
    assert computed == {"G + I -> O + W": pytest.approx(757794, rel=1e-5)}
    assert given == {"G + I -> O + W": pytest.approx(50.5196, rel=1e-6)}
    code, out, err = run("enumerate", "x.pil", "--detailed")
    assert code == 0
    assert "reaction [bind21 = 100.0 /M/s] G + I -> IG\n" in out
    assert out.count("bind21") == 1
    assert err.endswith(
        "x.pil: 1 of its reactions took the place of computed ones, or were added\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", PEPPERCORN],
        input=EXCHANGE + BINDING,
        capture_output=True,
        text=True,
        check=True,
    )
    ((products, rate, unit),) = json.loads(done.stdout)
    assert products == ["O", "W"]
    assert rate * {"/M/s": 1.0, "/nM/s": 1e9}[unit] == pytest.approx(50.5196, rel=1e-5)


def test_a_given_rate_is_simulated(run: Run) -> None:
    """In 1000 s, k x 10 nM x 10 nM x t is displaced, as long as it is little."""
    Path("x.pil").write_text(EXCHANGE + BINDING)
    code, out, err = run("simulate", "x.pil", "--duration", "1000 s", "--out", "o", "--json")
    assert code == 0, err
    end = json.loads(out)["end_nM"]
    assert end["O"] == pytest.approx(50.5196 * 1e-8 * 1e-8 * 1000 * 1e9, rel=1e-3)


def test_a_kind_may_be_left_out_and_zero_takes_a_reaction_away(run: Run) -> None:
    plain = "reaction [100 /M/s] G + I -> IG\n"
    assert condensed(run, EXCHANGE + plain) == condensed(run, EXCHANGE + BINDING)
    assert condensed(run, EXCHANGE + "reaction [0 /M/s] G + I -> IG\n") == {}
    slower = "reaction [branch-3way = 1e-3 /s] IG -> O + W\n"
    expected = 1.5e6 * 1e-3 / (1e-3 + 21.765085)
    assert condensed(run, EXCHANGE + slower) == {
        "G + I -> O + W": pytest.approx(expected, rel=1e-6)
    }
    assert condensed(run, EXCHANGE + "reaction [open = 0 /s] IG -> G + I\n") == {
        "G + I -> O + W": pytest.approx(1.5e6, rel=1e-9)
    }


def test_reactions_that_nobody_computes_are_added(run: Run) -> None:
    text = EXCHANGE + "L = d( + ) @initial 1 nM\nV = d( t + ) @initial 0 nM\n"
    for stated, rates in (("", []), ("reaction [leak = 7 /M/s] I + L -> O + V\n", [7.0])):
        found = condensed(run, text + stated)
        assert [k for r, k in found.items() if set(re.findall(r"\w+", r)) == set("ILOV")] == rates


def test_what_cannot_be_kept_is_said(run: Run) -> None:
    Path("x.pil").write_text(OTHER_STRANDS)
    code, out, err = run("enumerate", "x.pil")
    assert code == 0
    assert re.search(r"50\.519\d* /M/s\] G \+ I -> O \+ W", out)
    assert "I + G -> IG has the strand d* t* 0 times on the left and 1 times on the right" in err
    absent = EXCHANGE.replace("I = d t @initial 10 nM", "I = d t @initial 0 nM")
    Path("x.pil").write_text(absent + BINDING + "reaction G + I -> O + W\n")
    _, _, err = run("enumerate", "x.pil")
    assert "x.pil: I + G -> IG is left out, for its reactants do not rest or never meet" in err
    assert "x.pil: 1 of its reactions have no rate" in err


@pytest.mark.parametrize(
    ("line", "more", "code"),
    [
        ("reaction [bind21 = 1 /M/s] I + H -> IG", (), "E121"),
        ("reaction [bind21 = 1 /M/M/s] I + G + G -> IG", (), "E122"),
        (BINDING, ("--engine", "peppercorn"), "E123"),
    ],
)
def test_wrong_reactions_are_refused(run: Run, line: str, more: tuple[str, ...], code: str) -> None:
    Path("x.pil").write_text(EXCHANGE + line)
    exit_code, out, err = run("enumerate", "x.pil", *more)
    assert (exit_code, out) == (2, "")
    assert f"error[{code}] x.pil, reaction" in err


def test_verification_sees_given_reactions(run: Run) -> None:
    Path("f.crn").write_text("I -> O")
    says = "# signal I = I\n# signal O = O\n# fuel G\n"
    Path("x.pil").write_text(says + EXCHANGE)
    assert run("verify", "--crn", "f.crn", "--system", "x.pil")[0] == 0
    Path("x.pil").write_text(says + EXCHANGE + "reaction [0 /M/s] G + I -> IG\n")
    assert run("verify", "--crn", "f.crn", "--system", "x.pil")[0] == 1


def test_a_domain_that_is_its_own_complement_is_warned_of(run: Run) -> None:
    Path("x.pil").write_text(PALINDROME)
    Path("f.crn").write_text("A -> B")
    for arguments in (
        ("enumerate", "x.pil"),
        ("simulate", "x.pil", "--duration", "1 s", "--out", "o"),
        ("verify", "--crn", "f.crn", "--system", "x.pil"),
    ):
        _, _, err = run(*arguments)
        assert "warning: domain p (AGCGCT) is its own complement, so that its copies pair" in err
    Path("x.pil").write_text(PALINDROME.replace("AGCGCT : 6", "TAGGTGAATG : 10"))
    _, _, err = run("enumerate", "x.pil")
    assert "warning: domain y (CATTCACCTA) is the complement of domain p" in err
    Path("x.pil").write_text(PALINDROME.replace("AGCGCT", "AGCGCA"))
    assert "warning" not in run("enumerate", "x.pil")[2]


def test_the_release_cutoff_is_said_in_help(run: Run) -> None:
    for command in ("enumerate", "verify"):
        _, out, _ = run(command, "--help")
        assert "else 7, as Nuskell; Peppercorn by itself takes 9" in " ".join(out.split())
