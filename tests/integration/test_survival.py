"""`ncrn-dsd analyse robustness --level dsd`: strands in a tube in which things go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from varied_designs import change_design

import ncrn_dsd as nd
from ncrn_dsd.pipeline.handoff_subsystem import survival_of_whole

Run = Callable[..., tuple[int, str, str]]


def rows_of(tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "build/survival/small.json"
    return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.long
def test_cases_are_drawn_in_tubes_and_what_is_to_blame_is_told(
    run: Run, known: Path, tmp_path: Path
) -> None:
    asked = ("--level", "dsd", "--draws", "2", "--blame", "3", "--jobs", "1")
    cases = ("K=1.6", "working", "working without eats")
    code, out, err = run(
        "analyse", "robustness", known, *asked, *(word for c in cases for word in ("--case", c))
    )
    assert (code, err) == (0, "")
    assert "The same draws with one thing left out" in out
    assert "SURVIVES 2 of 2" in out
    assert "kept 2 of 2" in out
    found = rows_of(tmp_path)
    both, working, part = found["cases"]
    assert [d["seed"] for d in part["draws"]] == [d["seed"] for d in working["draws"]]
    assert [row["left_out"] for row in found["left_out"]] == ["eats"]
    assert both["case"] == "K=1.6"
    assert working["tried"] == 3
    values = [draw["value"] for draw in both["draws"]]
    assert len({*values, found["undisturbed"]}) == 3
    # The same draws are found again, and more are added to them.
    more = ("--level", "dsd", "--draws", "3", "--blame", "0", "--jobs", "1", "--case", "K=1.6")
    code, _, _ = run("analyse", "robustness", known, *more)
    again = rows_of(tmp_path)["cases"][0]
    assert [draw["value"] for draw in again["draws"]][:2] == values


@pytest.mark.long
def test_leaks_and_occluders_that_nucleotides_predict_are_told(
    run: Run, known: Path, tmp_path: Path
) -> None:
    asked = ("--level", "dsd", "--draws", "1", "--jobs", "1", "--case", "leak,occlusion")
    predicted = ("--leak-rates", "predicted", "--leak-order", "2", "--leak-products", "condensed")
    code, out, _ = run(
        "analyse", "robustness", known, *asked, *predicted, "--occluders", "off-targets"
    )
    assert code in {0, 1}
    found = rows_of(tmp_path)
    assert found["side_reactions"]["leak_order"] == 2
    leaks, occluders = found["tube_leaks"], found["tube_occluders"]
    assert leaks["rates"] == "predicted by three-step"
    assert 0 < leaks["least"] <= leaks["middle"] <= leaks["most"] < 10
    assert f"Leaks: up to order {leaks['order']}, {leaks['reactions']} of them; " in out
    assert f"off-targets too, {occluders['stretches']} of {occluders['toeholds']} toeholds" in out


def test_what_cannot_be_drawn_is_refused_in_one_sentence(run: Run, small: Path) -> None:
    robustness = ("analyse", "robustness", small)
    code, _, err = run(*robustness, "--level", "dsd", "--case", "K=0.5")
    assert code == 2
    assert "M062" in err
    code, _, err = run(*robustness, "--level", "dsd", "--case", "damp")
    assert code == 2
    assert "P001" in err
    code, _, err = run(*robustness, "--level", "dsd", "--gate-stock-uM", "0")
    assert code == 2
    assert "0.1<=x<=10000" in err
    code, _, err = run(*robustness, "--case", "K")
    assert code == 2
    assert "--case is of the DSD level" in err
    code, _, err = run(*robustness, "--level", "dsd", "--errors", "rates")
    assert code == 2
    assert "--errors is of the abstract level" in err


@pytest.mark.long
def test_a_design_that_expects_to_survive_is_drawn_by_run_and_verify(
    run: Run, known: Path, tmp_path: Path
) -> None:
    asked = {"column": "working", "draws": 2, "at_least": 2, "blame": 1}
    change_design(known, {"expect.survives": asked})
    code, out, err = run("run", known, "--out", "build/small")
    assert (code, err) == (0, "")
    assert "SURVIVES 2 of 2 (working tube)" in out.splitlines()[1]
    assert "SURVIVES 2 of 2 strands survive (working tube): " in out
    assert "worst draw" in out
    assert "not tested for leak" not in out
    assert "Does it survive: SURVIVES 2 of 2 draws of a working tube" in out
    folder = tmp_path / "build/small"
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    found = summary["survival"]
    assert (found["word"], len(found["kept"]), found["tried"]) == ("SURVIVES 2 of 2", 2, 1)
    drawn = json.loads((folder / "survival.json").read_text(encoding="utf-8"))
    assert [d["seed"] for d in drawn["cases"][0]["draws"]] == found["kept"]
    assert "survive" in summary["cpu"]["stages_s"]
    assert summary["not_shown"][0].startswith("Tubes: what is said here is of the training")
    code, _, _ = run("verify", known, "--accept")
    assert code == 0
    record = known / "expected/figures.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("SURVIVES 2 of 2", "SURVIVES 1 of 2"), encoding="utf-8")
    code, out, _ = run("verify", known)
    assert code == 1
    assert "survives.word is SURVIVES 2 of 2, recorded is SURVIVES 1 of 2" in out
    alone = ("--schemes", "soloveichik2010_noEmpty", "--leak", "0", "--rate-error", "1", "--json")
    _, out, _ = run("compare", known, *alone)
    (cell,) = json.loads(out)["designs"]["small"]["cells"].values()
    assert cell["survival"] == found
    drawn_again = nd.Study(known).survival
    assert drawn_again is not None
    assert drawn_again.word == "SURVIVES 2 of 2"
    known_of_part = survival_of_whole(known, None)
    assert known_of_part.survives
    assert known_of_part.basis.startswith("on record is SURVIVES 2 of 2 draws")


def test_more_draws_than_there_are_cannot_survive(run: Run, small: Path) -> None:
    change_design(small, {"expect.survives": {"draws": 2, "at_least": 3}})
    code, _, err = run("run", small)
    assert code == 2
    assert "D010" in err
