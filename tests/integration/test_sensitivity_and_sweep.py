"""`ncrn-dsd analyse sensitivity` and `sweep` by the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from varied_designs import small_tables, write_design

Run = Callable[..., tuple[int, str, str]]


def contents(folder: Path, stem: str) -> dict[str, bytes]:
    return {end: (folder / f"{stem}.{end}").read_bytes() for end in ("json", "csv", "html")}


@pytest.mark.long
def test_every_rate_and_dose_is_varied(run: Run, small: Path, tmp_path: Path) -> None:
    call = ("analyse", "sensitivity", small, "--factor", "1.5", "--out")
    code, out, err = run(*call, "one", "--json")
    assert not err
    found = json.loads(out)
    rates = [q for q in found["quantities"] if q["kind"] == "rate"]
    doses = {q["name"] for q in found["quantities"] if q["kind"] == "dose"}
    assert len(rates) > 15
    assert {"X0", "X1", "Y", "Phase"} <= doses
    assert code == (1 if found["failures"] else 0)
    update = next(q for q in rates if q["name"] == "X1_trace + E_p -> X1_trace + E_p + W1_m")
    assert (update["low"]["factor"], update["high"]["factor"]) == (1 / 1.5, 1.5)
    low, high = (update[end]["outcome"]["loss"] for end in ("low", "high"))
    assert low != high != found["ideal_loss"]
    target = next(q for q in found["quantities"] if q["name"] == "Y" and q["kind"] == "dose")
    # A learner whose target is a fifth too high learns weights that are a fifth too high.
    assert target["high"]["outcome"]["loss"] > found["ideal_loss"]
    with (tmp_path / "one/sensitivity.csv").open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [
            q["name"] for q in found["quantities"]
        ]

    # What is finished is not trained again, and the files are the same.
    before = {p.name for p in (tmp_path / "build/.artefacts").glob("varied-*")}
    assert len(before) == 2 * len(found["quantities"])
    _, screen, _ = run(*call, "two", "--jobs", "1")
    assert "Elasticity" in screen
    assert contents(tmp_path / "one", "sensitivity") == contents(tmp_path / "two", "sensitivity")
    assert {p.name for p in (tmp_path / "build/.artefacts").glob("varied-*")} == before


@pytest.mark.long
def test_every_combination_is_trained(run: Run, small: Path, tmp_path: Path) -> None:
    vary = (
        *("--vary", "learner.learning_rate=0.01,0.03,9"),
        *("--vary", "learner.rates.annihilate=0.01 /u/tau,0.1 /u/tau"),
    )
    call = ("analyse", "sweep", small, *vary, "--seeds", "2", "--out")
    code, out, err = run(*call, "one", "--json")
    assert not err
    found = json.loads(out)
    assert [tuple(p["values"].values()) for p in found["points"]] == [
        (step, rate) for step in (0.01, 0.03, 9) for rate in ("0.01 /u/tau", "0.1 /u/tau")
    ]
    for point in found["points"]:
        seeds = [seed["outcome"]["loss"] for seed in point["seeds"]]
        losses = [loss for loss in seeds if loss is not None]
        assert point["failures"] == 2 - len(losses)
        assert point["loss_mean"] == (sum(losses) / len(losses) if losses else None)
    assert found["points"][-1]["failures"] == 2, "a step of 9 is far too long"
    assert code == 1
    best = min((p for p in found["points"] if not p["failures"]), key=lambda p: p["loss_mean"])
    assert found["best"] == ", ".join(f"{key} = {v}" for key, v in best["values"].items())
    _, screen, _ = run(*call, "two", "--jobs", "1")
    assert "Best: learner.learning_rate = " in screen
    assert contents(tmp_path / "one", "sweep") == contents(tmp_path / "two", "sweep")

    code, out, _ = run("index", tmp_path, "--json")
    listed = json.loads(out)
    assert code == 0
    assert [s["combinations"] for s in listed["sweeps"]] == [6, 6]


@pytest.mark.long
def test_a_key_that_a_scheme_or_strands_depend_on_is_trained_in_dna(
    run: Run, small: Path, tmp_path: Path
) -> None:
    vary = ("--vary", "dsd.scheme=srinivas2015", "--vary", "learner.epochs=1")
    code, out, err = run("analyse", "sweep", small, *vary, "--level", "dsd", "--json")
    assert (code, err) == (0, "")
    (point,) = json.loads(out)["points"]
    assert point["values"] == {"dsd.scheme": "srinivas2015", "learner.epochs": 1}
    assert point["loss_mean"] > 0
    assert (tmp_path / "build/small/sweep.html").is_file()


@pytest.mark.long
@pytest.mark.parametrize("record", [["condensation"], None], ids=["recorded", "unrecorded"])
def test_trainings_of_condensed_reactions_say_nothing_of_strands(
    run: Run, tmp_path: Path, record: list[str] | None
) -> None:
    write_design(tmp_path / "small", small_tables({"expect.fails": record}))
    vary = ("--vary", "dsd.kinetics=condensed,uncondensed", "--vary", "learner.epochs=1")
    code, out, _ = run("analyse", "sweep", "small", *vary, "--seeds", "1", "--level", "dsd")
    assert code == (0 if record else 1)
    assert "1 trainings followed condensed reactions, whose condensation does not hold" in out
    points = json.loads((tmp_path / "build/small/sweep.json").read_text())["points"]
    assert [point["condensed_only"] for point in points] == [1, 0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sweep", "--vary", "learner.rate=1"), "error[D007]"),
        (("sweep", "--vary", "learner.rates.clear=fast"), "error[U"),
        (("sweep", "--vary", "learner.rates.lag=1 /u/tau"), "error[D028]"),
        (("sweep", "--vary", "learner=1"), "error[D046]"),
        (("sweep", "--vary", "learner.epochs"), "error[D047]"),
        (("sweep", "--vary", "learner.epochs=0"), "error[D009]"),
        (("sweep",), "Missing option '--vary'"),
        (("sensitivity", "--factor", "1"), "--factor"),
        (("sensitivity", "--dose-change", "2"), "--dose-change"),
    ],
)
def test_wrong_inputs_are_one_sentence(
    run: Run, small: Path, tmp_path: Path, arguments: tuple[Any, ...], words: str
) -> None:
    command, *options = arguments
    code, out, err = run("analyse", command, small, *options)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "build/small/sweep.json").exists()


@pytest.mark.parametrize("command", [("sensitivity",), ("sweep", "--vary", "name=a")])
def test_only_closed_learners_are_trained(run: Run, command: tuple[str, ...]) -> None:
    design = Path(__file__).parents[2] / "designs/rossler"
    code, _, err = run("analyse", command[0], design, *command[1:])
    assert code == 2
    assert "error[D040]" in err
