"""`ncrn-dsd simulate` on files of all kinds."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

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
    end = last_row(tmp_path / "o")
    assert end["time_s"] == pytest.approx(3600)
    assert end["A_nM"] == pytest.approx(100, rel=0.01)
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["seed"] == (1 if method == "ssa" else None)
    assert "<svg" in (tmp_path / "o" / "trajectories.svg").read_text()


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
    assert code == 0
    assert json.loads(out)["deviation_largest"] < 0.01
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "Approximate majority" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x.crn",), "how long to simulate"),
        (("x.crn", "--duration", "1 h", "--schedule", "s.toml"), "how long to simulate"),
        (("x.crn", "--duration", "1 tau"), "unit 'tau'"),
        (("x.crn", "--duration", "1 s", "--show", "Q"), "no species Q"),
        (("empty.crn", "--duration", "1 s"), "nothing is there at the start"),
        (("x.crn", "--duration", "1 h", "--method", "ssa", "--volume", "1 L"), "molecules"),
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
    assert run("run", str(design), "--out", "o")[0] == 0
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
