"""The values of the API: they compare, hash, travel, and tell themselves in a line."""

from __future__ import annotations

import ast
import csv
import io
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

import ncrn_dsd as nd
from ncrn_dsd.cli.main import cli
from ncrn_dsd.errors import (
    DesignError,
    EnumerationError,
    FormatError,
    KineticsError,
    SchemeError,
    SimulationError,
    TranslationError,
    TruncatedError,
    UnitError,
    VerificationError,
)
from ncrn_dsd.verification.check_certificate import check_certificate

TEXT = "A + B -> C [k = 1e5 /M/s]\nC -> [k = 0.01 /s]"
START = {"A": "10 nM", "B": "10 nM"}
CRN = nd.Crn.parse(TEXT)
SYSTEM = nd.translate(CRN, "soloveichik2010")
NETWORK = nd.enumerate(SYSTEM)


@pytest.fixture(scope="module")
def point() -> nd.Point:
    return nd.realise(CRN, NETWORK)


@pytest.fixture(scope="module")
def values(point: nd.Point) -> dict[str, Any]:
    return {
        "crn": CRN,
        "system": SYSTEM,
        "network": NETWORK,
        "proof": nd.verify(CRN, NETWORK),
        "point": point,
        "formal": nd.simulate(CRN, START, "2 h", points=20),
        "strands": nd.simulate(NETWORK, point, START, "2 h", points=20),
        "study": nd.Study("linear_regression"),
    }


def test_values_compare_hash_and_travel(values: dict[str, Any]) -> None:
    for name, value in values.items():
        again = pickle.loads(pickle.dumps(value))  # noqa: S301
        assert again == value, name
        assert hash(again) == hash(value), name
        assert len({value, again}) == 1, name
        with pytest.raises(FrozenInstanceError):
            value.content = None
    assert len(set(values.values())) == len(values)


def test_a_value_that_is_made_again_is_equal(point: nd.Point) -> None:
    again = nd.enumerate(nd.translate(nd.Crn.parse(TEXT), "soloveichik2010"))
    assert again == NETWORK
    assert nd.realise(nd.Crn.parse(TEXT), again) == point
    assert nd.Crn.parse(TEXT.replace("0.01", "0.02")) != CRN


def test_a_network_goes_to_other_simulators_as_sbml() -> None:
    text = NETWORK.to_sbml({"A": "10 nM"})
    assert text == NETWORK.to_sbml({"A": 10.0})
    assert text != NETWORK.to_sbml()
    assert text.count("<reaction ") == len(NETWORK.reactions)
    with pytest.raises(nd.NcrnError, match="F341"):
        NETWORK.to_sbml({"no such species": "10 nM"})


def test_a_value_tells_itself_in_one_line(values: dict[str, Any]) -> None:
    for value in values.values():
        told = repr(value)
        assert "\n" not in told
        assert told.startswith(type(value).__name__ + "(")
        assert len(told) < 200
    many = nd.Crn.parse("; ".join(f"A{i} -> A{i + 1}" for i in range(99)))
    assert len(repr(many)) < 100


