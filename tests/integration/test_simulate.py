"""`ncrn-dsd simulate` on files of all kinds."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from varied_designs import tables_of, write_design

Run = Callable[..., tuple[int, str, str]]

NETWORK = "A + B -> C [k = 0.001]\nC -> A [k = 0.01]\nA @initial 100; B @initial 50\n"
GATE = "length t = 5\nlength x = 15\nX = x t @initial 10 nM\nG = x( + t* ) @initial 20 nM\n"


def last_row(folder: Path) -> dict[str, float]:
    with (folder / "trajectories.csv").open(encoding="utf-8") as file:
        return {name: float(v) for name, v in list(csv.DictReader(file))[-1].items()}


@pytest.mark.parametrize("method", ["ode", "ssa"])
def test_a_formal_network(run: Run, tmp_path: Path, method: str) -> None:
    (tmp_path / "x.crn").write_text(NETWORK)
    arguments = ("--duration", "1 h", "--method", method, "--volume", "1 pL", "--out", "o")
    code, out, err = run("simulate", "x.crn", *arguments)
    assert (code, err) == (0, "")
    assert "A = " in out
    assert ("1 nM is 602.214 molecules" in out) == (method == "ssa")
    end = last_row(tmp_path / "o")
    assert end["time_s"] == pytest.approx(3600)
    assert end["A_nM"] == pytest.approx(100, rel=0.01)
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["seed"] == (1 if method == "ssa" else None)
    assert "<svg" in (tmp_path / "o" / "trajectories.svg").read_text()


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "trajectories.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


CYCLE = "U @i 1; V @i 2; W @i 5\nU + V -> 2V [k=0.2]\nV + W -> 2W [k=0.8]\nW + U -> 2U [k=0.9]\n"
STEPS = """steps = [{ dose = "A", amount = "8 nM" }, { wait = "100 s" },
  { dose = "A", amount = "1 nM" }, { wait = "200 s" }]
