"""What the program writes it reads back: the same system, and the same verdict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.pil import print_pil, read_pil, write_pil
from ncrn_dsd.pipeline.shapes import SHAPES, Shape
from ncrn_dsd.pipeline.system_file import translated_system
from ncrn_dsd.translation.scheme import list_schemes, load_scheme
from ncrn_dsd.translation.translate import translate

Run = Callable[..., tuple[int, str, str]]

DESIGNS = Path(__file__).parents[2] / "designs"
SHAPE = {s.name: s for s in SHAPES}

# Peppercorn keeps its objects in tables of the process, so each reading has its own.
PEPPERCORN = """
import json, sys
from peppercornenumerator.input import read_pil
complexes, _ = read_pil(sys.stdin.read())
print(json.dumps({c.name: [c.kernel_string, c.concentration] for c in complexes.values()}))
"""


@pytest.mark.parametrize("name", list_schemes())
def test_every_translation_is_read_back_as_the_same_system(name: str) -> None:
    scheme = load_scheme(name)
    compared = 0
    for shape in SHAPES:
        crn = shape.crn
        try:
            system = translate(crn, scheme)
        except TranslationError:
            continue
        document = read_pil(write_pil(system, crn=crn), "x.pil")
        assert translated_system(document, crn) == system
        assert read_pil(print_pil(document), "y.pil") == document
        compared += 1
    assert compared


def verdicts(run: Run, scheme: str, shape: Shape) -> tuple[list[str], list[str]] | None:
    """Of the file and of the direct path; None where the scheme has no such gate."""
    Path("x.crn").write_text(shape.text)
    if run("translate", "x.crn", "--scheme", scheme, "--out", "x.pil")[0] != 0:
        return None
    through_file = run("verify", "--crn", "x.crn", "--system", "x.pil", "--budget", "20s")
    direct = run("verify", "--crn", "x.crn", "--scheme", scheme, "--budget", "20s")
    assert through_file[0] == direct[0]
    return through_file[1].splitlines()[1:], direct[1].splitlines()[1:]


@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015", "chen2013_2D_JF_var1"])
@pytest.mark.parametrize("shape", ["1-1", "2-1", "replicate", "reversible 2-2", "shared species"])
def test_a_file_has_the_verdict_of_the_direct_path(run: Run, scheme: str, shape: str) -> None:
    found = verdicts(run, scheme, SHAPE[shape])
    assert found is not None
    assert found[0] == found[1]
    if shape != "shared species":
        assert "REFUTED" not in "".join(found[0])


@pytest.mark.slow
@pytest.mark.parametrize("scheme", list_schemes())
def test_all_files_have_the_verdict_of_the_direct_path(run: Run, scheme: str) -> None:
    for shape in SHAPES:
        found = verdicts(run, scheme, shape)
        assert found is None or found[0] == found[1]


@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015"])
@pytest.mark.parametrize("text", ["M -> N [k=1e-3]", "M + N -> O", "A -> B", "A + B -> C"])
def test_a_translation_of_one_reaction_is_proved(run: Run, scheme: str, text: str) -> None:
    Path("r.crn").write_text(text)
    assert run("translate", "r.crn", "--scheme", scheme, "--out", "r.pil")[0] == 0
    code, out, err = run("verify", "--crn", "r.crn", "--system", "r.pil")
    assert (code, out.split(",")[0]) == (0, "r.pil against r.crn: PROVED"), out + err
    # The same strands do not implement the way back.
    left, right = text.split("[", maxsplit=1)[0].split("->")
    Path("back.crn").write_text(f"{right} -> {left}")
    code, out, _ = run("verify", "--crn", "back.crn", "--system", "r.pil")
    assert (code, out.split(",")[0]) == (1, "r.pil against back.crn: REFUTED"), out


def test_forms_of_a_signal_are_one_species_without_modules_too(run: Run) -> None:
    Path("r.crn").write_text("A + B -> C")
    run("translate", "r.crn", "--scheme", "soloveichik2010", "--out", "r.pil")
    lines = Path("r.pil").read_text().splitlines()
    Path("hand.pil").write_text("\n".join(x for x in lines if not x.startswith("# module")))
    code, out, _ = run("verify", "--crn", "r.crn", "--system", "hand.pil", "--out", "o")
    assert code == 0, out
    assert run("verify", "--check", "o/certificate.json")[0] == 0
    Path("plain.pil").write_text(Path("hand.pil").read_text().replace(" history ", "  # "))
    code, out, _ = run("verify", "--crn", "r.crn", "--system", "plain.pil")
    assert code != 0
    Path("wrong.pil").write_text(Path("hand.pil").read_text().replace("history h1", "history d7"))
    code, _, err = run("verify", "--crn", "r.crn", "--system", "wrong.pil")
    assert code == 2
    assert "error[F400] wrong.pil:3: the history d7 is no domain of the signal A" in err


COMMANDS = (
    ("verify", "--crn", "r.crn", "--system", "r.pil"),
    ("enumerate", "r.pil", "--out", "e.pil"),
    ("simulate", "r.pil", "--duration", "1 s"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_prose_in_comments_is_no_declaration(run: Run, command: tuple[str, ...]) -> None:
    Path("r.crn").write_text("A + B -> C\nA @initial 5")
    run("translate", "r.crn", "--scheme", "soloveichik2010", "--out", "r.pil")
    prose = "# fuel, as ordered\n# enumerate release-cutoff of eight\n# module one: A -> B, slow\n"
    system = Path("r.pil").read_text()
    Path("r.pil").write_text(prose + system)
    code, _, err = run(*command)
    assert code == 0, err
    Path("r.pil").write_text(f"# fuel Q\n{system}")
    code, _, err = run(*command)
    assert code == 2
    assert "error[F373] r.pil:1: Q is no complex of the system" in err


def test_a_whole_learner_is_proved_from_its_files(run: Run) -> None:
    design = DESIGNS / "linear_regression"
    assert run("translate", design, "--scheme", "soloveichik2010", "--out", "s.pil")[0] == 0
    code, out, err = run("verify", "--crn", design, "--system", "s.pil", "--out", "o")
    assert code == 0, out + err
    assert "CRN bisimulation: 28 of 28 gates" in out
    assert "PROVED modules compose" in out
    assert run("verify", "--check", "o/certificate.json")[0] == 0


def test_an_enumerated_file_is_verified_and_enumerated_again(run: Run) -> None:
    Path("r.crn").write_text("A + B -> C; A @initial 5")
    run("translate", "r.crn", "--scheme", "srinivas2015", "--out", "r.pil")
    assert run("enumerate", "r.pil", "--out", "e.pil")[0] == 0
    text = Path("e.pil").read_text()
    assert "# signal C__1 = C\n" in text
    assert "A = h1 t2 d3 t4 @initial 5 nM\n" in text
    code, out, err = run("verify", "--crn", "r.crn", "--system", "e.pil")
    assert code == 0, out + err
    assert run("enumerate", "e.pil", "--out", "again.pil")[0] == 0
    assert Path("again.pil").read_text() == text


def test_the_policy_of_a_scheme_travels_in_the_file(run: Run) -> None:
    Path("r.crn").write_text("A + B -> C")
    run("translate", "r.crn", "--scheme", "chen2013_2D_JF_var1", "--out", "r.pil")
    assert "# enumerate reject-remote\n" in Path("r.pil").read_text()
    run("enumerate", "r.pil", "--out", "a.pil")
    run("enumerate", "r.pil", "--reject-remote", "--out", "b.pil")
    assert Path("a.pil").read_text() == Path("b.pil").read_text()
    text = Path("r.pil").read_text().replace("# enumerate reject-remote\n", "")
    Path("remote.pil").write_text(text)
    run("enumerate", "remote.pil", "--out", "c.pil")
    assert len(Path("c.pil").read_text()) > len(Path("a.pil").read_text())


@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015", "qian2011_3D_var1"])
def test_peppercorn_reads_every_complex_and_concentration(run: Run, scheme: str) -> None:
    Path("r.crn").write_text("A + B -> C + D; A @initial 5; B @constant 2.5")
    assert run("translate", "r.crn", "--scheme", scheme, "--out", "r.pil")[0] == 0
    text = Path("r.pil").read_text()
    done = subprocess.run(
        [sys.executable, "-c", PEPPERCORN], input=text, capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    assert theirs["A"][1] == ["initial", 5, "nM"]
    assert theirs["B"][1] == ["constant", 2.5, "nM"]
    document = read_pil(text, "r.pil")
    assert set(theirs) == {c.name for c in document.complexes}
    for named in document.complexes:
        if named.name in (document.map.fuels or ()):
            assert theirs[named.name][1] == ["constant", 100, "nM"]


IMPLEMENTATION = """
A + g <=> i
i + B -> C + w + j
j -> A2
A2 -> A
g @constant 100
"""


def test_a_network_is_verified_against_a_network(run: Run) -> None:
    Path("f.crn").write_text("A + B -> A + C")
    Path("g.crn").write_text(IMPLEMENTATION)
    code, out, err = run("verify", "--crn", "f.crn", "--system", "g.crn", "--out", "o")
    assert (code, out.split(",")[0]) == (0, "g.crn against f.crn: PROVED"), out + err
    assert "strand conservation" not in out
    assert "assumed: no leak" not in out
    assert run("verify", "--check", "o/certificate.json")[0] == 0
    Path("wrong.crn").write_text(IMPLEMENTATION.replace("C + w", "2C + w"))
    code, out, _ = run("verify", "--crn", "f.crn", "--system", "wrong.crn")
    assert (code, "REFUTED CRN bisimulation" in out) == (1, True)
    Path("h.crn").write_text(re.sub(r"\bA\b", "x1", IMPLEMENTATION).replace("g @constant 100", ""))
    Path("h.map").write_text("x1 = A\nA2 = A\nB = B\nC = C\nfuel g\n")
    code, out, err = run("verify", "--crn", "f.crn", "--system", "h.crn", "--map", "h.map")
    assert code == 0, out + err
    code, _, err = run("verify", "--crn", "f.crn", "--system", "h.crn")
    assert code == 2
    assert "error[V005] h.crn: no species stands for the formal species" in err
