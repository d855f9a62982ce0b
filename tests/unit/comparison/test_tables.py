from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

from comparison_fixture import cell, compared
from page_fixture import survival_found

from ncrn_dsd.drawing.comparison_page import comparison_page, measures_table, weights_in_words
from ncrn_dsd.formats.result_csv import result_csv
from ncrn_dsd.formats.result_json import read_result, result_json
from ncrn_dsd.formats.result_latex import result_latex
from ncrn_dsd.ir.compared_by import BRIEF
from ncrn_dsd.ir.comparison import (
    KEPT,
    SURVIVING,
    Comparison,
    ComparisonCell,
    KeptDraws,
    Standing,
)
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.survival import AskedSurvival
from ncrn_dsd.ir.training import RAN_AWAY

GOOD = cell("good_one", loss=0.2, nucleotides_nt=7900, hours_per_sample_h=1.25)
OPEN = cell("open_one", Standing.UNDECIDED, strands=7)
FOUND = compared(GOOD, OPEN, options=(("seeds", "1"),))


def csv_rows(found: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result_csv(ComparisonCell, found.cells))))


def latex(found: Comparison) -> str:
    keys = ("design", "scheme", *BRIEF, "condensation", "learning", "outcome")
    return result_latex(ComparisonCell, found.cells, keys)


def figures(found: Comparison) -> Any:
    return json.loads(result_json(found))


def test_what_is_not_known_is_a_word() -> None:
    good, opened = csv_rows(FOUND)
    assert (good["scheme"], opened["scheme"]) == ("good_one", "open_one")
    assert (good["nucleotides_nt"], good["hours_per_sample_h"]) == ("7900", "1.25")
    assert (good["loss_with_leak"], good["accuracy"]) == ("ran away", "")
    assert (opened["loss"], opened["fuels"]) == ("undecided", "not reached")
    stopped = replace(GOOD, failed={"loss_with_leak": "the step size vanished"})
    assert csv_rows(compared(stopped))[0]["loss_with_leak"] == "stopped"
    table = measures_table((stopped, OPEN))
    cells = zip(table.columns, *table.rows, strict=True)
    words = {column.title: (one.text, other.text) for column, one, other in cells}
    assert words["Loss"] == ("0.200", "undecided")
    assert words["Loss with leak"] == ("stopped", "not reached")
    assert words["Accuracy"] == ("no classes", "not reached")


def test_what_survives_is_a_column_that_is_never_empty() -> None:
    asks = replace(GOOD, survival_asked=True)
    drawn = replace(survival_found(), cases=survival_found().cases[1:2])
    survived = replace(asks, survival=AskedSurvival.of(drawn, at_least=1))
    late = replace(asks, not_known={SURVIVING: "no time"})
    found = (GOOD, asks, late, survived)
    cells = [replace(one, scheme=str(i)) for i, one in enumerate(found)]
    words = ["not tested", "not reached", "undecided", "SURVIVES 1 of 3"]
    assert [row["survives"] for row in csv_rows(compared(*cells))] == words
    table = measures_table(cells, brief=True)
    place = [column.title for column in table.columns].index("Survives")
    assert [row[place].text for row in table.rows] == words
    assert "no time" in comparison_page(compared(late))


def test_the_word_of_a_cell_is_its_worst() -> None:
    assert GOOD.outcome == "proved, checks hold"
    assert OPEN.outcome == "undecided"
    assert cell("x", refuted=1).outcome == "refuted"
    assert replace(GOOD, verdicts={"fuel sufficiency": {"FAILS": 1}}).outcome == "a check fails"
    assert cell("x", failure="it stopped").outcome == "does not learn"
    assert cell("x", keeps=False).outcome == "does not learn"
    assert cell("x", failure=f"{RAN_AWAY} to 7").outcome == "ran away"
    assert replace(GOOD, verdicts={"fuel sufficiency": {"UNDECIDED": 1}}).outcome == "undecided"
    assert replace(GOOD, not_known={"loss": "no time"}).outcome == "undecided"


