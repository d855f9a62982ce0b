"""Toeholds that share sequences, on the command line and in a design."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from varied_designs import tables_of, write_design

from ncrn_dsd.formats.design_toml import read_dynamics
from ncrn_dsd.ir.sharing import ToeholdSharing
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.feasibility import feasibility_of
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.verification.toehold_sharing import TOEHOLD_SHARING

DESIGNS = Path(__file__).parents[2] / "designs"
Run = Callable[..., tuple[int, str, str]]
TRANSLATE = ("translate", "x.crn", "--scheme", "soloveichik2010", "--out", "x.pil")


@pytest.fixture
def network(run: Run) -> None:
    del run
    Path("x.crn").write_text("A + B -> C\nD + E -> F\n")


def test_a_translated_system_says_what_shares(run: Run, network: None) -> None:
    code, out, err = run(*TRANSLATE, "--toehold-sequences", "few", "--json")
    assert code == 0, err
    found = json.loads(out)["sharing"]
    assert found["verdict"] == "PROVED"
    assert not found["new"]
    assert found["reactions_before"] == found["reactions_after"] == 8
    said = [line for line in err.splitlines() if line.startswith(("first", "second"))]
    assert len(said) == len(found["pool"])
    assert "so many sequences: as few as keep the reactions" in err
    assert "same reactions: PROVED" in err
    lengths = [x for x in Path("x.pil").read_text().splitlines() if x.startswith("length t")]
    assert len(lengths) == len(found["pool"])
    code, out, err = run("verify", "--crn", "x.crn", "--system", "x.pil")
    assert code == 0, err + out


def test_a_pool_that_is_too_small_is_not_good(run: Run, network: None) -> None:
    code, _, err = run(*TRANSLATE, "--toehold-sequences", "1+1", "--max-complexes", "500")
    assert code == 1
    assert "REFUTED" in err


def test_a_limit_leaves_it_undecided(run: Run, network: None) -> None:
    code, _, err = run(*TRANSLATE, "--toehold-sequences", "2+2", "--max-complexes", "41")
    assert code == 3
    assert "UNDECIDED: not shown" in err


@pytest.mark.parametrize("pool", ["0", "25", "4+", "4+25", "many", "-1"])
def test_no_pool(run: Run, network: None, pool: str) -> None:
    code, _, err = run(*TRANSLATE, "--toehold-sequences", pool)
    assert code == 2
    assert "from 1 to 24" in err


def test_strands_of_a_design_share_toeholds(run: Run, tmp_path: Path) -> None:
    tables = tables_of("approximate_majority", {"dsd.toehold_pool": {}})
    place = write_design(tmp_path, tables)
    study = DynamicsStudy(read_dynamics(place), Graph(ArtefactStore(tmp_path / ".artefacts")))
    sharing = study.sharing
    assert isinstance(sharing, ToeholdSharing)
    assert sharing.verdict is Verdict.PROVED
    assert len(sharing.pool) < sharing.toeholds
    assert sharing.why.startswith("as many as there are words for: 24 words of 5 nt")
    assert {d.name for d in study.system.domains if d.is_toehold} == {s.name for s in sharing.pool}
    shown = {o.notion: o for o in study.proof.report.obligations}
    assert shown[TOEHOLD_SHARING].verdict is Verdict.PROVED
    assert study.proof.report.verdict is Verdict.PROVED
    needs = feasibility_of(place).toeholds
    assert sum(need.needed for need in needs) == len(sharing.pool)
    # Somebody who enumerates the design sees these strands, and not those before the sharing.
    code, out, err = run("enumerate", str(place), "--build", str(tmp_path))
    assert code == 0, err
    lengths = {x.split()[1] for x in out.splitlines() if x.startswith("length t")}
    assert lengths == {s.name for s in sharing.pool}


@pytest.mark.long
def test_number_of_words_and_letters_are_chosen_where_rates_are_to_be_equal(tmp_path: Path) -> None:
    tables = tables_of("approximate_majority", {"dsd.toehold_pool": {}})
    place = write_design(tmp_path, tables)
    free = changed(DEFAULT_SEQUENCES, alphabet=None, equal_rates=True)
    graph = Graph(ArtefactStore(tmp_path / ".artefacts"))
    study = DynamicsStudy(changed(read_dynamics(place), sequences=free), graph)
    sharing, words = study.sharing, study.toehold_words
    assert sharing is not None
    assert words is not None
    assert sharing.verdict is Verdict.PROVED
    assert "chosen by the program" in sharing.why
    assert sharing.tried[-1].startswith(f"{sharing.first} + {sharing.second} words: ")
    assert set(words.words) == {one.name for one in sharing.pool}
    # What is ordered has the letters that were chosen, and the reasons say so.
    assert study.sequence_spec.alphabet == words.domain_alphabet
    letters = {letter for d in study.sequences.domains for letter in d.sequence}
    assert letters <= set(words.domain_alphabet + words.alphabet)
    assert any(reason.startswith(f"{words.domain_alphabet} for") for reason in words.reasons)
    assert set(words.reasons) | set(sharing.tried) <= set(study.toehold_reasons)