def test_a_value_shows_itself(
    values: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = {
        "crn": "Formal network: 3 species",
        "system": "System of the scheme soloveichik2010",
        "network": "condensed reactions, complete",
        "proof": "PROVED",
        "point": "Operating point: 1 u is",
        "study": "Formal network",
    }
    for name, word in words.items():
        shown = values[name]._repr_html_()
        assert word in shown, name
        assert shown.startswith('<div class="ncrn-dsd">')
    for name in ("formal", "strands"):
        svg = ET.fromstring(values[name]._repr_svg_())  # noqa: S314
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        assert "concentration" in "".join(svg.itertext())


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    crn = nd.Crn.parse("A + B -> C [k = 1e5 /M/s]; A @initial 10 nM; B @initial 10 nM")
    network = nd.enumerate(nd.translate(crn, "soloveichik2010"))
    nd.verify(crn, network)
    nd.simulate(network, nd.realise(crn, network), None, "1 h").to_csv(tmp_path / "course.csv")
    assert capfd.readouterr() == ("", "")


def test_a_network_is_read_from_every_kind_of_file(tmp_path: Path) -> None:
    from ncrn_dsd.formats.sbml_adapter import crn_to_sbml

    text = "A + B -> C [k = 1e6 /M/s]\nA @initial 10 nM\n"
    crn = nd.Crn.parse(text)
    (tmp_path / "x.crn").write_text(text, encoding="utf-8")
    (tmp_path / "x.xml").write_text(crn_to_sbml(crn.content, in_nM=True), encoding="utf-8")
    (tmp_path / "x.pil").write_text(
        "length a = 5\nlength b = 5\nlength c = 5\nA = a @initial 10 nM\nB = b\nC = c\n"
        "reaction [condensed = 1e6 /M/s] A + B -> C\nmacrostate A = [A]\nmacrostate B = [B]\n"
        "macrostate C = [C]\n",
        encoding="utf-8",
    )
    for name in ("x.crn", "x.xml", "x.pil"):
        found = nd.Crn.from_file(tmp_path / name)
        assert found.species == ("A", "B", "C"), name
        assert [(str(r), r.rate) for r in found.reactions] == [("A + B -> C", 1e-3)], name
        assert found.initial_nM["A"] == pytest.approx(10.0), name
    assert nd.Crn.from_file(str(tmp_path / "x.crn")).to_text() == crn.to_text()


def test_a_proof_says_why() -> None:
    proof = nd.verify(CRN, SYSTEM)
    assert proof == nd.verify(CRN, NETWORK)
    assert proof.verdict is nd.Verdict.PROVED
    assert len(proof.why) == 1
    assert proof.why[0].startswith("PROVED CRN bisimulation (A + B -> C")
    assert proof.certificate is not None
    assert check_certificate(proof.certificate).paths > 0
    other = nd.verify(nd.Crn.parse("A + B -> C; C -> B"), SYSTEM)
    assert other.verdict is nd.Verdict.REFUTED
    assert other.certificate is None
    assert other.why[0].startswith("REFUTED CRN bisimulation")
    assert not any(sentence.startswith("PROVED") for sentence in other.why)
    assert all("\n" not in s and s.endswith(".") for s in (*proof.why, *other.why))


def test_another_notion_looks_at_the_whole_network() -> None:
    proof = nd.verify(CRN, NETWORK, notion="pathway")
    assert {o.subject for o in proof.report.obligations} == {"whole system"}
    assert any(o.notion.startswith("pathway") for o in proof.report.obligations)


def test_a_proof_is_that_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "f.crn").write_text(TEXT, encoding="utf-8")
    files = ["--crn", str(tmp_path / "f.crn"), "--out", str(tmp_path / "out")]
    call = ["verify", *files, "--scheme", "soloveichik2010"]
    assert CliRunner().invoke(cli, call, standalone_mode=False).return_value == 0
    certificate = nd.verify(CRN, SYSTEM).certificate
    assert (tmp_path / "out/certificate.json").read_text(encoding="utf-8") == certificate


def test_strands_follow_the_formal_network(point: nd.Point) -> None:
    formal = nd.simulate(CRN, START, "2 h")
    condensed = nd.simulate(NETWORK, point, START, "2 h", kinetics="condensed")
    assert formal.times_s[-1] == 7200.0
    assert condensed.times_s[-1] == pytest.approx(7200.0)
    # A + B -> C at 1e-4 /nM/s from 10 nM of each: [A] = 10 / (1 + 1e-3 t).
    assert formal["A"][-1] == pytest.approx(10 / 8.2, rel=1e-6)
    assert condensed["A"][-1] == pytest.approx(formal["A"][-1], rel=0.05)
    assert condensed.conditions is not None
    assert condensed.conditions.condensation is nd.Verdict.FAILS
    for one in (condensed, condensed.in_vessel()):
        assert repr(one).endswith("condensed reactions, condensation FAILS)")
        assert "condensation FAILS" in one.plot().get_title()
    assert formal.conditions is None
    # Every molecule of C that was made decays but for those that are left.
    made, decayed = formal.firings_nM
    assert made - decayed == pytest.approx(formal["C"][-1], rel=1e-5)


