"""The page as text: whole, closed, harmless, repeatable, and true to the run."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from page_fixture import run_that_asks
from run_fixture import small_run

from ncrn_dsd.cli.screen import show_summary
from ncrn_dsd.drawing.report import render_report, write_report
from ncrn_dsd.drawing.text import number
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.budget import BudgetLine
from ncrn_dsd.ir.lab_feasibility import BenchJudgement, Buildable
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.task import SampleRows
from ncrn_dsd.ir.training import EpochRecord, TrainingRun
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.task import CsvTaskSpec
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline import outputs
from ncrn_dsd.pipeline.summary import summarise, summary_json

ROOT = Path(__file__).parents[3]
VOID = {"meta", "link", "br", "hr", "img", "input"}


class PageReader(HTMLParser):
    """Collects elements, links and identifiers; fails on a tag that closes another one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[tuple[str, str | None]] = []
        self.feed(page)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element at {self.getpos()}"

    def _see(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.links += [v for k, v in attrs if v and k in {"src", "href", "xlink:href", "srcset"}]
        self.ids += [values["id"] or ""] if "id" in values else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((tag, values.get("id")))


def svg_elements(page: str) -> list[ET.Element]:
    """Every SVG of a page, parsed as XML."""
    return [ET.fromstring(s) for s in re.findall(r"<svg .*?</svg>", page, re.DOTALL)]  # noqa: S314


def text_of(page: str) -> str:
    """The words of a page, without mark-up."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def with_last_mse(training: TrainingRun, mse: float) -> TrainingRun:
    last = replace(training.epochs[-1], validation_mse=mse)
    return replace(training, epochs=(*training.epochs[:-1], last))


def with_all_off(training: TrainingRun, by: float) -> TrainingRun:
    return replace(training, predictions=tuple((p[0] + by,) for p in training.predictions))


def headline(page: str) -> str:
    found = re.search(r'<section class="verdict.*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_page_is_balanced_and_reaches_for_nothing(page: str) -> None:
    reader = PageReader(page)
    assert all(link.startswith("#") or link == "data:," for link in reader.links)
    assert not re.search(r"@import|url\((?!#)", page)
    assert reader.tags.count("script") == 1
    assert "default-src 'none'" in page


def test_identifiers_are_unique_and_the_contents_lead_somewhere(page: str) -> None:
    reader = PageReader(page)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links if len(link) > 1 and link[0] == "#"} <= set(
        reader.ids
    )
    assert all(id_ for tag, id_ in reader.headings if tag != "h1")
    contents = re.search(r"<nav.*?</nav>", page, re.DOTALL)
    assert contents is not None
    listed = re.findall(r'href="#([^"]+)"', contents[0])
    assert listed == [id_ for tag, id_ in reader.headings if tag == "h2"]


def test_equal_runs_give_equal_pages(page: str, tmp_path: Path) -> None:
    write_report(small_run(), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == page.encode()
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_hostile_names_stay_text(run: DesignRun) -> None:
    evil = '<script>alert("1")</script>\'&'
    hostile = replace(
        run,
        design=run.design.model_copy(update={"title": evil, "name": evil}),
        verification=VerificationReport((Obligation(evil, evil, Verdict.PROVED, evil),), (evil,)),
        realisation=replace(run.realisation, speed_limit=evil),
        not_shown=(evil,),
        system=replace(
            run.system,
            fuels=tuple(replace(f, name=f"{evil}{f.name}") for f in run.system.fuels),
            modules=tuple(
                replace(m, name=evil, fuels=tuple(f"{evil}{f}" for f in m.fuels))
                for m in run.system.modules
            ),
        ),
    )
    hostile_page = render_report(hostile)
    assert PageReader(hostile_page).tags.count("script") == 1
    assert "<script>alert" not in hostile_page
    assert evil in unescape(hostile_page)
    assert len(svg_elements(hostile_page)) == len(svg_elements(render_report(run)))


def test_figures_are_well_formed_and_described(page: str) -> None:
    figures = svg_elements(page)
    plots = [f for f in figures if f.get("class") == "plot"]
    drawings = [f for f in figures if f.get("class") == "complex"]
    assert len(plots) == 2
    assert len(drawings) == 4, "one signal and the three fuels of a bimolecular gate"
    assert all(f.get("role") == "img" and f.get("aria-label") for f in figures)
    words = " ".join("".join(p.itertext()) for p in plots)
    for label in ("epoch", "abstract", "DSD", "noise floor", "predicted = target", "task units"):
        assert label in words
    assert page.count("var(--abstract, ") >= 2


def test_every_value_of_both_levels_is_drawn(page: str, run: DesignRun) -> None:
    scatter = next(f for f in svg_elements(page) if "Predicted" in (f.get("aria-label") or ""))
    markers = [e for e in scatter.iter() if e.tag.endswith("}use")]
    legend_and_ticks = len(markers) - 2 * len(run.program.task.validation)
    assert legend_and_ticks >= 2
    groups = [g for g in scatter.iter() if "line2d" in (g.get("id") or "")]
    counts = sorted(sum(e.tag.endswith("}use") for e in g.iter()) for g in groups)
    assert counts[-2:] == [len(run.program.task.validation)] * 2


def test_the_headline_tells_what_happened(page: str, run: DesignRun) -> None:
    text = text_of(headline(page))
    modules = len(run.system.modules)
    assert "Training reached the bound of the design" in text
    assert f"{modules} PROVED, 0 REFUTED, 0 UNDECIDED" in text
    assert "at most 5" in text
    assert "at least 0.8" in text
    assert 'class="verdict open"' in page
    assert "not tested for leak and spread" in text
    assert "Good" not in text


@pytest.mark.parametrize("off", [1.5, math.nan, math.inf])
def test_an_unmet_expectation_is_never_good(run: DesignRun, off: float) -> None:
    page = render_report(replace(run, dsd=with_all_off(run.dsd, off)))
    assert 'class="verdict bad"' in headline(page)
    assert "did not reach the bound of the design" in text_of(headline(page))
    assert "These strands do not learn." in text_of(headline(page))
    assert "outside the bound" in headline(page)


def test_no_answer_is_never_good(run: DesignRun) -> None:
    undecided = Obligation("CRN bisimulation", "last", Verdict.UNDECIDED, "the time ran out")
    verification = replace(run.verification, obligations=(*run.verification.obligations, undecided))
    cut = replace(run.network, complete=False, truncated_by="the limit of 10 000 complexes")
    for other in (
        replace(run, verification=verification),
        replace(run, network=cut),
        replace(run, verification=VerificationReport((), ())),
    ):
        assert 'class="verdict open"' in headline(render_report(other))
    assert "truncated by the limit of 10 000 complexes" in text_of(
        render_report(replace(run, network=cut))
    )


def test_a_refutation_outweighs_the_learning(run: DesignRun) -> None:
    refuted = Obligation("CRN bisimulation", "gate 1", Verdict.REFUTED, "A + B -> C has no path")
    verification = replace(run.verification, obligations=(refuted,))
    page = render_report(replace(run, verification=verification))
    assert 'class="verdict bad"' in headline(page)
    assert "1 REFUTED" in headline(page)
    assert "A + B -> C has no path" in text_of(page)


def test_a_training_that_failed_at_once_is_reported(run: DesignRun) -> None:
    nothing = replace(
        run.dsd, epochs=(), online_errors=(), predictions=(), failure="the step size vanished"
    )
    page = render_report(replace(run, dsd=nothing))
    PageReader(page)
    assert 'class="verdict bad"' in headline(page)
    assert "The DSD training stopped early: the step size vanished." in text_of(page)
    assert "not known" in text_of(page)


def test_sizes_and_times_are_those_of_the_run(page: str, run: DesignRun) -> None:
    text = text_of(page)
    sample_tau = next(
        s.duration for s in run.program.training.segments if s.label == "epoch 1, sample 1"
    )
    hours = sample_tau * run.realisation.time_unit_s / 3600
    assert f"Time per sample {hours:.1f} h" in text
    assert f"Training in total {run.dsd_schedule.duration / 86400:.1f} days" in text
    assert f"Distinct strands {len(run.system.distinct_strands)} strands" in text
    assert f"Fuels {len(run.system.fuels)} complexes" in text
    assert "Highest level a fuel reaches 7.25 \N{MICRO SIGN}M" in text
    assert "Refill after every 2 samples" in text
    assert "Dose, mean of each sample 4.50 actions per sample" in text
    assert run.design.digest in text
    for rate in run.realisation.rates:
        assert rate.text.strip() in text
    for sentence in run.not_shown:
        assert sentence in text


def test_a_page_that_cannot_be_written_is_one_sentence(run: DesignRun, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.mkdir()
    with pytest.raises(ArtefactError, match=r"error\[A006\].*the report cannot be written") as info:
        write_report(run, target)
    assert str(info.value).count("\n") == 0
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(ArtefactError, match="A006"):
        write_report(run, tmp_path / "missing" / "report.html")


BENCH = BenchJudgement(
    Buildable.NEEDS_STAGING,
    ("198 strands are more than the 60 that one person prepares and tests in one go.",),
    14.1 * 86400,
    "500 mL bottle",
    504_617.0,
    480_000.0,
    28_714,
    ("vessel1 would hold 504617 uL, and 480000 uL is the most.",),
)


def test_what_cannot_be_built_is_said_at_the_top(run: DesignRun) -> None:
    page = headline(render_report(replace(run, bench=BENCH)))
    text = text_of(page)
    assert "14.1 days; a 500 mL bottle would hold 505 mL with every dose (at most 480 mL)" in text
    assert "28,714 pipetting steps" in text
    assert "Cannot be built: vessel1 would hold 504617 uL" in text
    assert "198 strands are more than the 60" in text
    assert '<li class="badge bad">cannot be built</li>' in page


def test_time_building_and_survival_come_first(run: DesignRun) -> None:
    text = text_of(headline(render_report(replace(run, bench=BENCH))))
    places = [text.index(words) for words in ("14.1 days", "Cannot be built:", "Not tested: the")]
    assert places == sorted(places)
    assert places[-1] < text.index("mean squared error")
    page = render_report(replace(run_that_asks(run, at_least=1), bench=BENCH))
    text = text_of(headline(page))
    assert "SURVIVES 1 of 3 draws of a working tube, of which the design asks for 1" in text
    assert "worst draw stopped (seed 103); to blame, each tried alone: stock of W0 + F0" in text
    assert "fuel 2 (0.86 with it alone)" in text
    assert page.index('id="learning"') < page.index('id="survival"') < page.index('id="learned"')
    assert 'href="survival.html"' in page


def test_a_budget_has_its_section_where_there_is_one(page: str, run: DesignRun) -> None:
    assert 'id="budget"' not in page
    lines = (
        BudgetLine("held by gates", 0.4, "", None, 0.3, "W0, by toehold exchange"),
        BudgetLine("toehold length", 5.0, "nt", None, 5.0, "gates: 5 nt in 52"),
    )
    spending = replace(run, budget=lines)
    shown = render_report(spending)
    assert shown.count('id="budget"') == 1
    assert '<a href="#budget">' in shown
    assert all(word in text_of(shown) for word in ("MISSED", "reached", "5 nt in 52"))
    kept = json.loads(summary_json(summarise(spending)))["budget"]
    assert [(one["amount"], one["outcome"]) for one in kept] == [(0.4, "MISSED"), (5.0, "reached")]


def test_a_disturbed_training_is_no_test_of_survival(run: DesignRun) -> None:
    disturbed = replace(run, disturbance=Disturbance(leak_per_M_s=1.0))
    text = text_of(headline(render_report(disturbed)))
    assert "one draw of errors ended within the bound, survival not tested" in text
    assert "not tested for leak" not in text


def test_the_report_says_what_others_reach_on_the_same_samples(page: str, run: DesignRun) -> None:
    reference = run.program.reference
    text = text_of(page)
    assert f"judged by {len(run.program.task.validation)} validation samples" in text
    assert reference.least_squares_mse is not None
    assert (
        f"least squares have a mean squared error of {number(reference.least_squares_mse)}" in text
    )
    assert f"the mean of the training targets one of {number(reference.mean_mse)}" in text
    coefficients = [c.name for c in run.program.encoding.coefficients]
    assert coefficients == ["intercept", "x1"]


def test_columns_and_classes_have_their_names_in_the_files(run: DesignRun) -> None:
    """A table of two inputs, one of which is shown shifted and scaled."""
    design = changed(
        read_design(ROOT / "designs/learners/centred_regression"),
        task=CsvTaskSpec(
            kind="csv",
            file="light.csv",
            inputs=("light", "tank [water]"),
            target="size",
            test_samples=4,
            train_samples=10,
            validation_samples=6,
            seed=1,
            rows=SampleRows(
                "light.csv",
                tuple((1 + i % 5, 1 + i % 4) for i in range(20)),
                tuple((2.0 + 3 * (i % 5) + (i % 3),) for i in range(20)),
                columns=("light", "tank [water]"),
            ),
        ),
    )
    program = build(design)
    names = tuple(c.name for c in program.encoding.coefficients)
    assert names == ("intercept", "light", "tank [water]")
    answers = tuple(s.targets for s in program.task.validation)
    tested = tuple(s.targets for s in program.task.test)
    trained = [
        replace(
            t,
            epochs=(EpochRecord(0, 0.0, (2.0, 3.0, 0.5), 0.1),),
            predictions=answers,
            targets=answers,
            test_predictions=tested,
            test_targets=tested,
            reference=program.reference,
            coefficient_names=names,
        )
        for t in (run.abstract, run.dsd)
    ]
    named = replace(run, design=design, program=program, abstract=trained[0], dsd=trained[1])
    assert "coefficient of tank [water]" in outputs._learning_curve(named).splitlines()[0]
    rows = list(csv.DictReader(io.StringIO(outputs._predictions(named))))
    assert [r["set"] for r in rows] == ["validation"] * 6 + ["test"] * 4
    assert summarise(named).dsd.coefficients == {
        "intercept": 2.0,
        "light": 3.0,
        "tank [water]": 0.5,
    }
    assert "tank [water]" in render_report(named)


def test_why_toeholds_are_as_they_are_is_told_where_it_is_known(
    page: str, run: DesignRun, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Why these toeholds and letters" not in page
    told = replace(run, toehold_reasons=("toeholds of 5 nt: those of a scheme", "10 words"))
    assert "<li>Toeholds of 5 nt: those of a scheme.</li>\n<li>10 words.</li>" in render_report(
        told
    )
    show_summary(summarise(told), told, Path("somewhere"))
    shown = capsys.readouterr().out
    assert "why these toeholds" in shown
    assert "10 words" in shown
