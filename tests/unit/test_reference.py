"""The committed pages of docs/reference/ are those that the code makes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ncrn_dsd.ir.network import Kinetics

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from reference.__main__ import FOLDER, out_of_date  # noqa: E402
from reference.commands import commands_page  # noqa: E402
from reference.design_keys import design_keys_page  # noqa: E402
from reference.pages import made_pages  # noqa: E402


def test_pages_are_up_to_date() -> None:
    assert out_of_date(FOLDER) == [], "run `python -m reference`"
    there = (p for p in FOLDER.rglob("*") if p.is_file())
    assert {p.relative_to(FOLDER).as_posix() for p in there} == set(made_pages())


def test_what_a_design_states_is_called_an_expectation() -> None:
    for name, text in made_pages().items():
        assert "promise" not in text, name
        # A key names the fact, not its worth.
        assert "`good`" not in text, name
    assert "`expectations_met`" in made_pages()["json.md"]


def test_what_becomes_of_signals_is_a_documented_key() -> None:
    page = made_pages()["json.md"]
    assert "| `signals_end_nM` | numbers by name | All free forms at the end [nM] |" in page


def test_an_old_page_is_found(tmp_path: Path) -> None:
    for name, text in made_pages().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert out_of_date(tmp_path) == []
    (tmp_path / "json.md").write_text("old", encoding="utf-8")
    (tmp_path / "schemes.md").unlink()
    assert out_of_date(tmp_path) == ["json.md", "schemes.md"]


def test_words_of_kinetics_reach_every_page_from_one_declaration() -> None:
    sources = [
        " ".join(f.read_text(encoding="utf-8").split())
        for folder in ("ncrn_dsd", "reference")
        for f in (ROOT / folder).rglob("*.[pt][yo]*")
        if f.suffix in {".py", ".toml"}
    ]
    for one in Kinetics:
        assert f"{one.simulates} ({one.value})" in commands_page()
        assert f"{one.simulates} ({one.value})" in design_keys_page()
        if one is not Kinetics.CONDENSED:
            # What it says in two words is said of much else.
            assert sum(one.simulates in source for source in sources) == 1


@pytest.mark.parametrize("words", ["ncrn-dsd run", "ncrn-dsd analyse feasibility"])
def test_commands_are_on_the_page(words: str) -> None:
    assert f"## `{words}`" in commands_page()
