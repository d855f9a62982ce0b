"""Whole learners in several schemes: what is proved of them, and what that costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import KineticsError, NcrnError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.schedule import dsd_schedule
from ncrn_dsd.model.design import Design
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.obligations import (
    Operated,
    operating_obligations,
    tolerances_of,
    without_operating_point,
)
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import prove_system

DESIGNS = ("linear_regression", "learners/xor", "learners/digits")
SCHEMES = ("soloveichik2010", "srinivas2015", "chen2013_2D_JF_var1")
MERGED = ("learners/digits",)
"""Where forms of signals are also taken for one: their histories make the system too large."""

Value = TypeVar("Value")


@dataclass
class Clock:
    """CPU seconds by what they were spent on."""

    spent: dict[str, float] = field(default_factory=dict)

    def run(self, name: str, work: Callable[[], Value]) -> Value:
        start = time.process_time()
        try:
            return work()
        finally:
            self.spent[name] = self.spent.get(name, 0.0) + time.process_time() - start


def learner_rows() -> list[dict[str, Any]]:
    """One row per design and scheme, printed as it comes."""
    rows = []
    for name in DESIGNS:
        design = read_design(Path("designs") / name)
        program = build(design)
        firings = train(
            program, formal_chemistry(program.crn), program.training, program.probes
        ).firings
        for scheme in SCHEMES:
            for merged in (False, True) if name in MERGED else (False,):
                rows.append(_row(design, program, firings, scheme, merged))
                print(_line(rows[-1]), flush=True)
    return rows


def _row(
    design: Design,
    program: LearningProgram,
    firings: tuple[float, ...],
    scheme: str,
    merged: bool,
) -> dict[str, Any]:
    clock = Clock()
    row: dict[str, Any] = {"design": design.name, "scheme": scheme, "merged_histories": merged}
    row["formal_reactions"] = len(program.crn.reactions)
    try:
        loaded = load_scheme(scheme)
        system = translate(program.crn, loaded)
        study = LearnerStudy(design, Graph.in_folder(Path("build/.artefacts")), scheme=loaded)
        options = replace(study.scheme_limits, merge_histories=merged)
        dosed = study.dosed | _inputs(program)
        network = clock.run(
            "enumeration", lambda: enumerate_whole(system, program.crn, dosed, options)
        )
    except NcrnError as problem:
        return row | {"failure": str(problem), "cpu_s": clock.spent}
    obligations = _obligations(clock, design, program, firings, system, network)
    row["implementation_reactions"] = len(network.reactions)
    row["truncated_by"] = network.truncated_by
    row["verdicts"] = {v.value: sum(o.verdict is v for o in obligations) for v in Verdict}
    row["not_proved"] = [
        f"{o.notion}: {o.reason}"
        for o in obligations
        if network.complete and o.verdict is not Verdict.PROVED
    ]
    return row | {"cpu_s": clock.spent}


def _inputs(program: LearningProgram) -> frozenset[str]:
    """Inputs that are zero in all samples are never dosed; the learner has their gates still."""
    return frozenset(s.name for s in program.crn.species if s.role is SpeciesRole.INPUT)


def _obligations(
    clock: Clock,
    design: Design,
    program: LearningProgram,
    firings: tuple[float, ...],
    system: DsdSystem,
    network: ReactionNetwork,
) -> tuple[Obligation, ...]:
    """All obligations but those that need the DSD training: condensation and learning."""
    crn, samples = program.crn, len(program.task.train) * program.epochs
    proof = clock.run("verification", lambda: prove_system(system, crn, network, 60.0))
    if not network.complete:
        return proof.report.obligations
    try:
        point = clock.run(
            "operating point",
            lambda: realise(system, crn, network, design.dsd, firings, samples),
        )
    except KineticsError as problem:
        return (*proof.report.obligations, *without_operating_point(problem))
    schedule = dsd_schedule(program.training, point)
    operated = Operated(program, system, network, proof.certificate, point, schedule, firings)
    more = clock.run("verification", lambda: operating_obligations(operated, tolerances_of(design)))
    return (*proof.report.obligations, *more)


def _line(row: dict[str, Any]) -> str:
    spent = ", ".join(f"{name} {cpu:.2f}" for name, cpu in row["cpu_s"].items())
    forms = " merged" if row["merged_histories"] else ""
    head = f"{row['design']:>18} {row['scheme'] + forms:<22} {row['formal_reactions']:>4} formal"
    if "failure" in row:
        return f"{head}: {row['failure']} ({spent} CPU s)"
    counts = ", ".join(f"{n} {v}" for v, n in row["verdicts"].items() if n)
    cut = f"; cut off: {row['truncated_by'][:90]}" if row["truncated_by"] else ""
    notes = "".join(f"\n{'':>22}{text[:200]}" for text in row["not_proved"])
    size = f"{row['implementation_reactions']:>6} enumerated reactions"
    return f"{head} {size}: {counts} ({spent} CPU s){cut}{notes}"
