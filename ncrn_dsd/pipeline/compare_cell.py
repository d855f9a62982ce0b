"""One scheme on one design: everything that a comparison asks, as far as it comes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import KineticsError, NcrnError
from ncrn_dsd.formats.pil import read_pil, write_pil
from ncrn_dsd.ir.comparison import Cell, Count, Standing
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import StageCost
from ncrn_dsd.ir.schedule import Schedule, SegmentKind
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import CONDENSATION
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.budget import BudgetError, BudgetWatcher
from ncrn_dsd.pipeline.compare_record import (
    CellRecord,
    counts_of,
    kept_condensation,
    learned_of,
    means_of,
    standing_of,
    told,
)
from ncrn_dsd.pipeline.dsd_level import Designed, train_dsd_level
from ncrn_dsd.pipeline.enumerate_pil import enumerate_document
from ncrn_dsd.pipeline.learn_seed import ABSTRACT, DSD, failure_of, level_run, of_seed
from ncrn_dsd.pipeline.learn_stages import (
    built,
    dosed_species,
    enumerated,
    limits_of,
    operating_point,
    proved,
    trained_abstract,
    translated,
    with_best_toeholds,
)
from ncrn_dsd.pipeline.obligations import (
    Operated,
    operating_obligations,
    tolerances_of,
    without_operating_point,
)
from ncrn_dsd.pipeline.seeds_agreement import seeds_condensation
from ncrn_dsd.pipeline.stages import Stages
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.units import NM_PER_M, S_PER_H

_NO_SEARCH_S = 1e-3
"""No search ends so early; what is decided without one is decided still."""


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What every cell of a comparison is asked.

    Parameters
    ----------
    seeds: one training each; none for the design as it is written.
    leak_per_M_s: rate constant between fuels without a toehold [1/(M s)]; 0 leaves leaks out.
    rate_error_factor: rates are off by up to this factor; 1 leaves it out.
    noise_seed: of the rate errors.
    max_complexes, max_reactions: of any enumeration, where the design allows more.
    stage_budget_s: CPU seconds that one stage may take.
    """

    seeds: tuple[int, ...] = ()
    leak_per_M_s: float = 1.0
    rate_error_factor: float = 2.0
    noise_seed: int = 1
    max_complexes: int = 20_000
    max_reactions: int = 100_000
    stage_budget_s: float = 60.0


@dataclass(frozen=True, slots=True)
class _Enumerated:
    program: LearningProgram
    system: DsdSystem
    network: ReactionNetwork
    limits: EnumerationOptions
    abstract: TrainingRun


def compare_cell(root: Path, design: Design, scheme: Scheme, options: CellOptions) -> Cell:
    """One cell, from the store in `root` or measured now and put there.

    Raises
    ------
    NcrnError: the design is refused whatever the scheme.
    """
    capped = _capped(design, scheme, options)
    store = ArtefactStore(root)
    return _kept(
        root,
        capped,
        scheme,
        options,
        lambda: _measure(store, capped, scheme, options),
        lambda cell: cell.verdicts == _verdicts(store, capped, scheme, options, cell),
    )


def keep_cell(root: Path, design: Design, scheme: Scheme, options: CellOptions, cell: Cell) -> Cell:
    """Put a cell that was measured elsewhere into the store in `root`, unless it is there."""
    _kept(root, _capped(design, scheme, options), scheme, options, lambda: cell)
    return cell


def _kept(
    root: Path,
    design: Design,
    scheme: Scheme,
    options: CellOptions,
    make: Callable[[], Cell],
    stands: Callable[[Cell], bool] = lambda _: True,
) -> Cell:
    given = (design, scheme.text, scheme.meta, options)
    return ArtefactStore(root).get_or_make("cell", given, Cell, make, stands=stands)[0]


