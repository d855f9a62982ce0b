"""One page of every kind, made from small systems in a few seconds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from dsd_fixtures import crn_of, soloveichik2010
from lab_fixture import (
    GOOD_QUALITY,
    UNIT_M,
    examined,
    feasible,
    lab_design,
    planned,
    realisation_of,
)
from learning_fixture import content, training
from run_fixture import small_run

from ncrn_dsd.drawing.dynamics_page import dynamics_page
from ncrn_dsd.drawing.index_page import Unreadable
from ncrn_dsd.drawing.lab_page import lab_page
from ncrn_dsd.drawing.learning_page import learning_page
from ncrn_dsd.drawing.report import render_report
from ncrn_dsd.drawing.scheme_sheet import scheme_page
from ncrn_dsd.handoff.checks.run import check_plan
from ncrn_dsd.ir.bench import PredictedCurve
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.ir.dynamics import Deviation, DynamicsDesign, DynamicsRun, Trajectory
from ncrn_dsd.ir.kinetics import RealisedRate
from ncrn_dsd.ir.network import WHOLE_SYSTEM, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.pipeline.index import Entry, RunIndex, render_index
from ncrn_dsd.pipeline.index_kinds import KINDS
from ncrn_dsd.pipeline.scheme_sheet import scheme_sheet
from ncrn_dsd.pipeline.summary import summarise
from ncrn_dsd.translation.scheme import load_scheme

STEPS, STEP_TAU = 200, 0.05


def report_html() -> str:
    return render_report(small_run())


def learning_html() -> str:
    level = content().levels[0]
    dsd = replace(
        level,
        level="dsd",
        trainings=(training("dsd"),),
        first=training("dsd"),
        regions=None,
        failures=(("2", "the error ran away to 9"),),
        kept=1,
    )
    return learning_page(content(levels=(level, dsd)))


def dynamics_run() -> DynamicsRun:
    """A + B -> C and C -> A, integrated here; the strands follow one per cent too low."""
    crn = crn_of("A + B -> C", "C -> A")
    system = soloveichik2010(crn)
    formal = _integrated()
    rates = tuple(
        RealisedRate(i, str(r), r.rate, 1e4 * (1 + i), 0.2, 1e4 * (1 + i), error, "g1 (+1.00)")
        for i, (r, error) in enumerate(zip(crn.reactions, (-0.002, math.nan), strict=True))
    )
    return DynamicsRun(
        design=DynamicsDesign(
            name="small",
            title="A small oscillator",
            path="small/design.toml",
            digest="5f" * 32,
            crn=crn,
            initial_u=(("A", 2.0), ("B", 3.0)),
            duration_tau=STEPS * STEP_TAU,
            refills=0,
            points=STEPS,
            shown=("A", "B", "C"),
            dsd=DsdSpec("soloveichik2010", 1e-5, 0.3, 0.1, 10, 10_000, 50_000, 60.0),
            deviation_max=0.05,
        ),
        system=system,
        network=ReactionNetwork((), (), True, None, WHOLE_SYSTEM),
        verification=VerificationReport(
            tuple(
                Obligation("CRN bisimulation", m.name, Verdict.PROVED, "an interpretation exists")
                for m in system.modules
            ),
            ("fuels are in large excess and stay nearly constant",),
        ),
        realisation=replace(realisation_of(system), rates=rates),
        abstract=formal,
        dsd=replace(
            formal,
            level="dsd",
            values_u=tuple(tuple(0.99 * v for v in row) for row in formal.values_u),
        ),
        deviation=Deviation(0.01, "B", 0.0, 0.006),
        not_shown=("Leak: no reaction between fuels without a toehold is simulated.",),
        certificate=None,
    )


def _integrated() -> Trajectory:
    a, b, c = 2.0, 3.0, 0.0
    rows = []
    for _ in range(STEPS + 1):
        rows.append((a, b, c))
        first, second = a * b * STEP_TAU, c * STEP_TAU
        a, b, c = a - first + second, b - first, c + first - second
    times = tuple(i * STEP_TAU for i in range(STEPS + 1))
    return Trajectory("abstract", ("A", "B", "C"), times, tuple(rows))


def dynamics_html() -> str:
    return dynamics_page(dynamics_run())


def lab_html() -> str:
    made = planned()
    dye = {r.name: r.dye for r in made.plan.reporters}
    times = tuple(60.0 * i for i in range(61))
    curves = tuple(
        PredictedCurve(
            well.place,
            dye[reporter],
            times,
            tuple(1e9 * UNIT_M * (1 - math.exp(-t / 900.0)) for t in times),
        )
        for well in made.plan.wells
        for reporter in well.reporters
    )
    return lab_page(
        lab_design(),
        made.package,
        made.plan,
        curves,
        check_plan(examined()),
        GOOD_QUALITY,
        feasible(),
        forced=False,
    )


def scheme_html() -> str:
    return scheme_page(scheme_sheet(load_scheme("soloveichik2010")))


def index_html() -> str:
    """Three runs: one undisturbed, one that ran away, and one without a loss at the DSD level."""
    kind = next(k for k in KINDS if k.name == "designs")
    summary = summarise(small_run())
    entries = []
    for name, mse in (("first", 0.12), ("second", 4.5e7), ("third", None), ("fourth", math.nan)):
        changed = {**summary, "design": name, "dsd": {**summary["dsd"], "validation_mse": mse}}
        record = kind.record.model_validate(changed)
        values = tuple(told.read(record) for told in kind.told)
        entries.append(Entry(kind.name, f"{name}/summary.json", f"{name}/report.html", values))
    foreign = Unreadable("other/summary.json", "schema: Field required")
    return render_index(RunIndex(tuple(entries), (foreign,)))


PAGES: dict[str, Callable[[], str]] = {
    "report": report_html,
    "dynamics": dynamics_html,
    "learning": learning_html,
    "lab": lab_html,
    "scheme": scheme_html,
    "index": index_html,
}
