"""What a run says of building is what the checks of a package say."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from lab_fixture import contents, feasible, files_of, lab_design
from page_fixture import lab_html

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import check_files, check_mixes, errors
from ncrn_dsd.handoff.contents import mix_files, with_manifest
from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import BenchJudgement, Buildable
from ncrn_dsd.ir.schedule import Content, Dose, Schedule, Segment, SegmentKind
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.stages.bench import judge_bench

WARNING = CheckResult("C3", Severity.WARNING, False, "5 of 9 steps move less than 1 uL.")
HELD = CheckResult("C2", Severity.NOTE, True, "No well, tube or vessel is ever overfilled.")


def test_the_plan_is_judged_by_the_same_checks() -> None:
    whole = with_manifest(contents(), files_of())
    of_mixes, of_package = check_mixes(mix_files_of(lab_design())), check_files(whole)
    assert set(of_mixes) < set(of_package)
    assert {r.id for r in of_mixes} == {"B1", "B6", "C1", "C2", "C3", "C4", "C5", "C6", "C7"}
    assert [r.id for r in of_package] == sorted(r.id for r in of_package)


def too_full(design: LabDesign) -> LabDesign:
    """Doses so strong that no vessel of the laboratory holds them."""
    run = design.runs[0]
    dose = Segment(SegmentKind.SAMPLE, "again", (Dose((Content("A", 5e-6),)),))
    schedule = Schedule((*run.schedule.segments, *[dose] * 20), run.schedule.units)
    return replace(design, runs=(replace(run, schedule=schedule), *design.runs[1:]))


def test_errors_of_a_package_are_told_with_their_figures() -> None:
    spec = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=6)
    small = judge_bench.alone(lab_design(), spec, LabSettings())
    assert (small.verdict, small.errors) == (small.feasibility, ())
    large = judge_bench.alone(too_full(lab_design()), spec, LabSettings())
    assert large.verdict is Buildable.CANNOT_BE_BUILT
    assert large.errors
    assert large.errors == tuple(
        r.sentence for r in errors(check_mixes(mix_files_of(too_full(lab_design()))))
    )
    assert all(sentence in large.sentence for sentence in large.errors)


def test_what_cannot_be_planned_is_told_and_ends_nothing() -> None:
    design = lab_design()
    run = design.runs[0]
    dose = Segment(SegmentKind.SAMPLE, "odd", (Dose((Content("nobody", 1e-9),)),))
    schedule = Schedule((*run.schedule.segments, dose), run.schedule.units)
    odd = replace(design, runs=(replace(run, schedule=schedule),))
    with pytest.raises(HandoffError) as refused:
        plan_bench(odd, LabSettings())
    spec = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=6)
    told = judge_bench.alone(odd, spec, LabSettings())
    assert (told.verdict, told.vessel) == (Buildable.CANNOT_BE_BUILT, None)
    assert refused.value.what in told.sentence
    assert "no vessel can be planned" in told.size


def mix_files_of(design: LabDesign) -> dict[str, bytes]:
    made = plan_bench(design, LabSettings())
    return mix_files(design, made, replay(made.plan), LabSettings())


def test_size_and_reason_are_sentences() -> None:
    told = BenchJudgement(
        Buildable.FITS, (), 1852 * 86400.0, "96-well plate", 150.0, 300.0, 1175, ()
    )
    assert told.size == (
        "1,852 days; a 96-well plate would hold 150 uL with every dose (at most 300 uL); "
        "1,175 pipetting steps."
    )
    assert told.sentence.startswith("Fits, before `ncrn-dsd handoff` has looked at sequences")


@pytest.mark.long
@pytest.mark.parametrize(
    ("results", "word", "tone"),
    [
        ((HELD, WARNING), "1 warning to read before ordering", "open"),
        ((HELD,), "Fits; ready to order, no check complains", "good"),
    ],
)
def test_a_lab_page_is_never_ready_beside_a_warning(
    results: tuple[CheckResult, ...], word: str, tone: str
) -> None:
    feasibility = replace(feasible(), verdict=Buildable.FITS)
    page = lab_html(results, feasibility)
    top = unescape(page[page.index("<section") : page.index("<nav")])
    assert word in top
    assert f'class="verdict {tone}"' in top
    assert ("ready" in top) != (WARNING in results)
    assert ("C3 (warning): 5 of 9 steps move less than 1 uL." in top) == (WARNING in results)
    assert "Does it survive" in top


@pytest.mark.long
def test_a_lab_page_says_why_toeholds_are_as_they_are() -> None:
    assert "<li>Toeholds of 5 nt: those of the scheme soloveichik2010.</li>" in lab_html()