def test_a_course_in_the_vessel_has_its_own_units(point: nd.Point) -> None:
    course = nd.simulate(NETWORK, point, START, "2 h", points=20)
    dosed = nd.simulate(CRN, START, "2 h", points=20).values_nM[0]
    assert course.values_nM[0] == dosed
    assert course.conditions is None
    inside = course.in_vessel()
    assert inside.times_s[-1] == pytest.approx(7200 * point.time_factor)
    assert inside["A"][-1] == pytest.approx(course["A"][-1] * point.concentration_factor)
    assert inside.concentration_factor == inside.time_factor == 1.0
    assert "as written" in course.plot().get_ylabel()
    assert inside.plot().get_xlabel() == "time [s]"


def test_fuels_last_or_are_refilled(point: nd.Point) -> None:
    assert point.refills >= 1
    assert point.stretches == point.refills + 1
    few = nd.realise(CRN, NETWORK, "0.1 nM")
    assert few.refills == 0
    with pytest.raises(KineticsError, match="K002"):
        nd.realise(CRN, NETWORK, "10 nM", refills=0)
    counted = nd.realise(CRN, NETWORK, nd.simulate(CRN, START, "2 h"))
    assert counted.stretches <= point.stretches
    assert set(point.fuels_nM) == {f.name for f in SYSTEM.fuels}
    assert max(point.fuels_nM.values()) <= 10_000


def test_what_is_there_by_the_text_says_how_often_reactions_fire() -> None:
    text = TEXT + "\nA @initial 10 nM"
    given = nd.Crn.parse(text)
    network = nd.enumerate(nd.translate(given, "soloveichik2010"))
    assert nd.realise(given, network) == nd.realise(given, network, "10 nM")


def test_constant_species_stay() -> None:
    crn = nd.Crn.parse("A + B -> C [k = 1e5 /M/s]; A @constant 10 nM; B @initial 10 nM")
    course = nd.simulate(crn, None, "1 h", points=4)
    assert set(course["A"]) == {10.0}
    assert course["C"][-1] > 9
    network = nd.enumerate(nd.translate(crn, "soloveichik2010"))
    point = nd.realise(crn, network)
    with pytest.raises(SimulationError, match=r"M053\] A: the text keeps it constant"):
        nd.simulate(network, point, None, "1 h")


def test_a_course_is_a_table(values: dict[str, Any], tmp_path: Path) -> None:
    course = values["strands"]
    text = course.to_csv(tmp_path / "deep" / "course.csv")
    assert (tmp_path / "deep" / "course.csv").read_text(encoding="utf-8") == text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 21
    assert float(rows[-1]["A_nM"]) == course.end_nM["A"]
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    table = course.to_pandas()
    assert isinstance(table, pandas.DataFrame)
    assert table.index.name == "time_s"
    assert list(table.columns) == ["A_nM", "B_nM", "C_nM"]
    assert table["A_nM"].iloc[-1] == course.end_nM["A"]


def test_a_course_is_drawn_on_the_axes_that_are_given(values: dict[str, Any]) -> None:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    assert values["formal"].plot(axes, species=["A"]) is axes
    values["strands"].plot(axes)
    assert [line.get_label() for line in axes.get_lines()] == ["A", "A", "B", "C"]
    assert isinstance(values["formal"].plot(), Axes)


@pytest.fixture(autouse=True)
def _close_figures() -> Any:
    yield
    from matplotlib import pyplot as plt

    plt.close("all")


OTHER = nd.Crn.parse("A -> B")


