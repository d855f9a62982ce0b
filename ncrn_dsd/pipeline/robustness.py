"""Train a learner under many draws of errors, at the abstract level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ncrn_dsd.analyses.robustness import KINDS, USUAL, ErrorKind, disturbances
from ncrn_dsd.ir.outcome import Outcome, OutcomeBounds
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind, Robustness
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.simulation.overlap import with_phase_overlap
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.stages.disturb_formal import (
    measured,
    phases_of,
    train_disturbed,
    train_each_disturbed,
)
from ncrn_dsd.study.store import ArtefactStore


def measure_robustness(
    path: Path,
    store: ArtefactStore,
    watcher: Watcher,
    draws: int,
    seed: int,
    executor: Executor,
    names: Sequence[str] = USUAL,
) -> Robustness:
    """Train undisturbed, then under `draws` draws of every kind of errors.

    Every finished draw is kept in the store, so that an interrupted analysis goes on from there.

    Raises
    ------
    NcrnError: the design is refused, the undisturbed training stops, or a process is ended.
    PluginError: a package that brings one of the kinds is broken.
    """
    asked = [replace(KINDS.load(name), name=name) for name in dict.fromkeys(names)]
    design, program, ideal = undisturbed(path, store, watcher)
    scale = full_scale(ideal)
    kinds, left_out = _kinds_for(program, asked)
    planned = [(kind, d) for kind in kinds for d in disturbances(kind, seed, draws)]
    drawn_errors = [d for _, d in planned]
    report = watcher.stage("disturb")
    outcomes = _outcomes(program, ideal, scale, drawn_errors, store.root, executor, report)
    bounds = bounds_of(design, program, ideal)
    drawn = dict[str, list[Draw]]()
    for (kind, disturbance), outcome in zip(planned, outcomes, strict=True):
        draws_of = drawn.setdefault(kind.name, [])
        number = len(draws_of) + 1
        draws_of.append(Draw.of(kind.name, number, disturbance.seed, outcome, bounds))
    return Robustness(
        design=design.name,
        title=design.title,
        design_sha256=design.digest,
        level=ideal.level,
        seed=seed,
        draws_per_kind=draws,
        full_scale=scale,
        bounds=bounds,
        kinds=tuple(
            ErrorsOfKind(k.name, k.definition, k.disturbance, tuple(drawn[k.name])) for k in kinds
        ),
        left_out=left_out,
    )


def undisturbed(
    path: Path, store: ArtefactStore, watcher: Watcher
) -> tuple[Design, LearningProgram, TrainingRun]:
    """The learner, and what becomes of it when nothing is off.

    Raises
    ------
    SimulationError: M005, the training stops.
    """
    study = LearnerStudy.of(path, Graph(store, watcher))
    _ = study.firings
    return study.design, study.program, study.abstract


def bounds_of(design: Design, program: LearningProgram, ideal: TrainingRun) -> OutcomeBounds:
    """What trainings under errors are held against."""
    return OutcomeBounds(
        ideal=measured(program, ideal, 0.0, FormalDisturbance()),
        untrained_loss=ideal.epochs[0].validation_mse,
        loss_max=design.expect.bounds("abstract").loss_max(program.reference),
        accuracy_min=design.expect.bounds("abstract").accuracy_min(program.reference),
    )


def full_scale(ideal: TrainingRun) -> float:
    """The largest size of any target or prediction, which a reader must be able to show."""
    rows = (ideal.predictions, ideal.targets, ideal.test_predictions, ideal.test_targets)
    return max((abs(v) for samples in rows for outputs in samples for v in outputs), default=0.0)


def _kinds_for(
    program: LearningProgram, asked: Sequence[ErrorKind]
) -> tuple[tuple[ErrorKind, ...], tuple[str, ...]]:
    phases, segments = phases_of(program), program.training.segments
    kinds: list[ErrorKind] = []
    left_out: list[str] = []
    for kind in asked:
        off = kind.disturbance
        overlap = off.phase_overlap_fraction
        only_overlap = off == FormalDisturbance(phase_overlap_fraction=overlap)
        if only_overlap and with_phase_overlap(segments, overlap, phases) == segments:
            left_out.append(f"{kind.name}: no phase of this learner is started by a dose")
        else:
            kinds.append(kind)
    return tuple(kinds), tuple(left_out)


def _outcomes(
    program: LearningProgram,
    ideal: TrainingRun,
    scale: float,
    drawn: Sequence[FormalDisturbance],
    root: Path,
    executor: Executor,
    report: Callable[[int, int], None],
) -> tuple[Outcome, ...]:
    # What only reads suffer from needs no training of its own.
    trained = [i for i, d in enumerate(drawn) if not d.spares_training]
    ready = len(drawn) - len(trained)
    found = {
        i: measured(program, ideal, scale, d) for i, d in enumerate(drawn) if d.spares_training
    }
    draws = [(program, scale, drawn[i]) for i in trained]
    results = run_in_batches(
        executor, outcomes_in_store, root, draws, lambda n: report(ready + n, len(drawn))
    )
    found |= dict(zip(trained, results, strict=True))
    return tuple(found[i] for i in range(len(drawn)))


def outcomes_in_store(
    root: Path, draws: Sequence[tuple[LearningProgram, float, FormalDisturbance]]
) -> tuple[Outcome, ...]:
    """The outcomes of draws, from the store in `root` or trained now and put there."""
    return Graph.in_folder(root).run_many(train_disturbed, draws, train_each_disturbed)