def test_draws_are_told_where_any_were_asked_for() -> None:
    drawn = replace(GOOD, kept=(KeptDraws("K=1.6", 3, 4), KeptDraws("leak=0.1", 0, 4)))
    gone = replace(GOOD, not_known={KEPT: "no time"})
    words = [one.kept_draws for one in (drawn, GOOD, OPEN, gone)]
    assert words == ["K=1.6: 3 of 4; leak=0.1: 0 of 4", "not tested", "not reached", "undecided"]
    titles = [column.title for column in measures_table((drawn, GOOD), brief=True).columns]
    assert "Draws kept" in titles
    assert "Draws kept" not in [c.title for c in measures_table((GOOD,), brief=True).columns]
    assert "Draws kept: no time" in comparison_page(compared(gone))


def test_every_outcome_has_a_tone() -> None:
    tones = {
        one.outcome: measures_table((one,)).rows[0][1].tone
        for one in (
            *(cell("x", standing) for standing in Standing),
            *(GOOD, cell("x", refuted=1), cell("x", failure="it stopped")),
            replace(GOOD, verdicts={"condensation": {"FAILS": 1}}),
        )
    }
    assert tones.pop("proved, checks hold") == "good"
    assert {word for word, tone in tones.items() if tone == "open"} == {
        "undecided",
        "proved, condensation fails",
    }
    assert None not in tones.values()


def test_every_table_says_whether_condensation_holds() -> None:
    for word, good, outcome in (
        ("HOLDS", True, "proved, checks hold"),
        ("FAILS", False, "proved, condensation fails"),
        ("undecided", None, "undecided"),
    ):
        held = {"condensation": {word.upper(): 2}}
        more = held if good else {**held, "kinetic agreement": {"UNDECIDED": 1}}
        changed = replace(
            GOOD, verdicts={**GOOD.verdicts, **more}, condensed=frozenset({"kinetic agreement"})
        )
        found = compared(changed, OPEN)
        row, other = csv_rows(found)
        told = (row["condensation"], row["outcome"], row["kinetics"])
        assert told == (word, outcome, "uncondensed")
        assert other["condensation"] == "not reached"
        assert f"condensation: 2 {word.upper()}" in row["verdicts"]
        cells = figures(found)["designs"]["a_design"]["cells"]
        assert (cells["good_one"]["condensation"], cells["good_one"]["outcome"]) == (word, outcome)
        assert f"& {word} & LEARNS 1 of 1 & {outcome} " in latex(found)


def test_of_condensed_losses_condensation_is_a_check_like_others() -> None:
    found = replace(GOOD, verdicts={"condensation": {"FAILS": 1}}, kinetics=Kinetics.CONDENSED)
    assert found.outcome == "a check fails"


def test_measures_are_called_by_their_headings() -> None:
    weights = "weights: Loss 1, Nucleotides [nt] 1, Per sample [h] 1; scores"
    assert weights_in_words(FOUND).startswith(weights)
    page = comparison_page(compared(cell("unmeasured")))
    assert weights in page
    assert "Loss with leak: the error ran away" in page


def test_json_has_the_times_apart_and_is_read_again() -> None:
    later = compared(GOOD, OPEN, cpu_s=9.0, options=(("seeds", "1"),))
    one, other = (figures(f) for f in (FOUND, later))
    assert read_result(Comparison, one) == FOUND
    assert one.pop("cpu_s") != other.pop("cpu_s")
    assert one == other
    assert one["designs"]["a_design"]["best_by"]["loss"] == "good_one"


def test_what_ran_away_has_its_word_in_every_output() -> None:
    wild = replace(cell("wild", failure=f"{RAN_AWAY} to 7"), failed={"loss": f"{RAN_AWAY} to 7"})
    found = compared(GOOD, wild)
    told = figures(found)["designs"]["a_design"]
    assert told["cells"]["wild"]["outcome"] == "ran away"
    assert told["cells"]["wild"]["ran_away"] == ["loss"]
    assert "not known" not in json.dumps(told["ranking"])
    row = csv_rows(found)[1]
    assert (row["outcome"], row["loss"]) == ("ran away", "ran away")
    assert latex(found).count("ran away") == 3


def test_latex_is_escaped() -> None:
    text = latex(FOUND)
    assert r"good\_one" in text
    assert not re.search(r"(?<!\\)[_#%$]", text)
    lines = [line for line in text.splitlines() if line.endswith(r"\\")]
    columns = {len(re.findall(r"(?<!\\)&", line)) for line in lines}
    assert len(lines) == 3
    assert len(columns) == 1
