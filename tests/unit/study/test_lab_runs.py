"""What a laboratory carries out of a learner, and what strands have to leave alone there."""

from __future__ import annotations

from pathlib import Path

import pytest
from run_fixture import at_given_levels

from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.model.keys import changed
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.lab_runs import lab_runs, species_read
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stages.sequences import design_nucleotides


@pytest.fixture
def study(tmp_path: Path) -> LearnerStudy:
    return LearnerStudy(at_given_levels("read"), Graph.in_folder(tmp_path))


def test_what_is_read_is_known_before_there_is_a_schedule_of_the_strands(
    study: LearnerStudy,
) -> None:
    weights = [name for w in study.program.encoding.weights for name in w.species]
    assert set(weights) <= set(study.reported)
    assert study.reported == species_read(lab_runs(study.program, study.schedule))
    assert study.reported == species_read(lab_runs(study.program, study.schedule, 1))


def test_the_first_samples_come_with_all_controls(study: LearnerStudy) -> None:
    whole, first = (lab_runs(study.program, study.schedule, n) for n in (None, 1))
    assert first[1:] == whole[1:]
    kinds = [s.kind for s in first[0].schedule.segments]
    assert kinds == [SegmentKind.SETUP, SegmentKind.SAMPLE]


def test_reporters_count_for_letters_where_duplexes_are_to_be_short(study: LearnerStudy) -> None:
    system, at_bench = study.system, study.system_at_bench
    assert len(at_bench.fuels) > len(system.fuels)
    for short in (False, True):
        spec = changed(study.asked_sequences, equal_rates=True, short_duplexes=short)
        alone, beside = (
            design_nucleotides.inputs(system, spec, None, one) for one in (system, at_bench)
        )
        assert (alone != beside) is short
