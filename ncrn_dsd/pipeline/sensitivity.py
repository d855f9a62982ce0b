"""Scale one quantity of a learner at a time, at the abstract level, and train it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.analyses.sensitivity import Variation, variations
from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.sensitivity import End, Sensitivity, VariedQuantity
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.robustness import bounds_of, undisturbed
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.stages.disturb_formal import train_each_varied, train_varied
from ncrn_dsd.study.store import ArtefactStore


@dataclass(frozen=True, slots=True)
class SensitivityOptions:
    """How far quantities are scaled.

    Parameters
    ----------
    factor: of rate constants, both ways; above 1.
    dose_change: fraction by which doses are lowered and raised; between 0 and 1.
    """

    factor: float = 2.0
    dose_change: float = 0.2


def measure_sensitivity(
    path: Path,
    store: ArtefactStore,
    watcher: Watcher,
    options: SensitivityOptions,
    executor: Executor,
) -> Sensitivity:
    """Train as designed, then once for each end of each variation.

    Every finished training is kept in the store, so that an interrupted analysis goes on from
    there.

    Raises
    ------
    NcrnError: the design is refused, the training as designed stops, or a process is ended.
    """
    design, program, ideal = undisturbed(path, store, watcher)
    planned = variations(program, options.factor, options.dose_change)
    ends = [(program, v, f) for v in planned for f in (v.low, v.high)]
    report = watcher.stage("vary")
    outcomes = run_in_batches(
        executor, outcomes_of_variations, store.root, ends, lambda n: report(n, len(ends))
    )
    bounds = bounds_of(design, program, ideal)

    def end(factor: float, outcome: Outcome) -> End:
        return End(factor, outcome, bounds.keeps(outcome))

    quantities = [
        VariedQuantity(v.name, v.kind, end(v.low, low), end(v.high, high))
        for v, low, high in zip(planned, outcomes[::2], outcomes[1::2], strict=True)
    ]
    # Equal losses stay in the order of the reactions.
    quantities.sort(key=lambda q: (-q.worst_loss, q.kind))
    return Sensitivity(
        design=design.name,
        title=design.title,
        design_sha256=design.digest,
        level=ideal.level,
        rate_factor=options.factor,
        dose_change=options.dose_change,
        bounds=bounds,
        quantities=tuple(quantities),
    )


def outcomes_of_variations(
    root: Path, ends: Sequence[tuple[LearningProgram, Variation, float]]
) -> tuple[Outcome, ...]:
    """The outcomes of ends, from the store in `root` or trained now and put there."""
    return Graph.in_folder(root).run_many(train_varied, ends, train_each_varied)
