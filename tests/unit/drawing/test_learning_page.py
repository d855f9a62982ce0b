"""The page of a learner: whole, harmless, repeatable, and true to the trainings."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from learning_fixture import ANSWERS, GRID, TASK, WRONG, content, learned, trained, training

from ncrn_dsd.drawing.decision_regions import Regions, decision_regions, has_regions
from ncrn_dsd.drawing.learning_page import learning_page
from ncrn_dsd.drawing.learning_tables import seeds_table, summary_table
from ncrn_dsd.drawing.prediction_plots import confusion_table, seed_curves
from ncrn_dsd.formats.result_json import read_result, result_json, result_schema
from ncrn_dsd.ir.learning import MEASURES, ManySeeds
from ncrn_dsd.ir.task import Sample


class Tags(HTMLParser):
    """Fails on a tag that closes another one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def plots(page: str) -> list[ET.Element]:
    return [ET.fromstring(s) for s in re.findall(r"<svg .*?</svg>", page, re.DOTALL)]  # noqa: S314


def marks(figure: str) -> list[int]:
    """Numbers of marks of every line that has marks, in ascending order."""
    groups = [g for g in ET.fromstring(figure).iter() if "line2d" in (g.get("id") or "")]  # noqa: S314
    counts = [sum(e.tag.endswith("}use") for e in g.iter()) for g in groups]
    return sorted(c for c in counts if c)


def test_the_page_is_balanced_and_reaches_for_nothing() -> None:
    page = learning_page(content())
    tags = Tags(page)
    assert tags.seen.count("script") == 1
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    assert "default-src 'none'" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(p.get("aria-label") for p in plots(page))


def test_equal_content_gives_equal_pages() -> None:
    assert learning_page(content()) == learning_page(content())


def test_hostile_names_stay_text() -> None:
    evil = '<script>alert("1")</script>'
    page = learning_page(content(learned((trained(failure=evil),), title=evil)))
    assert Tags(page).seen.count("script") == 1
    assert evil in unescape(page)


AWAY = "the error ran away to 9"


def test_one_unmet_expectation_or_failure_is_told() -> None:
    good = content()
    assert 'class="verdict good"' in learning_page(good)
    page = learning_page(content(learned((trained(),), (trained(failure=AWAY),))))
    assert 'class="verdict bad"' in page
    assert "Of 2 trainings from different seeds, 1 at the abstract level" in page
    assert f"abstract level, seed 2: {AWAY}" in page


def test_every_mistake_is_marked_and_no_other_point() -> None:
    figure = decision_regions(TASK, [Regions("Abstract level", GRID, ANSWERS)])
    right = decision_regions(
        TASK, [Regions("Abstract level", GRID, tuple(s.targets for s in GRID))]
    )
    assert has_regions(TASK)
    assert "accuracy 93.3 %" in figure
    assert "accuracy 100.0 %" in right
    # A border is drawn where answers change sides.
    assert len(marks(figure)) > len(marks(right)), "no mistakes, no marks of them"
    assert len(WRONG) in marks(figure)
    assert sum(marks(figure)) - sum(marks(right)) == len(WRONG)


def test_points_that_are_no_grid_are_drawn_one_by_one() -> None:
    some = GRID[:7]
    figure = decision_regions(TASK, [Regions("DSD level", some, ANSWERS[:7])])
    upper = sum(z[0] > 0 for z in ANSWERS[:7])
    assert {upper, 7 - upper} <= {*marks(figure), 0}
    assert figure.count("answer, ") == 2
    # Beside a grid, too, whose panel has none of them.
    grid = Regions("Abstract level", GRID, ANSWERS)
    both = decision_regions(TASK, [grid, Regions("DSD level", some, ANSWERS[:7])])
    assert both.count("answer, ") == 2


def test_answers_that_are_no_numbers_leave_a_hole_and_are_mistakes() -> None:
    answers = ((math.nan,), *(s.targets for s in GRID[1:]))
    figure = decision_regions(TASK, [Regions("Abstract level", GRID, answers)])
    assert "accuracy 96.7 %" in figure
    assert 1 in marks(figure)
    assert decision_regions(TASK, [Regions("none", GRID, ((math.inf,),) * len(GRID))])


