"""One scheme on one design: everything that a comparison asks, as far as it comes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ncrn_dsd.analyses.autonomy import count_transfers
from ncrn_dsd.errors import KineticsError, NcrnError
from ncrn_dsd.ir.compared_by import CellOptions
from ncrn_dsd.ir.comparison import KEPT, SURVIVING, ComparisonCell, KeptDraws, Standing
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.result import StageCost
from ncrn_dsd.ir.schedule import Schedule, SegmentKind
from ncrn_dsd.ir.training import DSD
from ncrn_dsd.ir.verdict import CONDENSATION
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.pipeline.budget import BudgetError, BudgetWatcher
from ncrn_dsd.pipeline.compare_record import (
    CellRecord,
    kept_condensation,
    learned_of,
    means_of,
    message_of,
    standing_of,
    verdicts_of,
)
from ncrn_dsd.pipeline.executors.local import ThisProcess
from ncrn_dsd.pipeline.learn_seed import failure_of, level_run, of_seed
from ncrn_dsd.pipeline.seeds_agreement import seeds_condensation
from ncrn_dsd.pipeline.survival import asked_survival, measure_survival
from ncrn_dsd.pipeline.tube_cases import case_of
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.obligations import (
    operating_obligations,
    tolerances_of,
    without_operating_point,
)
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.study.stages.detail import count_details
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.units import NM_PER_M, S_PER_H

_NO_SEARCH_S = 1e-3
"""No search ends so early; what is decided without one is decided still."""


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """A cell, and the CPU seconds of its stages when it was made."""

    cell: ComparisonCell
    cpu_s: Mapping[str, float] = field(hash=False)


def compare_cell(root: Path, design: Design, scheme: Scheme, options: CellOptions) -> MeasuredCell:
    """One cell, from the store in `root` or measured now and put there.

    Raises
    ------
    NcrnError: the design is refused whatever the scheme.
    """
    capped = _capped(design, scheme, options)
    return Graph.in_folder(root).run(measure_cell, capped, scheme, options)


def keep_cell(
    root: Path, design: Design, scheme: Scheme, options: CellOptions, measured: MeasuredCell
) -> MeasuredCell:
    """Put a cell that was measured elsewhere into the store in `root`, unless it is there."""
    capped = _capped(design, scheme, options)
    return Graph.in_folder(root).keep(measure_cell, measured, capped, scheme, options)


def _stands(
    work: Work, measured: MeasuredCell, design: Design, scheme: Scheme, options: CellOptions
) -> bool:
    """Whether what is proved of a cell is what its stages prove now.

    Where a search stayed open it is not made again; what it found is not known then. Condensation
    is no proof, and is taken from the cell with all else that only a training shows.
    """
    cell = measured.cell
    if not cell.verdicts:
        return True
    is_open = any(
        "UNDECIDED" in words and notion not in cell.condensed and notion != CONDENSATION
        for notion, words in cell.verdicts.items()
    )
    if is_open:
        design = changed(design, dsd=changed(design.dsd, verify_budget_s=_NO_SEARCH_S))
    record = CellRecord()
    graph = Graph(work.others.store, BudgetWatcher(options.stage_budget_s))
    with suppress(NcrnError):
        study = _study(graph, design, scheme)
        _enumerate(record, study)
        _verify(record, study)
        record.obligations += kept_condensation(cell)
    return (cell.verdicts, cell.condensed) == verdicts_of(record.obligations)


def _capped(design: Design, scheme: Scheme, options: CellOptions) -> Design:
    """The design by this scheme, enumerated within the limits of the comparison."""
    limits = changed(
        design.dsd.limits,
        complexes=min(design.dsd.limits.complexes, options.max_complexes),
        reactions=min(design.dsd.limits.reactions, options.max_reactions),
    )
    return changed(design, dsd=changed(design.dsd, scheme=scheme.name, limits=limits))


@stage(
    "cell",
    reads=lambda design, scheme, options: (design, scheme.text, scheme.meta, options),
    stands=_stands,
    is_watched=False,
)
def measure_cell(work: Work, design: Design, scheme: Scheme, options: CellOptions) -> MeasuredCell:
    """Everything that a comparison asks of one scheme on one design, as far as it comes."""
    record = CellRecord()
    graph = Graph(work.others.store, BudgetWatcher(options.stage_budget_s))
    standing, reason = Standing.DONE, None
    try:
        _fill(record, _study(graph, design, scheme), options)
    except NcrnError as problem:
        standing, reason = standing_of(problem), message_of(problem)
    cpu: defaultdict[str, float] = defaultdict(float)
    for cost in graph.costs:
        cpu[cost.stage] += cost.cpu_s
    record.measure(cpu_s=math.fsum(cpu.values()))
    verdicts, condensed = verdicts_of(record.obligations)
    cell = ComparisonCell(
        design=design.name,
        scheme=scheme.name,
        kinetics=design.dsd.kinetics,
        standing=standing,
        reason=reason,
        measures=record.measures,
        not_known=record.not_known,
        failed=record.failed,
        verdicts=verdicts,
        condensed=condensed,
        learned=tuple(record.learned),
        survival_asked=design.expect.survives is not None,
        survival=record.survival,
        kept=tuple(record.kept),
        recorded=design.expect.failing,
    )
    return MeasuredCell(cell, {stage: round(spent, 3) for stage, spent in cpu.items()})


def _study(graph: Graph, design: Design, scheme: Scheme) -> LearnerStudy:
    """A study with the toeholds that are best, or those of the scheme where none can be realised.

    Without an operating point the logic of the gates can be looked at still.
    """
    study = LearnerStudy(design, graph, scheme=scheme)
    try:
        _ = study.toehold_nt
    except KineticsError:
        spec = changed(design.dsd, toehold_lengths=None)
        return LearnerStudy(changed(design, dsd=spec), graph, scheme=scheme)
    return study


def _fill(record: CellRecord, study: LearnerStudy, options: CellOptions) -> None:
    _enumerate(record, study)
    _verify(record, study)
    _costs(record, study.point, study.schedule)
    _learn(record, study, options)
    leak = Disturbance(leak_per_M_s=options.leak_per_M_s)
    off = Disturbance(rate_error_factor=options.rate_error_factor, seed=options.noise_seed)
    for name, disturbance in (("loss_with_leak", leak), ("loss_with_rate_errors", off)):
        if not disturbance.is_none:
            record.attempt(name, partial(_disturbed_loss, study, disturbance))
    try:
        record.survival = asked_survival(study, ThisProcess())
    except NcrnError as problem:
        record.not_known[SURVIVING] = message_of(problem)
    if options.cases:
        try:
            record.kept += _kept_draws(study, options)
        except NcrnError as problem:
            record.not_known[KEPT] = message_of(problem)


def _disturbed_loss(study: LearnerStudy, disturbance: Disturbance) -> float | str:
    """Loss of the DSD training, or why it is none: it stopped or ran away.

    Variants of a signal are merged before errors of rates are drawn, so that they share these. The
    full network has seven times the reactions for three features, and its training takes as much
    longer.
    """
    level = study.train(disturbance, study.dsd_spec.kinetics, reduce=True)
    failure = failure_of(level.training)
    return level.training.validation_mse if failure is None else failure


def _kept_draws(study: LearnerStudy, options: CellOptions) -> list[KeptDraws]:
    cases = [case_of(name) for name in options.cases]
    found = measure_survival(
        study, options.draws, options.noise_seed, ThisProcess(), cases, Upkeep(), blame=0
    )
    return [KeptDraws(case.case, case.kept, len(case.draws)) for case in found.cases]


def _enumerate(record: CellRecord, study: LearnerStudy) -> None:
    # Everything is said of the system that is simulated.
    system, strands = study.system, study.system.strand_lengths_nt
    record.measure(
        fuels=len(system.fuels),
        complexes=len(system.fuels) + len(system.signals),
        strands=len(strands),
        nucleotides_nt=sum(strands),
        longest_strand_nt=max(strands, default=0),
        toeholds=sum(d.is_toehold for d in system.domains),
    )
    network = study.enumerated
    if not network.complete:
        assert network.truncated_by is not None
        raise BudgetError(
            "E011",
            "the enumeration",
            f"it is not complete ({network.truncated_by})",
            "raise --max-complexes or --max-reactions",
        )
    record.measure(
        condensed_species=len(network.species), condensed_reactions=len(network.reactions)
    )
    complexes, reactions = study.graph.run(count_details, system, study.limits)
    record.measure(detailed_complexes=complexes, detailed_reactions=reactions)


def _verify(record: CellRecord, study: LearnerStudy) -> None:
    record.obligations += study.proof.report.obligations
    try:
        operated = study.operated
    except KineticsError as problem:
        record.obligations += without_operating_point(problem)
        raise
    record.obligations += operating_obligations(operated, tolerances_of(study.design))


def _costs(record: CellRecord, point: Realisation, schedule: Schedule) -> None:
    samples = schedule.count(SegmentKind.SAMPLE)
    refills = schedule.count(SegmentKind.REFILL)
    used_M = math.fsum(max(f.start_M + refills * f.refill_M - f.end_M, 0.0) for f in point.fuels)
    sample_s = next(s.duration for s in schedule.segments if s.kind is SegmentKind.SAMPLE)
    record.measure(
        hours_per_sample_h=sample_s / S_PER_H,
        training_days_d=schedule.duration / S_PER_H / 24,
        transfers=count_transfers(schedule),
        fuel_per_sample_nM=used_M / samples * NM_PER_M,
    )


def _learn(record: CellRecord, study: LearnerStudy, options: CellOptions) -> None:
    design, graph, trained = _with_toeholds_of(study.system, study.design), study.graph, []
    for seed in options.seeds or (None,):
        seeded = of_seed(design, seed)
        name = "as written" if seed is None else str(seed)
        abstract = level_run(graph.store.root, seeded, None, graph.watcher)
        try:
            dsd = level_run(graph.store.root, seeded, study.scheme, graph.watcher)
        except NcrnError as problem:
            record.not_known["loss"] = message_of(problem)
            continue
        graph.costs.append(
            StageCost("train, both levels", abstract.cpu_s + dsd.cpu_s, reused=False)
        )
        record.learned.append(learned_of(name, abstract, dsd, design.expect.bounds(DSD)))
        trained.append(dsd)
    record.obligations += seeds_condensation(trained)
    failed = next((run for run in record.learned if run.failure is not None), None)
    if failed is not None:
        assert failed.failure is not None
        names = ("loss", "loss_ratio", *(("accuracy",) if failed.has_classes else ()))
        record.failed |= dict.fromkeys(names, f"seed {failed.seed}: {failed.failure}")
    elif "loss" not in record.not_known:
        record.measure(**means_of(record.learned))


def _with_toeholds_of(system: DsdSystem, design: Design) -> Design:
    """The design bound to the toeholds of a system: every seed is trained on this one."""
    if not design.dsd.toehold_lengths_nt:
        return design
    lengths = [d.length_nt for d in system.domains if d.is_toehold]
    chosen = (min(lengths), max(lengths))
    return changed(design, dsd=changed(design.dsd, toehold_lengths=chosen))
