"""The length of toeholds is chosen by what the enumerated network can do."""

from __future__ import annotations

from pathlib import Path

import pytest
from varied_designs import varied

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import KineticsError, NcrnError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.schedule import Schedule, ScheduleUnits, Segment, SegmentKind, Wait
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline import compare_cell
from ncrn_dsd.pipeline.compare_record import CellRecord
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stage import Work
from ncrn_dsd.study.stages.toeholds import (
    ToeholdTrial,
    best_length,
    limits_for,
    refuse_slow_samples,
    try_toeholds,
    with_toeholds,
)
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

DESIGN = Path(__file__).parents[3] / "designs" / "linear_regression" / "design.toml"


@pytest.mark.long
def test_longer_toeholds_are_faster_here() -> None:
    design = read_design(DESIGN)
    program = build(design)
    system = translate(program.crn, load_scheme("soloveichik2010"))
    spec = changed(design.dsd, toehold_lengths=(4, 6))
    dosed = frozenset(program.crn.names)
    firings = (1.0,) * len(program.crn.reactions)
    steps: list[tuple[int, int]] = []
    work = Work(lambda *s: steps.append(s))
    samples = len(program.task.train) * program.epochs
    trials = try_toeholds.function(
        *(work, program.crn, system, spec, dosed, EnumerationOptions(), firings, samples)
    )
    assert [t.length_nt for t in trials] == [4, 5, 6]
    assert trials[0].time_unit_s is not None
    assert trials[2].time_unit_s is not None
    assert trials[0].time_unit_s > 5 * trials[2].time_unit_s
    assert best_length(trials) == 6
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_only_toeholds_change() -> None:
    program = build(read_design(DESIGN))
    system = translate(program.crn, load_scheme("soloveichik2010"))
    changed = with_toeholds(system, 7)
    assert {d.length_nt for d in changed.domains if d.is_toehold} == {7}
    long = [d for d in system.domains if not d.is_toehold]
    assert [d for d in changed.domains if not d.is_toehold] == long
    assert limits_for(EnumerationOptions(), 8).release_cutoff_1n_nt == 8
    assert limits_for(EnumerationOptions(), 5) == EnumerationOptions()


def test_when_no_length_works_the_reason_is_given() -> None:
    trials = (ToeholdTrial(4, None, "too slow"), ToeholdTrial(5, None, "too sticky"))
    with pytest.raises(KineticsError, match=r"4 to 5 nt.*too sticky"):
        best_length(trials)
    assert best_length((*trials, ToeholdTrial(6, 3.0, None), ToeholdTrial(7, 3.0, None))) == 6


def test_a_sample_may_be_too_slow() -> None:
    sample = Segment(SegmentKind.SAMPLE, "", (Wait(7200.0),))
    schedule = Schedule((sample,), ScheduleUnits.SI)
    point = Realisation(1e-9, 60.0, (), (), (), 1, "A + B -> C: its gate is full", "")
    refuse_slow_samples(schedule, point, 7200.0)
    with pytest.raises(KineticsError, match=r"its gate is full.*one sample takes 2 h"):
        refuse_slow_samples(schedule, point, 3600.0)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("toehold_lengths", [7, 4], "put the smaller first"),
        ("toehold_lengths", [2, 7], "from 3 to 8"),
        ("toehold_lengths", [4], "toehold_lengths"),
        ("slowest_sample", "6 tau", "unit 'tau'"),
        ("slowest_sample", "1 s", "from 1 to 8760 h"),
    ],
)
def test_bounds_of_a_design(key: str, value: object, words: str) -> None:
    with pytest.raises(NcrnError) as refusal:
        varied("linear_regression", {f"dsd.{key}": value})
    assert words in str(refusal.value)


@pytest.mark.long
def test_a_row_of_a_comparison_is_about_one_system(tmp_path: Path) -> None:
    """Sizes are those of the toeholds that are chosen, and every seed is trained with them."""
    base = read_design(DESIGN)
    task = changed(base.task, train_samples=4, validation_samples=5)
    spec = changed(base.dsd, toehold_lengths=(6, 7))
    design = changed(base, task=task, dsd=spec, learner=changed(base.learner, epochs=1))
    scheme = load_scheme("soloveichik2010")
    plain = translate(build(design).crn, scheme)
    record = CellRecord()
    found = compare_cell._study(Graph.in_folder(tmp_path), design, scheme)
    compare_cell._enumerate(record, found)
    chosen = with_toeholds(plain, 7)
    assert record.measures.nucleotides_nt == sum(chosen.strand_lengths_nt)
    assert record.measures.nucleotides_nt != sum(plain.strand_lengths_nt)
    assert found.system == chosen
    bound = compare_cell._with_toeholds_of(found.system, design)
    assert bound.dsd.toehold_lengths_nt == (7,)
