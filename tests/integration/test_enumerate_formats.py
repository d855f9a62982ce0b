"""`enumerate` with details, in every format."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.formats.pil import print_pil, read_pil
from ncrn_dsd.formats.pil_network import condensed_network, detailed_network
from ncrn_dsd.formats.sbml_adapter import read_sbml

Run = Callable[..., tuple[int, str, str]]

EXCHANGE = """
# Toehold exchange; the product is named, the three-stranded complex is not.
length t = 5
length s = 5
length x = 15
X = x t
G = s( x( + t* ) )
Y = s x @initial 0 nM
"""
COUNTS = {
    "schema": 1,
    "source": "x.pil",
    "macrostates": 4,
    "condensed_reactions": 2,
    "resting_complexes": 4,
    "truncated_by": None,
}
DETAILS = {"transient_complexes": 2, "detailed_reactions": 6}

# Peppercorn keeps its objects in tables of the process, so each reading has its own.
PEPPERCORN = """
import json, sys
from peppercornenumerator.input import read_pil
complexes, reactions = read_pil(sys.stdin.read())
kinds = sorted((r.rtype, [c.name for c in r.reactants], [c.name for c in r.products],
                float(r.rate_constant[0])) for r in reactions)
print(json.dumps([sorted(n for n in complexes if isinstance(n, str)), kinds]))
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    (tmp_path / "x.pil").write_text(EXCHANGE)
    return "x.pil"


def test_details_are_read_by_us_and_by_peppercorn(run: Run, source: str) -> None:
    code, text, _ = run("enumerate", source, "--detailed")
    assert code == 0
    document = read_pil(text, "out.pil")
    assert print_pil(document) == text
    detailed, condensed = detailed_network(document), condensed_network(document)
    assert Counter(r.kind for r in detailed.reactions) == {
        "bind21": 2,
        "open": 2,
        "branch-3way": 2,
    }
    assert sum(not s.is_resting for s in detailed.species) == 2
    assert len(condensed.reactions) == 2
    done = subprocess.run(
        [sys.executable, "-c", PEPPERCORN], input=text, capture_output=True, text=True, check=True
    )
    names, reactions = json.loads(done.stdout)
    assert names == sorted(c.name for c in document.complexes)
    assert [(k, sorted(a), sorted(b), rate) for k, a, b, rate in reactions] == sorted(
        (r.kind, sorted(r.reactants), sorted(r.products), r.rate) for r in detailed.reactions
    )


def test_enumerating_the_result_again_gives_the_same(run: Run, source: str, tmp_path: Path) -> None:
    _, once, _ = run("enumerate", source, "--detailed")
    (tmp_path / "again.pil").write_text(once)
    _, twice, _ = run("enumerate", "again.pil", "--detailed")
    assert twice == once


@pytest.mark.parametrize(("flags", "reactions"), [((), 2), (("--detailed",), 6)])
def test_sbml_by_suffix_is_valid(
    run: Run, source: str, tmp_path: Path, flags: tuple[str, ...], reactions: int
) -> None:
    import libsbml  # type: ignore[import-untyped]

    code, out, _ = run("enumerate", source, "--out", "out.xml", *flags)
    assert (code, out.startswith("out.xml: 4 resting macrostates, 2 condensed")) == (0, True)
    text = (tmp_path / "out.xml").read_text()
    document = libsbml.readSBMLFromString(text)
    document.checkConsistency()
    errors = (document.getError(n) for n in range(document.getNumErrors()))
    assert [e.getMessage() for e in errors if e.getSeverity() >= libsbml.LIBSBML_SEV_ERROR] == []
    assert len(read_sbml(text, "out.xml").crn.reactions) == reactions


def test_a_drawing_by_suffix(run: Run, source: str, tmp_path: Path) -> None:
    assert run("enumerate", source, "--out", "out.svg", "--detailed")[0] == 0
    drawing = (tmp_path / "out.svg").read_text()
    ET.fromstring(drawing)  # noqa: S314
    assert "x.pil: 6 complexes, 6 reactions" in drawing
    assert run("enumerate", source, "--to", "svg", "--detailed")[1] == drawing


