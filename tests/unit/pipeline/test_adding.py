"""Draws of equal identity add up, and others are refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ncrn_dsd.analyses.robustness import KINDS, disturbances
from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.result_json import result_json, result_schema
from ncrn_dsd.ir.outcome import Outcome, OutcomeBounds
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind, Robustness
from ncrn_dsd.ir.survival import Blame, Survival, SurvivalMeasure, TubeCase, TubeOutcome
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.pipeline.adding import add_draws, add_files

BOUNDS = OutcomeBounds(Outcome(0.1, None, 0.1), 2.0, 0.3, None)
VERSIONS = {"versions": {"ncrn_dsd": "0.1.0", "code": "a"}}


def robustness(seed: int, draws: int, names: Sequence[str] = ("rates", "stocks")) -> Robustness:
    def of_kind(name: str) -> ErrorsOfKind:
        kind = KINDS.load(name)
        drawn = [
            Draw.of(name, i, off.seed, Outcome(off.seed % 7 / 7, None, 0.2), BOUNDS)
            for i, off in enumerate(disturbances(kind, seed, draws), start=1)
        ]
        if not kind.disturbance.is_random:
            drawn = [Draw.of(name, 1, drawn[0].seed, Outcome(0.5, None, 0.2), BOUNDS)]
        return ErrorsOfKind(name, kind.definition, kind.disturbance, tuple(drawn))

    kinds = tuple(map(of_kind, names))
    return Robustness("a", "A", "0" * 64, "abstract", seed, draws, 1.0, BOUNDS, kinds, ())


def survival(seed: int, values: Sequence[float], case: str = "K") -> Survival:
    draws = tuple(
        TubeOutcome(i, 100 * seed + i, Outcome(1.0, value), value, value >= 0.9)
        for i, value in enumerate(values, start=1)
    )
    blame = (Blame("K", f"site {seed}", 0.8, 0.1),)
    found = TubeCase(case, "K is off", True, True, draws, blame, tried=40)
    measure = SurvivalMeasure("balanced accuracy", Reference(100, 1.0, 1.0), None, 0.9)
    return Survival(
        "a",
        "A",
        "0" * 64,
        "dsd",
        seed,
        measure,
        1.0,
        100,
        1800.0,
        Upkeep(),
        (found,),
        (f"note {case}",),
    )


def test_draws_add_up_to_those_of_a_longer_run_whatever_is_in_both() -> None:
    few, many = robustness(1, 3), robustness(1, 5)
    assert add_draws(few, many) == many == add_draws(many, few)


def test_draws_of_another_seed_are_further_draws() -> None:
    names = ("rates", "overlap")
    first, second = robustness(1, 3, names), robustness(2, 2, (*names, "doses"))
    both = add_draws(first, second)
    assert [k.drawn for k in both.kinds] == [5, 1, 2]
    assert both.draws_per_kind == 5
    assert (both.seed, both.further_seeds) == (1, (2,))
    rates = both.kinds[0].draws
    assert [d.number for d in rates] == [1, 2, 3, 4, 5]
    assert {d.seed for d in rates} == {d.seed for r in (first, second) for d in r.kinds[0].draws}
    assert both.kinds[0].loss_mean == pytest.approx(
        (3 * (first.kinds[0].loss_mean or 0) + 2 * (second.kinds[0].loss_mean or 0)) / 5
    )
    assert add_draws(both, second) == both


def test_what_is_to_blame_is_that_of_the_worst_draw() -> None:
    both = add_draws(survival(1, [0.95, 0.9]), survival(2, [0.5, 1.0]))
    assert both.cases[0].survives == "SURVIVES 3 of 4"
    assert both.cases[0].blame[0].name == "site 2"
    apart = add_draws(survival(1, [0.95]), survival(2, [0.5], "k"))
    assert [c.case for c in apart.cases] == ["K", "k"]
    assert apart.notes == ("note K", "note k")


def test_what_differs_is_refused() -> None:
    first = robustness(1, 2)
    wrong = replace(first.kinds[0].draws[0], outcome=Outcome(9.0, None, 9.0))
    kinds = (replace(first.kinds[0], draws=(wrong,)), *first.kinds[1:])
    larger = replace(first.kinds[0], disturbance=KINDS.load("doses").disturbance)
    others = {
        "design_sha256": replace(first, design_sha256="1" * 64),
        "bounds": replace(first, bounds=replace(BOUNDS, untrained_loss=3.0)),
        "rates differ in disturbance": replace(first, kinds=(larger,)),
        f"the seed {wrong.seed} ended in two ways": replace(first, kinds=kinds),
    }
    for words, other in others.items():
        with pytest.raises(FormatError, match=words) as caught:
            add_draws(first, other)
        assert caught.value.code == "F090"
        assert str(caught.value).count("\n") == 0
    with pytest.raises(FormatError, match="upkeep"):
        add_draws(survival(1, [1.0]), replace(survival(2, [1.0]), upkeep=Upkeep(margin=2.0)))


def test_files_add_up_and_are_read_as_they_were_written(tmp_path: Path) -> None:
    results = (robustness(1, 2), robustness(2, 3))
    files = [tmp_path / f"{r.seed}.json" for r in results]
    for file, result in zip(files, results, strict=True):
        file.write_text(result_json(result, VERSIONS), encoding="utf-8")
    assert add_files(files) == (add_draws(*results), VERSIONS["versions"])
    tube = tmp_path / "tube.json"
    tube.write_text(result_json(survival(3, [1.0, 0.2]), VERSIONS), encoding="utf-8")
    assert add_files([tube, tube])[0] == survival(3, [1.0, 0.2])
    with pytest.raises(FormatError, match="formal network"):
        add_files([files[0], tube])
    newer = {"versions": {"ncrn_dsd": "0.1.0", "code": "b"}}
    files[1].write_text(result_json(results[1], newer), encoding="utf-8")
    with pytest.raises(FormatError, match="other versions"):
        add_files(files)
    files[1].write_text("[]", encoding="utf-8")
    with pytest.raises(FormatError, match="no draws"):
        add_files(files)


def test_the_schema_of_a_result_has_the_keys_that_are_written() -> None:
    """Disturbances are spelled in other ways on the command line, and some have more keys."""
    written = json.loads(result_json(robustness(1, 1)))["kinds"]
    schema = result_schema(Robustness)
    disturbance = schema["$defs"]["FormalDisturbance"]
    rates, stocks = (kind["disturbance"].keys() for kind in written)
    assert rates == disturbance["properties"].keys() < stocks
    assert disturbance.get("additionalProperties", True)
