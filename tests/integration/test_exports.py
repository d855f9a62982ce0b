"""Exports keep concentrations, constants and rates, and say what they leave out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.formats.crn_text import CrnText, read_crn
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.sbml_adapter import read_sbml

Run = Callable[..., tuple[int, str, str]]

NETWORK = """
M @i 5; N @c 2
M <=> O [kf = 0.2, kr = 0.05]
M + N -> 2M [k = 0.03]
 -> M [k = 0.01]
"""
TENTH = "A @initial 0.1; A + B -> C [k = 1e-7]; 2C -> A [k = 0.3]; B @constant 1e3"


@pytest.fixture(params=[NETWORK, TENTH], ids=["opens and closes", "long numbers"])
def network(request: pytest.FixtureRequest, run: Run) -> str:
    text: str = request.param
    Path("x.crn").write_text(text)
    return text


def export(run: Run, source: str, target: str, file: str) -> str:
    """Translate to a file; what was said of it."""
    code, _, err = run(
        *("translate", source, "--scheme", "soloveichik2010", "--to", target, "--out", file)
    )
    assert code == 0, err
    return err


def end_nM(run: Run, file: str, duration: str = "10 s", *more: str) -> dict[str, float]:
    code, out, err = run("simulate", file, "--duration", duration, *more, "--out", "o", "--json")
    assert code == 0, err
    found: dict[str, float] = json.loads(out)["end_nM"]
    return found


def content(document: CrnText) -> list[object]:
    crn = document.crn
    reactions = [(r.reactants, r.products, r.rate) for r in crn.reactions]
    return [
        crn.names,
        reactions,
        sorted((c.species, c.mode, c.value_nM) for c in document.concentrations),
    ]


def test_a_network_goes_through_sbml_unchanged(run: Run, network: str) -> None:
    said = export(run, "x.crn", "sbml", "x.xml")
    assert "x.crn as sbml: SBML holds the formal network: the strands" in said
    assert "the strands of the scheme are not in it" in Path("x.xml").read_text()
    once = read_sbml(Path("x.xml").read_text(), "x.xml")
    assert content(once) == content(read_crn(network, "x.crn"))
    export(run, "x.xml", "sbml", "y.xml")
    assert content(read_sbml(Path("y.xml").read_text(), "y.xml")) == content(once)
    assert end_nM(run, "x.xml") == end_nM(run, "x.crn")


def test_sbml_declares_nanomolar_and_seconds(run: Run, network: str) -> None:
    import libsbml  # type: ignore[import-untyped]

    export(run, "x.crn", "sbml", "x.xml")
    document = libsbml.readSBMLFromString(Path("x.xml").read_text())
    document.checkConsistency()
    errors = [document.getError(n) for n in range(document.getNumErrors())]
    said = [e.getMessage() for e in errors if e.getSeverity() >= libsbml.LIBSBML_SEV_WARNING]
    # Species without a concentration have none here either.
    assert [text for text in said if "should set an initial value" not in text] == []
    model = document.getModel()
    assert (model.getTimeUnits(), model.getVolumeUnits()) == ("second", "litre")
    unit = model.getUnitDefinition(model.getSubstanceUnits()).getUnit(0)
    assert (unit.isMole(), unit.getScale()) == (True, -9)


def test_the_simulated_case_keeps_its_values(run: Run) -> None:
    Path("x.crn").write_text(NETWORK)
    export(run, "x.crn", "sbml", "x.xml")
    found = end_nM(run, "x.xml")
    assert found == {
        "M": pytest.approx(2.2240, abs=5e-5),
        "N": 2.0,
        "O": pytest.approx(4.7499, abs=5e-5),
    }


def test_strands_carry_the_concentrations_of_their_signals(run: Run, network: str) -> None:
    said = export(run, "x.crn", "pil", "x.pil")
    assert "fuels are constant at 100 nM (--fuels)" in said
    text = Path("x.pil").read_text()
    assert f"# {said.split('as pil: ')[1].strip()}\n" in text
    document = read_pil(text, "x.pil")
    amounts = {c.name: c.concentration for c in document.complexes}
    given = read_crn(network, "x.crn").concentrations
    for c in given:
        amount = amounts[c.species]
        assert amount is not None
        assert (amount.mode, amount.value_M) == (c.mode, c.value_nM / 1e9)
    for name in document.map.fuels or ():
        fuel = amounts[name]
        assert fuel is not None
        assert (fuel.mode, fuel.value_M) == ("constant", 1e-7)
    export(run, "x.crn", "sbml", "x.xml")
    export(run, "x.xml", "pil", "y.pil")
    assert read_pil(Path("y.pil").read_text(), "y.pil") == document


def test_enumerated_networks_are_simulated_alike_in_every_format(run: Run) -> None:
    Path("x.crn").write_text("A + B -> C\nA @initial 5; B @constant 3; C @initial 0")
    export(run, "x.crn", "pil", "x.pil")
    # An enumerated network in SBML holds the condensed reactions.
    expected = end_nM(run, "x.pil", "100 s", "--kinetics", "condensed")
    assert expected["B"] == pytest.approx(3.0)
    assert 0 < expected["A"] < 5
    code, _, err = run("enumerate", "x.pil", "--out", "e.xml")
    assert code == 0
    assert "SBML holds complexes, concentrations and reactions; lengths" in err
    assert "lengths and nucleotides of domains" in Path("e.xml").read_text()
    assert run("enumerate", "x.pil", "--out", "e.pil")[0] == 0
    for file in ("e.xml", "e.pil"):
        found = end_nM(run, file, "100 s")
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            assert found[name] == pytest.approx(value, rel=1e-6, abs=1e-9)


def test_a_comment_alone_makes_no_network(run: Run) -> None:
    lines = (
        "length t = 5",
        "length d = 15",
        "I = t d @initial 10 nM",
        "G = d( + ) t* @initial 10 nM",
    )
    Path("plain.pil").write_text("\n".join(lines))
    Path("said.pil").write_text("\n".join(("# network", *lines)))
    expected = end_nM(run, "plain.pil", "1000 s")
    assert expected["I"] < 9
    assert end_nM(run, "said.pil", "1000 s") == expected


def test_forms_of_a_signal_are_summed(run: Run) -> None:
    Path("x.crn").write_text("A -> A + B [k = 1]\nA @initial 5")
    export(run, "x.crn", "pil", "x.pil")
    code, out, err = run("simulate", "x.pil", "--duration", "1 h", "--out", "o")
    assert code == 0
    told = dict(re.findall(r"^signal (\w+), (free.*) = ", out, re.MULTILINE))
    assert "x.pil: B: no concentration is given, so it is taken as 0" in err
    summary = json.loads(Path("o/summary.json").read_text())
    forms = [v for name, v in summary["end_nM"].items() if name == "A" or name.startswith("A__")]
    assert len(forms) > 1
    assert told == {"A": f"free in {len(forms)} forms", "B": f"free in {len(forms)} forms"}
    assert summary["signals_end_nM"]["A"] == pytest.approx(sum(forms))


def test_signals_of_one_form_are_told_too(run: Run) -> None:
    Path("x.crn").write_text("A + B -> C\nD -> C\nA @initial 20\nB @initial 5\nD @initial 0")
    export(run, "x.crn", "pil", "x.pil")
    _, out, _ = run("simulate", "x.pil", "--duration", "1 h", "--out", "o")
    summary = json.loads(Path("o/summary.json").read_text())
    assert list(summary["signals_end_nM"]) == ["A", "B", "C", "D"]
    # Few molecules are left, so that B is none of the liveliest complexes.
    assert f"signal B, free = {summary['end_nM']['B']:.6g} nM after 3600 s" in out
    # Nothing is there of D and nothing makes it.
    assert summary["signals_end_nM"]["D"] is None
    assert "signal D: none of its forms is in this network" in out


def test_visual_dsd_holds_amounts_and_says_what_is_not_constant(run: Run) -> None:
    Path("x.crn").write_text(NETWORK)
    said = export(run, "x.crn", "visual-dsd", "x.dsd")
    assert "N should be constant, which is not written" in said
    program = Path("x.dsd").read_text()
    assert f"// {said.split('as visual-dsd: ')[1].strip()}\n" in program
    lines = program.splitlines()
    after = {lines[i].removeprefix("// "): lines[i + 1] for i in range(len(lines) - 1)}
    assert after["signal M"].startswith("  5 [<")
    assert after["signal N"].startswith("| 2 [<")
    assert after["signal O"].startswith("| 0 [<")
    assert after["fuel g0_1"].startswith("| 100 [<")


def test_fuels_may_be_left_without_concentration_or_given_one(run: Run) -> None:
    Path("x.crn").write_text("A -> B; A @initial 5")
    common = ("translate", "x.crn", "--scheme", "soloveichik2010")
    _, out, err = run(*common, "--fuels", "none")
    assert out.count("@") == 1
    assert "fuels have no concentrations, as a translation does not choose them" in err
    _, out, _ = run(*common, "--fuels", "2.5 uM")
    assert "@constant 2500 nM" in out
    code, _, err = run(*common, "--fuels", "2.5")
    assert (code, "error[U002] --fuels" in err) == (2, True)