"""


@pytest.mark.parametrize("method", ["ode", "ssa"])
def test_a_table_begins_at_the_start(run: Run, tmp_path: Path, method: str) -> None:
    (tmp_path / "x.crn").write_text("A @i 10; B @i 10; C @c 3\nA + B -> C [k=0.01]\n")
    common = ("simulate", "x.crn", "--method", method, "--volume", "1 pL", "--points", "3")
    assert run(*common, "--duration", "100 s", "--out", "o")[0] == 0
    found = rows(tmp_path / "o")
    assert [float(r["time_s"]) for r in found] == pytest.approx([0, 100 / 3, 200 / 3, 100])
    assert [float(found[0][f"{s}_nM"]) for s in "ABC"] == pytest.approx([10, 10, 3], rel=0.01)
    assert [float(r["C_nM"]) for r in found] == pytest.approx([3.0] * 4, rel=0.001)
    (tmp_path / "s.toml").write_text(STEPS)
    assert run(*common, "--schedule", "s.toml", "--out", "p")[0] == 0
    found = rows(tmp_path / "p")
    assert [float(r["time_s"]) for r in found] == pytest.approx([0, 100, 200, 300])
    # The vessel as it is when the first wait begins.
    assert float(found[0]["A_nM"]) == pytest.approx(18, rel=0.01)


def test_printed_digits_are_right_and_the_tolerances_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text(CYCLE)
    code, out, err = run("simulate", "x.crn", "--duration", "100 s", "--out", "o")
    assert (code, err) == (0, "")
    for line in ("U = 5.40706 nM", "V = 2.59112 nM", "W = 0.00182419 nM"):
        assert line in out
    assert "relative tolerance 1e-11, absolute 1e-14 nM" in out
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["relative_tolerance"] == 1e-11
    assert summary["absolute_tolerance_nM"] == 1e-14
    assert summary["certain_digits"] >= 6
    assert float(rows(tmp_path / "o")[-1]["W_nM"]) == pytest.approx(0.00182419, rel=3e-6)


def test_tolerances_can_be_chosen_and_then_fewer_digits_are_written(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "x.crn").write_text(CYCLE)
    arguments = ("--duration", "100 s", "--rtol", "1e-4", "--atol", "1e-3 pM", "--out", "o")
    code, out, err = run("simulate", "x.crn", *arguments)
    assert code == 0
    assert "relative tolerance 0.0001, absolute 1e-06 nM" in out
    assert "digits hold" in err
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["certain_digits"] < 3
    for name, right in {"U": 5.40706, "V": 2.59112, "W": 0.00182419}.items():
        text = rows(tmp_path / "o")[-1][f"{name}_nM"]
        value = float(text)
        digits = len(text.strip("0.").replace(".", ""))
        assert digits <= 2
        assert abs(value - right) <= 10.0 ** (math.floor(math.log10(right)) - digits + 1)


BRUSSELATOR = """A @c 1; B @c 3; X @i 1; Y @i 1
A -> X [k=1]
2X + Y -> 3X [k=1]
X + B -> Y + D [k=1]
X -> E [k=1]
"""


def test_three_reactants_are_simulated(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text(BRUSSELATOR)
    arguments = ("--duration", "20 s", "--points", "40", "--out")
    assert run("simulate", "x.crn", *arguments, "o")[0] == 0
    # DOP853 of SciPy at 1e-13.
    end = last_row(tmp_path / "o")
    right = {"X_nM": 0.61842991, "Y_nM": 4.72089147}
    assert {name: end[name] for name in right} == pytest.approx(right, rel=1e-6)
    assert (end["A_nM"], end["B_nM"]) == (1.0, 3.0)
    # There are 60,000 molecules per nM.
    ssa = ("--method", "ssa", "--volume", "100 pL")
    assert run("simulate", "x.crn", *arguments, "p", *ssa)[0] == 0
    counted = last_row(tmp_path / "p")
    assert {name: counted[name] for name in right} == pytest.approx(right, rel=0.05)


def test_equal_seeds_give_equal_bytes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text(NETWORK)
    common = ("simulate", "x.crn", "--duration", "100 s", "--method", "ssa", "--out")
    for folder, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        assert run(*common, folder, "--seed", seed)[0] == 0
    texts = [(tmp_path / f / "trajectories.csv").read_bytes() for f in "abc"]
    assert texts[0] == texts[1] != texts[2]


def test_complexes_are_enumerated_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pil").write_text(GATE)
    code, _, _ = run("simulate", "x.pil", "--duration", "1 d", "--out", "o")
    assert code == 0
    end = last_row(tmp_path / "o")
    assert end["X_nM"] == pytest.approx(0, abs=0.01)
    assert end["G_nM"] == pytest.approx(10, rel=0.01)


def test_sbml_of_a_network_gives_the_same_trajectory(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text(NETWORK)
    from ncrn_dsd.formats.crn_text import read_crn
    from ncrn_dsd.formats.sbml_adapter import crn_to_sbml

    (tmp_path / "y.xml").write_text(crn_to_sbml(read_crn(NETWORK, "x.crn")))
    for name, folder in (("x.crn", "a"), ("y.xml", "b")):
        assert run("simulate", name, "--duration", "100 s", "--out", folder)[0] == 0
    first, second = last_row(tmp_path / "a"), last_row(tmp_path / "b")
    assert first == pytest.approx(second)


def test_a_missing_initial_amount_is_said(run: Run, tmp_path: Path) -> None:
    from ncrn_dsd.formats.crn_text import read_crn
    from ncrn_dsd.formats.sbml_adapter import crn_to_sbml

    text = crn_to_sbml(read_crn("A + B -> 2B [k = 0.1]\nB @initial 3", "x.crn"))
    assert text.count("initialConcentration") == 1
    (tmp_path / "x.xml").write_text(text)
    code, out, err = run("simulate", "x.xml", "--duration", "10 s", "--out", "o")
    assert code == 0
    assert "B = 3 nM" in out
    assert err == "x.xml: A has no initial amount and is taken as 0.\n"
    # What a file of the own format leaves out is 0 by its rules.
    (tmp_path / "x.crn").write_text("A + B -> 2B [k = 0.1]\nB @initial 3")
    assert run("simulate", "x.crn", "--duration", "10 s", "--out", "o")[2] == ""


def test_a_nested_document_ends_no_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text("<apply>" * 100_000)
    for command in (
        ("simulate", "x.xml", "--duration", "10 s"),
        ("translate", "x.xml", "--scheme", "srinivas2015"),
        ("enumerate", "x.xml", "--scheme", "srinivas2015"),
    ):
        code, out, err = run(*command)
        assert (code, out) == (2, "")
        assert err.startswith("error[F470] x.xml:1: the document is nested more than 500 levels")


def test_a_schedule_with_doses_and_dilution(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A -> B [k = 1]")
    (tmp_path / "s.toml").write_text(
        'steps = [{ dose = "A", amount = "8 nM" }, { wait = "1 h" }, { dilute = 0.25 },\n'
        '  { wait = "1 h" }]\n'
    )
    assert run("simulate", "x.crn", "--schedule", "s.toml", "--out", "o")[0] == 0
    assert last_row(tmp_path / "o")["B_nM"] == pytest.approx(2.0)


def test_a_design_of_kind_dynamics(run: Run, tmp_path: Path) -> None:
    design = Path(__file__).parents[2] / "designs" / "approximate_majority"
    code, out, _ = run("simulate", str(design), "--out", "o", "--json")
    assert code == 1
    summary = json.loads(out)
    assert summary["simulated"]["kinetics"] == "uncondensed"
    assert summary["deviation_largest"] > 0.2
    code, out, _ = run("simulate", design, "--kinetics", "condensed", "--out", "o", "--json")
    # Condensation fails there, so that nothing is known of strands that are to follow each step.
    assert code == 3
    assert json.loads(out)["deviation_largest"] < 0.01
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "Approximate majority" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_design_holds_its_own_tolerances(run: Run, tmp_path: Path) -> None:
    design = Path(__file__).parents[2] / "designs" / "approximate_majority"
    code, out, err = run("simulate", str(design), "--rtol", "1e-6", "--out", "o")
    assert (code, out) == (2, "")
    assert "write them in its table [simulation]" in err
    for key, value, words in (("rtol", 1, "1e-13 to 0.001"), ("atol", "1e-9 nM", "unit 'nM'")):
        keys = {f"simulation.{key}": value}
        write_design(tmp_path, tables_of("approximate_majority", keys))
        code, out, err = run("simulate", "design.toml", "--out", "o")
        assert (code, out) == (2, "")
        assert words in err
        assert "design.toml:" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x.crn",), "how long to simulate"),
        (("x.crn", "--duration", "1 h", "--schedule", "s.toml"), "how long to simulate"),
        (("x.crn", "--duration", "1 tau"), "unit 'tau'"),
        (("x.crn", "--duration", "1 s", "--show", "Q"), "no species Q"),
        (("empty.crn", "--duration", "1 s"), "nothing is there at the start"),
        (("x.crn", "--duration", "1 h", "--method", "ssa", "--volume", "1 L"), "molecules"),
        (("x.crn", "--duration", "1 s", "--rtol", "2"), "give a number from 1e-13 to 0.001"),
        (("x.crn", "--duration", "1 s", "--atol", "0 nM"), "give a concentration above zero"),
        (("x.crn", "--duration", "1 s", "--atol", "1e-9"), "has no unit"),
        (("x.crn", "--duration", "1 s", "--method", "ssa", "--rtol", "1e-6"), "counts molecules"),
        (("x.crn", "--duration", "1 s", "--method", "ssa", "--atol", "1 nM"), "counts molecules"),
        (("missing.crn", "--duration", "1 s"), "cannot be read"),
        (("x.pil", "--duration", "1 s"), "has no rate constant"),
    ],
)
def test_what_cannot_be_simulated(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "x.crn").write_text(NETWORK)
    (tmp_path / "empty.crn").write_text("A -> B")
    (tmp_path / "x.pil").write_text(
        GATE + "reaction [condensed] X -> G\nmacrostate X = [X]\nmacrostate G = [G]\n"
    )
    code, out, err = run("simulate", *arguments, "--out", "o")
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "o").exists()


def test_a_certificate_is_written_and_checked(run: Run, tmp_path: Path) -> None:
    design = Path(__file__).parents[2] / "designs" / "approximate_majority"
    assert run("run", design, "--kinetics", "condensed", "--out", "o")[0] == 3
    code, out, _ = run("verify", "--check", "o/certificate.json")
    assert code == 0
    assert "ACCEPTED" in out
    text = (tmp_path / "o" / "certificate.json").read_text()
    content = json.loads(text)
    del content["implementation"][0]
    (tmp_path / "bad.json").write_text(json.dumps(content))
    code, out, _ = run("verify", "--check", "bad.json")
    assert code == 1
    assert "REJECTED" in out
    assert run("verify")[0] == 2
    code, out, _ = run("verify", "--check", "bad.json", "--json")
    told = json.loads(out)
    assert (code, told["accepted"], told["paths_followed"]) == (1, False, None)
    assert told["reason"]
    assert run("verify", "--check", "missing.json")[0] == 2


@pytest.mark.parametrize(("fuel_nM", "word", "code"), [(50, "HOLDS", 0), (5000, "FAILS", 1)])
def test_condensed_reactions_of_a_file_are_told_where_they_do_not_hold(
    run: Run, tmp_path: Path, fuel_nM: int, word: str, code: int
) -> None:
    (tmp_path / "r.crn").write_text("A + B -> C\nA @initial 10; B @initial 10; C @initial 0\n")
    common = ("--scheme", "soloveichik2010", "--fuels", f"{fuel_nM} nM", "--out", "r.pil")
    assert run("translate", "r.crn", *common)[0] == 0
    simulate = ("simulate", "r.pil", "--duration", "1 h", "--out", "o")
    found, out, _ = run(*simulate, "--kinetics", "condensed")
    assert found == code
    assert f"  {word} condensation (signals in toehold complexes): largest share of a signal" in out
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["condensation"]["verdict"] == word
    found, out, _ = run(*simulate)
    assert found == 0
    assert "condensation" not in out, "every step was followed"
    assert json.loads((tmp_path / "o" / "summary.json").read_text())["condensation"] is None


def test_species_of_a_file_without_signals_are_held_as_well(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.pil").write_text(
        "length t = 7\nlength d = 15\nI = t d @initial 100 nM\nG = d( + ) t* @constant 1 uM\n"
    )
    code, out, _ = run("simulate", "s.pil", "--duration", "1 h", "--kinetics", "condensed")
    assert code == 1
    # 1 uM against a dissociation constant of 47 nM.
    assert (
        "FAILS condensation (signals in toehold complexes): largest share of a signal 0.955" in out
    )
