"""User-supplied systems against formal networks, by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

SHIFT = """
length dX1 = 5
length lX2 = 15
length dX2 = 5
length lY1 = 15
length dY1 = 5
length lY2 = 15
length dY2 = 5

sup-sequence X2 = dX2 lX2
sup-sequence Y1 = dY1 lY1
sup-sequence Y2 = dY2 lY2

X = X2 dX1
Y = Y2 Y1
F1 = Y1 X2( + dX1* )
F2 = Y2 Y1( + dX2* )
T = Y1 X2
"""

AND = """
length t1 = 5
length t2 = 5
length a = 15
length b = 15
length c = 15

A = t1 a
B = t2 b
C = b c
G = a( t2( + b( c + ) ) ) t1*
"""


FORK = """
# signal A = A
# signal B__1 = B
# signal C__1 = C
# fuel {fuels}
length h1 = 15
length t2 = 5
length d3 = 15
length t4 = 5
length t6 = 5
length d7 = 15
length t8 = 5
length t10 = 5
length d11 = 15
length t12 = 5
length d13 = 15
length d14 = 15
A = h1 t2 d3 t4
B__1 = d13 t6 d7 t8
C__1 = d14 t10 d11 t12
react = d3( t4( d13 + ) ) t2*
produce = d13( t6( d7 t8 + d14( t10( d11 t12 + ) ) ) ) t4*
{helper}
"""

WRONG_TOEHOLD = """
# signal A = A
# signal B = B
# signal C__1 = C
# fuel react produce back
length h1 = 15
length t2 = 5
length d3 = 15
length t4 = 5
length h5 = 15
length t6 = 5
length d7 = 15
length t8 = 5
length t10 = 5
length d11 = 15
length t12 = 5
length d13 = 15
A = h1 t2 d3 t4
B = h5 t6 d7 t8
C__1 = d13 t10 d11 t12
react = d3( t4( t6( + d7( t8( d13 t10 + ) ) ) ) ) t2*
produce = d13( {toehold}( d11 t12 + ) ) t8*
back = d3 t4 t6
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (
        ("shift.pil", SHIFT),
        ("shift.map", "X = X\nY = Y\nfuel F1 F2\n"),
        ("shift.crn", "X -> Y\n"),
        ("back.crn", "Y -> X\n"),
        ("and.pil", AND),
        ("and.crn", "A + B -> C\n"),
        ("fork.crn", "A -> B + C\n"),
        ("fork.pil", FORK.format(fuels="react produce help", helper="help = t6 d14 t10")),
        ("helpless.pil", FORK.format(fuels="react produce", helper="")),
        ("join.pil", WRONG_TOEHOLD.format(toehold="t10")),
        ("wrong.pil", WRONG_TOEHOLD.format(toehold="t12")),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_translator_of_one_strand_is_proved_and_certified(run: Run, files: Path) -> None:
    arguments = ("verify", "--crn", "shift.crn", "--system", "shift.pil", "--map", "shift.map")
    code, out, err = run(*arguments, "--out", "o")
    assert code == 0, out + err
    assert out.startswith("shift.pil against shift.crn: PROVED, checks not tested")
    assert "PROVED CRN bisimulation (whole system): certified" in out
    assert "PROVED strand conservation" in out
    assert "PROVED conservation laws lift (whole system): all 1 laws" in out
    assert "assumed: no leak" in out
    code, out, _ = run("verify", "--check", "o/certificate.json")
    assert (code, "ACCEPTED" in out) == (0, True)
    code, printed, _ = run(*arguments, "--json")
    assert printed == (files / "o" / "verify.json").read_text(encoding="utf-8")
    assert json.loads(printed)["verdict"] == "PROVED"


@pytest.mark.parametrize(("right", "wrong"), [("fork", "helpless"), ("join", "wrong")])
def test_product_that_never_comes_out_is_refuted(
    run: Run, files: Path, right: str, wrong: str
) -> None:
    crn = "fork.crn" if right == "fork" else "and.crn"
    code, out, _ = run("verify", "--crn", crn, "--system", f"{right}.pil")
    assert code == 0, out
    assert "PROVED signals are released (whole system): certified" in out
    code, out, _ = run("verify", "--crn", crn, "--system", f"{wrong}.pil")
    assert code == 1, out
    assert "PROVED CRN bisimulation (whole system): certified" in out
    assert "REFUTED signals are released (whole system): A" in out
    assert "C there, and" in out


def test_certificate_is_bound_to_its_files(run: Run, files: Path) -> None:
    about = ("--crn", "fork.crn", "--system", "fork.pil")
    assert run("verify", *about, "--out", "o")[0] == 0
    check = ("verify", "--check", "o/certificate.json")
    code, out, _ = run(*check)
    assert code == 0
    assert "ACCEPTED, 1 paths were followed, signals are released" in out
    assert "only its inner consistency was checked" in out
    text = (files / "o" / "certificate.json").read_text(encoding="utf-8")
    assert json.loads(text)["system_sha256"] in out
    code, out, _ = run(*check, *about)
    assert (code, "it is about fork.crn and fork.pil" in out) == (0, True)
    code, out, _ = run(*check, "--crn", "fork.crn")
    assert (code, "was not compared" in out) == (0, True)
    for other, words in (
        (("--crn", "and.crn"), "REJECTED it is about another formal network"),
        (("--crn", "fork.crn", "--system", "helpless.pil"), "REJECTED it is about other strands"),
    ):
        code, out, _ = run(*check, *other)
        assert (code, words in out) == (1, True), out
    code, out, _ = run(*check, *about, "--max-complex-size", "2", "--json")
    told = json.loads(out)
    assert (code, told["accepted"], told["compared_with"]) == (3, None, "fork.crn and fork.pil")
    assert "not complete" in told["reason"]
    assert run(*check, "--system", "fork.pil")[0] == 2
    assert run(*check, "a", "b")[0] == 2


def test_certificates_about_nothing_are_rejected(run: Run, files: Path) -> None:
    (files / "empty.json").write_text("{}", encoding="utf-8")
    code, out, _ = run("verify", "--check", "empty.json")
    assert (code, out) == (1, "empty.json: REJECTED malformed: 'formal' is missing\n")


def test_wrong_direction_is_refuted(run: Run, files: Path) -> None:
    code, out, _ = run("verify", "--crn", "back.crn", "--system", "shift.pil", "--map", "shift.map")
    assert code == 1
    assert "REFUTED CRN bisimulation" in out
    assert "X" in out


def test_signals_are_known_by_name_and_fuels_are_the_rest(run: Run, files: Path) -> None:
    code, out, _ = run("verify", "--crn", "and.crn", "--system", "and.pil")
    assert code == 0, out
    # The gate lacks the strand that would make its first step reversible.
    for notion, expected in (("pathway", 1), ("integrated-hybrid", 1), ("compositional-hybrid", 1)):
        code, out, _ = run(
            *("verify", "--crn", "and.crn", "--system", "and.pil", "--notion", notion),
            *("--budget", "30s"),
        )
        assert code == expected, out


def test_all_intermediates_in_the_vessel_are_not_the_designed_system(run: Run, files: Path) -> None:
    # Without the map T counts as a fuel, and then Y comes from nothing.
    code, out, _ = run("verify", "--crn", "shift.crn", "--system", "shift.pil")
    assert code == 1, out


def test_no_time_is_no_verdict(run: Run, files: Path) -> None:
    code, out, _ = run(*("verify", "--crn", "and.crn", "--system", "and.pil", "--budget", "0s"))
    assert code == 3
    assert "UNDECIDED CRN bisimulation (whole system): no answer within 0 s" in out


def test_truncated_enumeration_is_undecided(run: Run, files: Path) -> None:
    code, out, _ = run(
        *("verify", "--crn", "and.crn", "--system", "and.pil", "--max-complex-size", "2")
    )
    assert code == 3, out
    assert "the enumeration is not complete" in out


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("Q = X\nY = Y", "F373", "wrong.map:1: Q is no complex of the system"),
        ("X = X\nY = Z", "V004", "wrong.map:2: the signal Y stands for Z"),
        ("X = X", "V005", "no complex stands for the formal species Y"),
        ("X = X\nY = Y\nF1 = X\nfuel Q", "F373", "wrong.map:4: Q is no complex of the system"),
    ],
)
def test_wrong_maps_are_refused(run: Run, files: Path, text: str, code: str, told: str) -> None:
    (files / "wrong.map").write_text(text, encoding="utf-8")
    exit_code, _, err = run(
        *("verify", "--crn", "shift.crn", "--system", "shift.pil", "--map", "wrong.map")
    )
    assert exit_code == 2
    assert f"error[{code}]" in err
    assert told in err


