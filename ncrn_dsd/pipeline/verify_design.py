"""The verification stage of a design: all that a run shows, but for sequences and the bench."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import EnumerationError, KineticsError, SimulationError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Obligation
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dsd_level import Designed, condensation_unknown, train_dsd_level
from ncrn_dsd.pipeline.learn import LearnOptions, learn
from ncrn_dsd.pipeline.learn_seed import DSD
from ncrn_dsd.pipeline.learn_stages import (
    built,
    dosed_species,
    enumerated,
    limits_of,
    operating_point,
    trained_abstract,
    translated,
    with_best_toeholds,
)
from ncrn_dsd.pipeline.obligations import (
    Operated,
    operating_obligations,
    run_obligations,
    tolerances_of,
    without_operating_point,
)
from ncrn_dsd.pipeline.seeds_agreement import seeds_report
from ncrn_dsd.pipeline.stages import Stages, Watcher
from ncrn_dsd.translation.scheme import Scheme, load_scheme
from ncrn_dsd.verification.crn_view import ComparisonNotion, Notion
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.proof import SystemProof
from ncrn_dsd.verification.whole import prove_whole


def verify_design(
    path: Path,
    notion: Notion | ComparisonNotion,
    budget_s: float | None,
    scheme: str | None,
    store: ArtefactStore,
    watcher: Watcher,
    seeds: tuple[int, ...] = (),
) -> SystemProof:
    """Translate, enumerate, verify and train a learner, with the obligations of a run.

    By CRN bisimulation the gates are proved one by one and together; another notion looks at
    the whole network and at nothing else. What concentrations the strands reach, and so whether
    condensed kinetics hold, only a training shows; where a limit ends it, the proofs are told
    without it.

    Parameters
    ----------
    budget_s: wall-clock seconds of a search, where one is needed; None for the design's.
    scheme: to use instead of the design's.
    seeds: each trained at both levels; none for the design as it is written.

    Raises
    ------
    NcrnError: the first stage that refuses its input.
    """
    stages = Stages(store, watcher, [])
    design = read_design(path)
    chosen = load_scheme(scheme or design.dsd.scheme)
    program, abstract, system, limits, network = _enumerated_system(stages, design, chosen)
    budget = design.dsd.verify_budget_s if budget_s is None else budget_s
    report = watcher.stage("verify")
    if notion is not Notion.BISIMULATION:
        return prove_whole(program.crn, network, notion, budget)
    proof = prove_system(system, program.crn, network, budget, report)
    if not network.complete:
        return proof
    try:
        point, schedule = operating_point(stages, design, program, system, network, abstract)
    except KineticsError as problem:
        more = without_operating_point(problem)
    else:
        operated = Operated(
            program, system, network, proof.certificate, point, schedule, abstract.firings
        )
        if seeds:
            learning = learn(design, store, watcher, LearnOptions(seeds, DSD, chosen.name))
            shown = seeds_report(learning).obligations
            more = (*operating_obligations(operated, tolerances_of(design)), *shown)
        else:
            more = _as_written(stages, design, operated, limits, abstract)
    return SystemProof(proof.report.extended(more), proof.certificate)


def _as_written(
    stages: Stages,
    design: Design,
    operated: Operated,
    limits: EnumerationOptions,
    abstract: TrainingRun,
) -> tuple[Obligation, ...]:
    """The obligations of a run with the seeds of the design."""
    designed = Designed(
        operated.program,
        operated.system,
        operated.network,
        limits,
        operated.realisation,
        operated.schedule,
    )
    dosed, none = dosed_species(operated.program), Disturbance()
    try:
        dsd = train_dsd_level(stages, designed, dosed, none, design.dsd.kinetics, design.dsd.reduce)
    except (EnumerationError, SimulationError) as problem:
        found = operating_obligations(operated, tolerances_of(design))
        return (*found, *condensation_unknown(f"{problem.where}: {problem.what}"))
    return run_obligations(operated, abstract, dsd, none, design)


def design_network(
    path: Path, scheme: str | None, store: ArtefactStore, watcher: Watcher
) -> tuple[Crn, ReactionNetwork]:
    """The formal and the enumerated network of a learner, that a certificate should be about.

    Parameters
    ----------
    scheme: to use instead of the design's.

    Raises
    ------
    NcrnError: the first stage that refuses its input.
    """
    design = read_design(path)
    chosen = load_scheme(scheme or design.dsd.scheme)
    program, _, _, _, network = _enumerated_system(Stages(store, watcher, []), design, chosen)
    return program.crn, network


def _enumerated_system(
    stages: Stages, design: Design, scheme: Scheme
) -> tuple[LearningProgram, TrainingRun, DsdSystem, EnumerationOptions, ReactionNetwork]:
    program = built(stages, design)
    system = translated(stages, program, scheme)
    abstract = trained_abstract(stages, program)
    limits = limits_of(design, scheme)
    system, limits = with_best_toeholds(stages, design, program, system, limits, abstract)
    return program, abstract, system, limits, enumerated(stages, program, system, limits)