@pytest.mark.parametrize(
    ("call", "kind", "place"),
    [
        (lambda: nd.Crn.parse("A -> B [k = 1 /M/s]", "mine"), FormatError, "F211] mine:1:8"),
        (lambda: nd.Crn.from_file("none.crn"), FormatError, "F001] none.crn"),
        (lambda: nd.Crn.from_file("x.txt"), FormatError, "F007] x.txt"),
        (lambda: nd.translate(CRN, "no_such"), SchemeError, "S001] no_such"),
        (lambda: nd.EnumerationOptions(max_complexes=0), EnumerationError, "E012"),
        (lambda: nd.verify(OTHER, SYSTEM), VerificationError, "V004] the system"),
        (lambda: nd.verify(CRN, SYSTEM, "none"), VerificationError, "V010] none"),
        (lambda: nd.verify(CRN, SYSTEM, budget="5 m"), UnitError, "U003] budget"),
        (lambda: nd.realise(OTHER, NETWORK), KineticsError, "K009] A -> B (reaction"),
        (lambda: nd.realise(CRN, NETWORK, "-1 nM"), UnitError, "U005] firings"),
        (lambda: nd.realise(CRN, NETWORK, fuel_ceiling="10"), UnitError, "U002] fuel_ceiling"),
        (lambda: nd.simulate(CRN, {"D": 1}, "1 h"), DesignError, "D015] initial, D"),
        (lambda: nd.simulate(CRN, {"A": "1 s"}, "1 h"), UnitError, "U003] initial, A"),
        (lambda: nd.simulate(CRN, {"A": 1}, "1"), UnitError, "U002] duration"),
        (lambda: nd.simulate(CRN, None, "1 h"), SimulationError, "M051"),
        (lambda: nd.simulate(CRN, START, 60, points=1)["D"], DesignError, "D015] D"),
        (lambda: nd.Study("none/such"), DesignError, "D001] none/such"),
        (lambda: nd.Study("xor", kinetics="fast"), EnumerationError, "E131] fast"),
        (lambda: nd.Study("xor").training("dna"), DesignError, "D048] dna"),
        (lambda: nd.Study("rossler").training(), DesignError, "D041"),
        (lambda: nd.Study("rossler").program, DesignError, "D041"),
        (lambda: nd.Study("published/xor_cubic").system, DesignError, "D042"),
    ],
)  # fmt: skip
def test_errors_say_where(call: Any, kind: type[nd.NcrnError], place: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert f"error[{place}" in str(caught.value)
    assert isinstance(caught.value, nd.NcrnError)


def test_what_belongs_to_other_strands_is_refused(point: nd.Point) -> None:
    other = nd.enumerate(nd.translate(CRN, "qian2011_3D_var1"))
    with pytest.raises(SimulationError, match="M053"):
        nd.simulate(other, point, START, "1 h")
    with pytest.raises(EnumerationError, match="E131"):
        nd.simulate(NETWORK, point, START, "1 h", kinetics="none")
    with pytest.raises(KineticsError, match="K009"):
        nd.realise(CRN, NETWORK, nd.simulate(OTHER, {"A": 1}, "1 s"))
    shorter = nd.Crn.parse(TEXT.splitlines()[0])
    with pytest.raises(KineticsError, match="K009"):
        nd.realise(shorter, NETWORK)


def test_nothing_builds_on_what_was_cut_off() -> None:
    cut = nd.enumerate(SYSTEM, nd.EnumerationOptions(max_complexes=5))
    assert not cut.complete
    assert nd.verify(CRN, cut).verdict is nd.Verdict.UNDECIDED
    with pytest.raises(TruncatedError, match=r"E011\] Network\("):
        nd.realise(CRN, cut)


def test_pandas_that_is_not_there_is_named(
    values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(nd.NcrnError, match=r"A123\] pandas: it is not installed; install it with"):
        values["formal"].to_pandas()


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = ("numpy", "scipy", "pydantic", "matplotlib", "ncrn_dsd.api", "ncrn_dsd.ir")
    code = (
        f"import sys, ncrn_dsd as nd; print([m for m in {heavy} if m in sys.modules]); nd.Crn; "
        "print('ncrn_dsd.api.crn' in sys.modules, 'ncrn_dsd.simulation' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\nTrue False\n"


def test_the_names_of_the_package_have_one_home_each() -> None:
    assert sorted(nd.__all__) == nd.__all__
    assert set(nd.__all__) <= set(dir(nd))
    tree = ast.parse(Path(nd.__file__).read_text(encoding="utf-8"))
    typed = {
        alias.name: node.module
        for branch in tree.body
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.dump(branch.test)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == {name: f"ncrn_dsd.{home}" for name, home in nd._HOMES.items()}
    # Errors are light, and there from the beginning.
    assert set(typed) == set(nd.__all__) - {"errors"}
    assert nd.errors.NcrnError is nd.NcrnError
    for name, home in typed.items():
        assert getattr(nd, name).__module__ == home
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = nd.nothing


def test_study_is_known_by_what_it_was_asked_for() -> None:
    one = nd.Study("linear_regression")
    assert one == nd.Study("linear_regression")
    assert one != replace(one, scheme="qian2011_3D_var1")
    assert repr(replace(one, kinetics="condensed")) == (
        "Study('linear_regression', kinetics='condensed')"
    )
    assert TranslationError.__mro__[1] is nd.NcrnError