def test_the_format_that_is_asked_for_wins(run: Run, source: str, tmp_path: Path) -> None:
    assert run("enumerate", source, "--to", "pil", "--out", "out.svg")[0] == 0
    assert len(read_pil((tmp_path / "out.svg").read_text(), "out").reactions) == 2


def test_the_summary_is_one_object(run: Run, source: str) -> None:
    code, out, _ = run("enumerate", source, "--json")
    assert code == 0
    assert json.loads(out) == {**COUNTS, **dict.fromkeys(DETAILS), "format": None, "out": None}
    _, out, _ = run("enumerate", source, "--json", "--detailed", "--out", "y.svg")
    assert json.loads(out) == {**COUNTS, **DETAILS, "format": "svg", "out": "y.svg"}


def test_what_is_cut_off_is_told_everywhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A + B -> C + D\n")
    limit = ("--max-complexes", "8")
    for file in ("out.xml", "out.svg"):
        code, out, err = run("enumerate", "x.crn", *limit, "--json", "--out", file)
        assert code == 3
        assert "not complete: the limit of 8 complexes" in err
        assert json.loads(out)["truncated_by"].startswith("the limit of 8 complexes")
        assert "the limit of 8 complexes" in (tmp_path / file).read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x.pil", "--out", "out.png"), "the suffix '.png' stands for no format"),
        (("x.pil", "--out", "out"), "the suffix '' stands for no format"),
        (("nowhere.pil", "--out", "out.svg"), "cannot be read"),
        (("x.pil", "--max-complexes", "0"), "--max-complexes"),
        (("x.pil", "--release-cutoff", "-1"), "--release-cutoff"),
        (("x.pil", "--to", "png"), "--to"),
        (("big.crn", "--detailed", "--out", "out.svg"), "too many for a picture"),
        (("x.pil", "--to", "pil", "--out", "."), "this is a folder"),
        (("x.pil", "--out", "x.pil/out.svg"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_refused(
    run: Run, source: str, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "big.crn").write_text(
        "A + B -> C + D\nC + D -> E + F\nE + F -> G + H\nG + H -> A + B"
    )
    code, out, err = run("enumerate", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert {p.name for p in tmp_path.iterdir()} == {source, "big.crn"}


def test_a_transient_start_is_kept_with_its_concentration(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pil").write_text("length t = 5\nlength x = 15\nX = t( + ) x @initial 10 nM\n")
    assert run("enumerate", "x.pil", "--out", "once.pil")[0] == 0
    assert "X = " in (tmp_path / "once.pil").read_text()
    (tmp_path / "again.pil").write_text(
        "\n".join(
            line
            for line in (tmp_path / "once.pil").read_text().splitlines()
            if not line.startswith(("reaction", "macrostate"))
        )
    )
    assert run("enumerate", "again.pil", "--out", "twice.pil")[0] == 0
    assert (tmp_path / "twice.pil").read_text() == (tmp_path / "once.pil").read_text()
    simulate = ("simulate", "x.pil", "--duration", "1 s", "--out", "o")
    code, _, err = run(*simulate, "--kinetics", "condensed")
    assert code == 2
    assert "does not rest" in err
    # As a species of its own it is simulated.
    assert run(*simulate)[0] == 0


def test_a_cut_is_written_into_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A + B -> C")
    assert run("enumerate", "x.crn", "--max-complexes", "8", "--out", "o.pil")[0] == 3
    assert (tmp_path / "o.pil").read_text().startswith("# TRUNCATED: ")


def test_the_policy_of_a_scheme_holds_here_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A + B -> C")
    common = ("enumerate", "x.crn", "--scheme", "chen2013_2D_JF_var1", "--out")
    assert run(*common, "a.pil")[0] == 0
    assert run(*common, "b.pil", "--reject-remote")[0] == 0
    assert (tmp_path / "a.pil").read_text() == (tmp_path / "b.pil").read_text()


def test_one_complex_under_two_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pil").write_text("length x = 15\nA = x @initial 10 nM\nB = x @initial 20 nM\n")
    code, _, err = run("enumerate", "x.pil", "--out", "o.pil")
    assert code == 2
    assert "x.pil, complexes A and B: they are the same complex" in err