def _verdicts(
    store: ArtefactStore, design: Design, scheme: Scheme, options: CellOptions, cell: Cell
) -> tuple[Count, ...]:
    """What is proved of a cell, decided anew from its stages.

    Where a search stayed open it is not made again; what it found is not known then. Condensation
    is no proof, and is taken from the cell with all else that only a training shows.
    """
    if not cell.verdicts:
        return ()
    is_open = any(
        count.undecided and not count.condensed and count.notion != CONDENSATION
        for count in cell.verdicts
    )
    budget_s = _NO_SEARCH_S if is_open else design.dsd.verify_budget_s
    record = CellRecord()
    stages = Stages(store, BudgetWatcher(options.stage_budget_s), [])
    with suppress(NcrnError):
        found = _enumerate(record, stages, design, scheme)
        _verify(record, stages, design, found, budget_s)
        record.obligations += kept_condensation(cell)
    return counts_of(record.obligations)


def _capped(design: Design, scheme: Scheme, options: CellOptions) -> Design:
    """The design by this scheme, enumerated within the limits of the comparison."""
    dsd = replace(
        design.dsd,
        scheme=scheme.name,
        max_complexes=min(design.dsd.max_complexes, options.max_complexes),
        max_reactions=min(design.dsd.max_reactions, options.max_reactions),
    )
    return replace(design, dsd=dsd)


def _measure(store: ArtefactStore, design: Design, scheme: Scheme, options: CellOptions) -> Cell:
    record = CellRecord()
    stages = Stages(store, BudgetWatcher(options.stage_budget_s), [])
    standing, reason = Standing.DONE, None
    try:
        _fill(record, stages, design, scheme, options)
    except NcrnError as problem:
        standing, reason = standing_of(problem), told(problem)
    cpu: defaultdict[str, float] = defaultdict(float)
    for cost in stages.costs:
        cpu[cost.stage] += cost.cpu_s
    record.measures["cpu_s"] = math.fsum(cpu.values())
    return Cell(
        design.name,
        scheme.name,
        design.dsd.kinetics,
        standing,
        reason,
        tuple((name, float(value)) for name, value in record.measures.items()),
        tuple(record.open.items()),
        tuple(record.failed.items()),
        counts_of(record.obligations),
        tuple(record.learned),
        tuple((stage, round(spent, 3)) for stage, spent in cpu.items()),
    )


def _fill(
    record: CellRecord, stages: Stages, design: Design, scheme: Scheme, options: CellOptions
) -> None:
    found = _enumerate(record, stages, design, scheme)
    point, schedule = _verify(record, stages, design, found, design.dsd.verify_budget_s)
    _costs(record, point, schedule)
    _learn(record, stages, _with_toeholds_of(found.system, design), scheme, options)
    designed = Designed(found.program, found.system, found.network, found.limits, point, schedule)
    kinetics = design.dsd.kinetics
    leak = Disturbance(leak_per_M_s=options.leak_per_M_s)
    off = Disturbance(rate_error_factor=options.rate_error_factor, seed=options.noise_seed)
    for name, disturbance in (("loss_with_leak", leak), ("loss_with_rate_errors", off)):
        if not disturbance.is_none:
            record.attempt(name, partial(_disturbed_loss, stages, designed, disturbance, kinetics))


def _disturbed_loss(
    stages: Stages, designed: Designed, disturbance: Disturbance, kinetics: Kinetics
) -> float | str:
    """Loss of the DSD training, or why it is none: it stopped or ran away."""
    level = train_dsd_level(
        stages,
        designed,
        dosed_species(designed.program),
        disturbance,
        kinetics,
        # Variants of a signal with errors of their own cannot be merged.
        reduce=not disturbance.has_noise,
    )
    failure = failure_of(level.training)
    return level.training.validation_mse if failure is None else failure


