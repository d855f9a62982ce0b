"""What became of one design, of any kind, in the form that `ncrn-dsd verify` compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.design_toml import read_dynamics, read_published
from ncrn_dsd.ir.lab_feasibility import Buildable
from ncrn_dsd.ir.summary import RunSummary
from ncrn_dsd.ir.verdict import Verdict, VerificationReport
from ncrn_dsd.model.expect import ExpectSpec, is_recorded, is_recorded_runaway
from ncrn_dsd.pipeline.autonomy import AS_PUBLISHED, mode_of
from ncrn_dsd.pipeline.bench_judgement import judged_learner
from ncrn_dsd.pipeline.dynamics_outputs import (
    dynamics_exit_code,
    dynamics_figures,
    summarise_dynamics,
)
from ncrn_dsd.pipeline.executors.local import ThisProcess
from ncrn_dsd.pipeline.expected import RecordedFigures, RecordedTraining, figures
from ncrn_dsd.pipeline.learn_seed import train_level
from ncrn_dsd.pipeline.obligation_lines import obligation_lines
from ncrn_dsd.pipeline.summary import exit_code, summarise
from ncrn_dsd.pipeline.survival import with_survival
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore


@dataclass(frozen=True, slots=True)
class DesignOutcome:
    """The result of all stages of a design.

    Parameters
    ----------
    code: what the process would return for it alone.
    figures: to compare with the recorded ones.
    words: a summary.
    obligations: a line each.
    unmet: expectations of [expect] that are not met, a sentence each.
    """

    code: int
    figures: RecordedFigures
    words: str
    obligations: tuple[str, ...]
    unmet: tuple[str, ...]


def outcome_of(path: Path, store: ArtefactStore, watcher: Watcher) -> tuple[DesignOutcome, bool]:
    """The outcome, and whether all its stages were taken from earlier calls.

    Outcomes themselves are not kept: they claim proofs, see `proved`.

    Raises
    ------
    NcrnError: the first stage that refuses its input.
    """
    before = len(store.made)
    outcome = _build(path, store, watcher)
    return outcome, len(store.made) == before


def _build(path: Path, store: ArtefactStore, watcher: Watcher) -> DesignOutcome:
    mode = mode_of(path)
    if mode == AS_PUBLISHED:
        return _as_published(path, store, watcher)
    return _learner(path, store, watcher) if mode == "closed" else _dynamics(path, store, watcher)


def _learner(path: Path, store: ArtefactStore, watcher: Watcher) -> DesignOutcome:
    study = LearnerStudy.of(path, Graph(store, watcher))
    run = with_survival(study.result, study, ThisProcess())
    summary = summarise(run)
    losses = f"abstract {run.abstract.in_words}; DSD {run.dsd.in_words}"
    expect = run.design.expect.by(run.simulated.kinetics)
    recorded = "" if expect.is_all_good else f"recorded is {expect.in_words_of_warning}; "
    return DesignOutcome(
        int(as_recorded(run.verification, expect.verdict, expect.failing, exit_code(run))),
        figures(summary, expect),
        f"{recorded}{run.verification.tally}; {losses}",
        obligation_lines(run.verification),
        (
            *unmet_expectations(expect, summary),
            *_wrong_on_building(study),
            *_off_record(
                "loss", expect.uncondensed_loss, run.dsd.validation_mse, is_recorded_runaway
            ),
        ),
    )


def _wrong_on_building(study: LearnerStudy) -> tuple[str, ...]:
    """A sentence when a design is not as buildable, or unbuildable, as it says."""
    run = study.result
    if run.design.expect.buildable:
        return () if run.unbuilt is None else (f"there are no sequences: {run.unbuilt}",)
    if run.package is None:
        return ()
    bench = judged_learner(study).bench
    if bench is None or bench.verdict is Buildable.CANNOT_BE_BUILT:
        return ()
    return (f"recorded is buildable = false, but it has sequences, and it {bench.verdict.value}",)


def _off_record(
    what: str, recorded: float | None, found: float, is_near: Callable[[float, float], bool]
) -> tuple[str, ...]:
    """A sentence when strands that are recorded to fail do not fail as they are recorded to."""
    if recorded is None or is_near(recorded, found):
        return ()
    return (f"uncondensed, the {what} is {found:.4g}, recorded is {recorded:g}",)


def as_recorded(
    found: VerificationReport, verdict: Verdict, failing: frozenset[str], code: ExitCode
) -> ExitCode:
    """A design that is kept as a warning is good as long as it warns of exactly what it records.

    Parameters
    ----------
    verdict, failing: what is recorded of the proofs, and of checks and learners.
    code: of a design that records nothing bad.
    """
    if verdict is Verdict.PROVED and not failing:
        return code
    is_open = found.is_good_without(failing) is None and verdict is not Verdict.UNDECIDED
    if is_open or code is ExitCode.UNDECIDED:
        return ExitCode.UNDECIDED
    warns = found.verdict is verdict and found.bad_notions == failing
    return ExitCode.GOOD if warns else ExitCode.NOT_GOOD


def _dynamics(path: Path, store: ArtefactStore, watcher: Watcher) -> DesignOutcome:
    run = DynamicsStudy(read_dynamics(path), Graph(store, watcher)).result
    summary = summarise_dynamics(run)
    words = f"{run.verification.tally}; largest deviation {run.deviation.largest:.2%}"
    expect = run.design.expect.by(run.kinetics)
    return DesignOutcome(
        int(as_recorded(run.verification, Verdict.PROVED, expect.failing, dynamics_exit_code(run))),
        dynamics_figures(summary, expect),
        words,
        obligation_lines(run.verification),
        _off_record(
            "largest deviation", expect.uncondensed_deviation, run.deviation.largest, is_recorded
        ),
    )


def _as_published(path: Path, store: ArtefactStore, watcher: Watcher) -> DesignOutcome:
    """An experiment whose host acts between the networks; there is no DNA to verify."""
    design = read_published(path)
    run = Graph(store, watcher).run(train_level, design, None)
    training = run.training
    assert training is not None
    numbers = RecordedTraining(AS_PUBLISHED, dict(run.host_per_sample), training.validation_mse)
    words = f"as published; {training.in_words}"
    if run.failure is not None:
        words += f"; {run.failure}"
    return DesignOutcome(
        int(ExitCode.GOOD if run.keeps(design.expect) else ExitCode.NOT_GOOD),
        numbers,
        words,
        (),
        (),
    )


def unmet_expectations(expect: ExpectSpec, summary: RunSummary) -> tuple[str, ...]:
    """Expectations on sizes and autonomy that are not met; those on losses are in the verdict."""
    sizes, host = summary.sizes, summary.host_actions_per_sample
    limits = (
        ("strands", sizes.strands, expect.strands_max),
        ("nucleotides", sizes.nucleotides_nt, expect.nucleotides_max),
        ("host actions per sample", sum(host.values()), expect.host_actions_max),
    )
    return tuple(
        f"{value:g} {name}, expected are at most {most:g}"
        for name, value, most in limits
        if most is not None and value > most
    )
