from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.formats.pil import read_pil

Run = Callable[..., tuple[int, str, str]]

TEXT = """
length t = 5
length x = 15
X = t? x
"""

CATALYSIS = """
# A toehold exchange with a named product that is not there at the start.
length t = 5
length s = 5
length x = 15
X = x t
G = s( x( + t* ) )
Y = s x @initial 0 nM
"""


@pytest.mark.parametrize("engine", ["own", "peppercorn"])
def test_a_hand_made_system(run: Run, tmp_path: Path, engine: str) -> None:
    (tmp_path / "x.pil").write_text(CATALYSIS)
    code, _, err = run("enumerate", "x.pil", "--engine", engine, "--out", "out.pil")
    assert code == 0, err
    document = read_pil((tmp_path / "out.pil").read_text(), "out.pil")
    assert {"X", "G", "Y"} <= {c.name for c in document.complexes}
    rates = [r.rate for r in document.reactions]
    assert rates == pytest.approx([503452, 503452], rel=1e-5)
    assert any("Y" in r.products for r in document.reactions)


def test_a_formal_network_is_translated_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A + B -> C + D\n")
    code, out, _ = run("enumerate", "x.crn")
    assert code == 0
    document = read_pil(out, "out")
    assert (len(document.macrostates), len(document.reactions)) == (13, 4)


def test_a_truncated_enumeration_is_not_decided(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A + B -> C + D\n")
    code, _, err = run("enumerate", "x.crn", "--max-complexes", "8", "--out", "out.pil")
    assert code == 3
    assert "not complete: the limit of 8 complexes" in err


def test_wrong_files_are_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pil").write_text(TEXT)
    code, _, err = run("enumerate", "x.pil")
    assert code == 2
    assert "x.pil:4:" in err
    (tmp_path / "y.pil").write_text("length x = 15\nX = x @initial 0 nM\n")
    code, _, err = run("enumerate", "y.pil")
    assert code == 2
    assert "E010" in err