def _enumerate(record: CellRecord, stages: Stages, design: Design, scheme: Scheme) -> _Enumerated:
    program = built(stages, design)
    abstract = trained_abstract(stages, program)
    system = translated(stages, program, scheme)
    limits = limits_of(design, scheme)
    # Without an operating point the logic of the gates can be looked at still.
    with suppress(KineticsError):
        system, limits = with_best_toeholds(stages, design, program, system, limits, abstract)
    # Everything is said of the system that is simulated.
    strands = system.strand_lengths_nt
    record.measures |= {
        "fuels": len(system.fuels),
        "complexes": len(system.fuels) + len(system.signals),
        "strands": len(strands),
        "nucleotides_nt": sum(strands),
        "longest_strand_nt": max(strands, default=0),
        "toeholds": sum(d.is_toehold for d in system.domains),
    }
    network = enumerated(stages, program, system, limits)
    if not network.complete:
        assert network.truncated_by is not None
        raise BudgetError(
            "E011",
            "the enumeration",
            f"it is not complete ({network.truncated_by})",
            "raise --max-complexes or --max-reactions",
        )
    record.measures |= {
        "condensed_species": len(network.species),
        "condensed_reactions": len(network.reactions),
    }
    details = stages.do(
        "enumerate in detail",
        (system, limits),
        tuple[int, int],
        lambda report: _details(system, replace(limits, merge_histories=False), report),
    )
    record.measures |= dict(zip(("detailed_complexes", "detailed_reactions"), details, strict=True))
    return _Enumerated(program, system, network, limits, abstract)


def _details(
    system: DsdSystem, limits: EnumerationOptions, report: Callable[[int, int], None]
) -> tuple[int, int]:
    """Complexes and reactions of the detailed network."""
    document = read_pil(write_pil(system), "the system")
    found = enumerate_document(document, limits, report, detailed=True)
    condensed = len(found.condensed_network.reactions)
    return len(found.document.complexes), len(found.document.reactions) - condensed


def _verify(
    record: CellRecord, stages: Stages, design: Design, found: _Enumerated, budget_s: float
) -> tuple[Realisation, Schedule]:
    crn, system, network = found.program.crn, found.system, found.network
    proof = proved(stages, crn, system, network, budget_s)
    record.obligations += proof.report.obligations
    try:
        point, schedule = operating_point(
            stages, design, found.program, system, network, found.abstract
        )
    except KineticsError as problem:
        record.obligations += without_operating_point(problem)
        raise
    firings = found.abstract.firings
    operated = Operated(found.program, system, network, proof.certificate, point, schedule, firings)
    record.obligations += operating_obligations(operated, tolerances_of(design))
    return point, schedule


def _costs(record: CellRecord, point: Realisation, schedule: Schedule) -> None:
    samples = schedule.count(SegmentKind.SAMPLE)
    refills = schedule.count(SegmentKind.REFILL)
    used_M = math.fsum(max(f.start_M + refills * f.refill_M - f.end_M, 0.0) for f in point.fuels)
    sample_s = next(s.duration for s in schedule.segments if s.kind is SegmentKind.SAMPLE)
    record.measures |= {
        "hours_per_sample_h": sample_s / S_PER_H,
        "fuel_per_sample_nM": used_M / samples * NM_PER_M,
    }


def _learn(
    record: CellRecord, stages: Stages, design: Design, scheme: Scheme, options: CellOptions
) -> None:
    trained = []
    for seed in options.seeds or (None,):
        seeded = of_seed(design, seed)
        name = "as written" if seed is None else str(seed)
        abstract = level_run(stages.store.root, seeded, ABSTRACT, None, stages.watcher)
        try:
            dsd = level_run(stages.store.root, seeded, DSD, scheme, stages.watcher)
        except NcrnError as problem:
            record.open["loss"] = told(problem)
            continue
        stages.costs.append(
            StageCost("train, both levels", abstract.cpu_s + dsd.cpu_s, reused=False)
        )
        record.learned.append(learned_of(name, abstract, dsd))
        trained.append(dsd)
    record.obligations += seeds_condensation(trained)
    failed = next((run for run in record.learned if run.failure is not None), None)
    if failed is not None:
        assert failed.failure is not None
        names = ("loss", "loss_ratio", *(("accuracy",) if failed.has_classes else ()))
        record.failed |= dict.fromkeys(names, f"seed {failed.seed}: {failed.failure}")
    elif "loss" not in record.open:
        record.measures |= means_of(record.learned)


def _with_toeholds_of(system: DsdSystem, design: Design) -> Design:
    """The design bound to the toeholds of a system: every seed is trained on this one."""
    if not design.dsd.toehold_lengths_nt:
        return design
    lengths = tuple({d.length_nt for d in system.domains if d.is_toehold})
    return replace(design, dsd=replace(design.dsd, toehold_lengths_nt=lengths))
