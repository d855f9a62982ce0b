from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

from comparison_fixture import cell

from ncrn_dsd.comparison.measures import DEFAULT_WEIGHTS
from ncrn_dsd.comparison.tables import (
    comparison_csv,
    comparison_json,
    comparison_latex,
    shown,
    standing_word,
)
from ncrn_dsd.ir.comparison import Comparison, Count, Standing
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.training import RAN_AWAY

GOOD = cell("good_one", loss=0.2, nucleotides_nt=7900.0, hours_per_sample_h=1.25)
OPEN = cell("open_one", Standing.UNDECIDED, strands=7.0)
FOUND = Comparison((GOOD, OPEN), (("seeds", "1"),))


def test_what_is_not_known_is_a_word() -> None:
    assert shown(GOOD, "nucleotides_nt") == "7900"
    assert shown(GOOD, "hours_per_sample_h") == "1.25"
    assert shown(GOOD, "loss_with_leak") == "ran away"
    assert shown(GOOD, "accuracy") == "no classes"
    stopped = replace(GOOD, failed=(("loss_with_leak", "the step size vanished"),))
    assert shown(stopped, "loss_with_leak") == "stopped"
    assert shown(OPEN, "loss") == "undecided"
    assert shown(OPEN, "fuels") == "not reached"
    rows = list(csv.DictReader(io.StringIO(comparison_csv(FOUND))))
    assert [r["scheme"] for r in rows] == ["good_one", "open_one"]
    assert all(value for value in rows[1].values() if value != rows[1]["verdicts"])


def test_the_word_of_a_cell_is_its_worst() -> None:
    assert standing_word(GOOD) == "proved, checks hold"
    assert standing_word(OPEN) == "undecided"
    assert standing_word(cell("x", refuted=1)) == "refuted"
    failing = replace(GOOD, verdicts=(Count("fuel sufficiency", (("FAILS", 1),), False),))
    assert standing_word(failing) == "a check fails"
    assert standing_word(cell("x", failure="it stopped")) == "does not learn"
    assert standing_word(cell("x", failure=f"{RAN_AWAY} to 7")) == "ran away"
    counted = replace(GOOD, verdicts=(Count("fuel sufficiency", (("UNDECIDED", 1),), None),))
    assert standing_word(counted) == "undecided"
    assert standing_word(replace(GOOD, open=(("loss", "no time"),))) == "undecided"


def test_every_table_says_whether_condensation_holds() -> None:
    rates = Count("kinetic agreement", (("UNDECIDED", 1),), None, condensed=True)
    for word, good, outcome in (
        ("HOLDS", True, "proved, checks hold"),
        ("FAILS", False, "proved, condensation fails"),
        ("undecided", None, "undecided"),
    ):
        held = Count("condensation", ((word.upper(), 2),), good)
        more = (held,) if good else (held, rates)
        found = Comparison((replace(GOOD, verdicts=(*GOOD.verdicts, *more)), OPEN), ())
        row, other = csv.DictReader(io.StringIO(comparison_csv(found)))
        told = (row["condensation"], row["outcome"], row["kinetics"])
        assert told == (word, outcome, "uncondensed")
        assert other["condensation"] == "not reached"
        cells = json.loads(comparison_json(found, DEFAULT_WEIGHTS))["designs"]["a_design"]["cells"]
        assert (cells["good_one"]["condensation"], cells["good_one"]["outcome"]) == (word, outcome)
        assert f"& {word} & {outcome} " in comparison_latex(found)


def test_of_condensed_losses_condensation_is_a_check_like_others() -> None:
    held = Count("condensation", (("FAILS", 2),), False)
    found = replace(GOOD, verdicts=(held,), kinetics=Kinetics.CONDENSED)
    assert standing_word(found) == "a check fails"


def test_json_has_the_times_apart() -> None:
    later = Comparison((replace(GOOD, cpu_s=(("enumerate", 9.0),)), OPEN), FOUND.options)
    one, other = (json.loads(comparison_json(f, DEFAULT_WEIGHTS)) for f in (FOUND, later))
    assert one.pop("cpu_s") != other.pop("cpu_s")
    assert one == other
    assert one["designs"]["a_design"]["best_by"]["loss"] == "good_one"


def test_what_ran_away_has_its_word_in_every_output() -> None:
    wild = replace(cell("wild", failure=f"{RAN_AWAY} to 7"), failed=(("loss", f"{RAN_AWAY} to 7"),))
    found = Comparison((GOOD, wild), ())
    figures = json.loads(comparison_json(found, DEFAULT_WEIGHTS))["designs"]["a_design"]
    assert figures["cells"]["wild"]["outcome"] == "ran away"
    assert figures["cells"]["wild"]["ran_away"] == ["loss"]
    assert "not known" not in json.dumps(figures["ranking"])
    row = list(csv.DictReader(io.StringIO(comparison_csv(found))))[1]
    assert (row["outcome"], row["loss"]) == ("ran away", "ran away")
    assert comparison_latex(found).count("ran away") == 3


def test_latex_is_escaped() -> None:
    text = comparison_latex(FOUND)
    assert r"good\_one" in text
    assert not re.search(r"(?<!\\)[_#%$]", text)
    lines = [line for line in text.splitlines() if line.endswith(r"\\")]
    columns = {len(re.findall(r"(?<!\\)&", line)) for line in lines}
    assert len(lines) == 3
    assert len(columns) == 1