def test_ways_to_verify_exclude_each_other(run: Run, files: Path) -> None:
    assert run("verify", "--crn", "and.crn")[0] == 2
    assert run("verify", "a", "--crn", "and.crn", "--system", "and.pil")[0] == 2
    assert run("verify", "--crn", "and.crn", "--system", "and.pil", "--scheme", "x")[0] == 2
    assert run("verify", "a", "b", "--json")[0] == 2


@pytest.mark.long
def test_verification_stage_of_a_design(run: Run, small: Path) -> None:
    code, out, err = run("verify", small, "--scheme", "srinivas2015", "--out", "o")
    assert code == 0, out + err
    for notion in (
        "PROVED CRN bisimulation: 21 of 21 gates",
        "PROVED no crosstalk between modules",
        "UNDECIDED kinetic agreement (effective rate constants): HOLDS in the condensed model",
        "FAILS condensation (signals in toehold complexes)",
        "HOLDS fuel sufficiency",
        "HOLDS autonomy of the schedule",
    ):
        assert notion in out
    assert "assumed: fuels are always present" in out
    check = ("verify", "--check", "o/certificate.json", small)
    code, out, err = run(*check, "--scheme", "srinivas2015")
    assert (code, "it is about" in out) == (0, True), out + err
    code, out, _ = run(*check)
    assert (code, "REJECTED it is about other strands" in out) == (1, True)