def test_regions_need_two_inputs_and_two_classes() -> None:
    assert not has_regions(replace(TASK, threshold=None))
    assert not has_regions(replace(TASK, train=(Sample((1.0,), (1.0,)),)))
    assert not has_regions(replace(TASK, train=(Sample((1.0, 2.0), (1.0, -1.0, -1.0)),)))


def test_confusions_are_counted_over_all_seeds() -> None:
    found = confusion_table("abstract", TASK, [training(), training()])
    lower = [s.targets[0] < 0 for s in GRID]
    wrong_lower = 2 * sum(lower[i] for i in WRONG)
    wrong_upper = 2 * len(WRONG) - wrong_lower
    first, second = found.rows
    assert [c.sort_key for c in first[1:3]] == [2 * sum(lower) - wrong_lower, wrong_lower]
    right_upper = 2 * (len(GRID) - sum(lower)) - wrong_upper
    assert [c.sort_key for c in second[1:3]] == [wrong_upper, right_upper]


def test_outputs_that_are_no_numbers_have_a_column_of_their_own() -> None:
    three = replace(
        TASK, train=(Sample((0.0, 0.0), (1.0, -1.0, -1.0)),), classes=("red", "green", "blue")
    )
    run = replace(
        training(),
        test_predictions=((0.1, 0.9, 0.2), (math.nan, 0.0, 0.0)),
        test_targets=((-1.0, 1.0, -1.0), (-1.0, -1.0, 1.0)),
    )
    found = confusion_table("dsd", three, [run])
    assert [c.title for c in found.columns][1:5] == ["red", "green", "blue", "no number"]
    assert [[c.text for c in row[1:]] for row in found.rows] == [
        ["0", "0", "0", "0", "none asked"],
        ["0", "1", "0", "0", "100\N{NARROW NO-BREAK SPACE}%"],
        ["0", "0", "0", "1", "0\N{NARROW NO-BREAK SPACE}%"],
    ]


def test_curves_show_every_seed_and_their_mean() -> None:
    runs = [training(last=0.1), training(last=0.3), replace(training(), epochs=())]
    figure = seed_curves([("abstract", runs)], None)
    groups = [g for g in ET.fromstring(figure).iter() if (g.get("id") or "").find("axes") > 0]  # noqa: S314
    assert len(groups) == 2, "errors and accuracies"
    assert "abstract level, mean" in figure
    assert "accuracy [%]" in figure
    plain = replace(
        training(), epochs=tuple(replace(e, validation_accuracy=None) for e in runs[0].epochs)
    )
    assert "accuracy" not in seed_curves([("abstract", [plain])], 0.16)


@pytest.mark.parametrize("failure", [None, AWAY])
def test_a_single_training_is_told_as_one(failure: str | None) -> None:
    page = learning_page(content(learned((trained(failure=failure),))))
    assert ("it ended within" in page) == (failure is None)
    assert ("it did not end within" in page) == (failure is not None)


def test_tables_have_the_headings_of_the_measures() -> None:
    found = learned((trained(), trained("dsd")), (trained(last=0.2), trained("dsd", failure=AWAY)))
    table = seeds_table(found)
    titles = [column.title for column in table.columns]
    measures = {facet.shown.title for facet in MEASURES}
    assert {"Validation MSE", "Test balanced accuracy"} <= measures.intersection(titles)
    assert "Validation half-MSE" not in titles
    assert [row[titles.index("Expectation")].text for row in table.rows] == [
        *("met", "met", "met", "failed")
    ]
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in summary_table(found).rows}
    assert rows["Validation MSE, abstract"][1:4] == ["0.150", "0.0707", "0.200 (seed 2)"]
    assert rows["Accuracy below logistic regression, DSD"][-1].startswith("at most 3.00")


def test_what_many_seeds_amount_to_is_read_again() -> None:
    found = learned((trained(), trained("dsd")))
    content = json.loads(result_json(found))
    assert content["seeds"][0]["dsd"]["validation_mse"] == 0.1
    assert content["summary"]["abstract"]["validation_mse"]["mean"] == 0.1
    assert read_result(ManySeeds, content) == found
    part = result_schema(ManySeeds)["$defs"]
    assert part["LearnedLevel"]["properties"]["r2"]["title"] == "R²"
    assert part["OverSeeds"]["properties"]["r2"]["title"] == "R²"
    assert "measures" not in part["OverSeeds"]["properties"]
