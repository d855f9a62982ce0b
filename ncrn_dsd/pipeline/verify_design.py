"""The verification stage of a design: all that a run shows, but for sequences and the bench."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import EnumerationError, KineticsError, SimulationError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.training import DSD
from ncrn_dsd.ir.verdict import Obligation
from ncrn_dsd.model.keys import changed
from ncrn_dsd.pipeline.learn import LearnOptions, learn
from ncrn_dsd.pipeline.seeds_agreement import seeds_report
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions
from ncrn_dsd.study.obligations import (
    condensation_unknown,
    operating_obligations,
    tolerances_of,
    without_operating_point,
)
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.verification.crn_view import ComparisonNotion, Notion
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
    design = read_design(path)
    if budget_s is not None:
        design = changed(design, dsd=changed(design.dsd, verify_budget_s=budget_s))
    study = LearnerStudy(design, Graph(store, watcher), RunOptions(scheme=scheme))
    crn, network = study.crn, study.enumerated
    if notion is not Notion.BISIMULATION:
        return prove_whole(crn, network, notion, design.dsd.verify_budget_s)
    proof = study.proof
    if not network.complete:
        return proof
    try:
        operated = study.operated
    except KineticsError as problem:
        more = without_operating_point(problem)
    else:
        if seeds:
            learning = learn(design, store, watcher, LearnOptions(seeds, DSD, study.scheme.name))
            shown = seeds_report(learning).obligations
            more = (*operating_obligations(operated, tolerances_of(design)), *shown)
        else:
            more = _as_written(study)
    return SystemProof(proof.report.extended(more), proof.certificate)


def _as_written(study: LearnerStudy) -> tuple[Obligation, ...]:
    """The obligations of a run with the seeds of the design."""
    try:
        return study.obligations
    except (EnumerationError, SimulationError) as problem:
        found = operating_obligations(study.operated, tolerances_of(study.design))
        return (*found, *condensation_unknown(f"{problem.where}: {problem.what}"))


def design_network(
    path: Path, scheme: str | None, store: ArtefactStore, watcher: Watcher
) -> tuple[FormalCrn, ReactionNetwork]:
    """The formal and the enumerated network of a learner, that a certificate should be about.

    Parameters
    ----------
    scheme: to use instead of the design's.

    Raises
    ------
    NcrnError: the first stage that refuses its input.
    """
    study = LearnerStudy.of(path, Graph(store, watcher), RunOptions(scheme=scheme))
    return study.crn, study.enumerated
