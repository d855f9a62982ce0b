"""One page of every kind, made from small systems in a few seconds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

from comparison_fixture import cell, compared
from dsd_fixtures import crn_of, soloveichik2010
from lab_fixture import (
    GOOD_QUALITY,
    UNIT_M,
    feasible,
    files_of,
    lab_design,
    planned,
    realisation_of,
    results_of,
)
from learning_fixture import content, learned, trained
from run_fixture import small_design, small_run

from ncrn_dsd.drawing.comparison_page import comparison_page
from ncrn_dsd.drawing.dynamics_page import dynamics_page
from ncrn_dsd.drawing.index_page import Unreadable
from ncrn_dsd.drawing.lab_page import lab_page
from ncrn_dsd.drawing.learning_page import learning_page
from ncrn_dsd.drawing.report import render_report
from ncrn_dsd.drawing.robustness_page import robustness_page
from ncrn_dsd.drawing.scheme_sheet import scheme_page
from ncrn_dsd.drawing.sensitivity_page import sensitivity_page
from ncrn_dsd.drawing.survival_page import survival_page
from ncrn_dsd.drawing.sweep_page import sweep_page
from ncrn_dsd.ir.bench import CheckResult, PredictedCurve
from ncrn_dsd.ir.comparison import Comparison, Standing
from ncrn_dsd.ir.dynamics import Deviation, DynamicsRun, FormalTrajectory
from ncrn_dsd.ir.kinetics import RealisedRate
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.network import WHOLE_SYSTEM, Kinetics, ReactionNetwork
from ncrn_dsd.ir.outcome import Outcome, OutcomeBounds
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind, Robustness
from ncrn_dsd.ir.sensitivity import End, Sensitivity, VariedQuantity
from ncrn_dsd.ir.survival import Blame, Survival, SurvivalMeasure, TubeCase, TubeOutcome
from ncrn_dsd.ir.sweep import Axis, SeedOutcome, Sweep, SweepPoint
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.model.design import Source
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.model.dynamics import AgreementSpec, DynamicsDesign, LookSpec, NetworkSpec
from ncrn_dsd.model.expect import LearningBounds, SurvivesSpec
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.pipeline.index import IndexEntry, RunIndex, render_index, values_of
from ncrn_dsd.pipeline.index_kinds import KINDS
from ncrn_dsd.pipeline.scheme_sheet import scheme_sheet
from ncrn_dsd.pipeline.summary import summarise
from ncrn_dsd.translation.scheme import load_scheme

STEPS, STEP_TAU = 200, 0.05


def report_html() -> str:
    return render_report(run_that_asks(small_run(), at_least=1))


def learning_html() -> str:
    away = trained("dsd", failure="the error ran away to 9")
    return learning_page(content(learned((trained(), trained("dsd")), (trained(last=0.2), away))))


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
            schema_=1,
            kind="dynamics",
            name="small",
            title="A small oscillator",
            network=NetworkSpec(reactions="", initial={"A": 2.0, "B": 3.0}, crn=crn),
            look=LookSpec(duration=STEPS * STEP_TAU, refills=0, points=STEPS, show=("A", "B", "C")),
            dsd=small_design("").dsd,
            expect=AgreementSpec(deviation_max=0.05),
        ).read_from(Source("small/design.toml", "5f" * 32)),
        system=system,
        network=ReactionNetwork((), (), True, None, WHOLE_SYSTEM),
        kinetics=Kinetics.CONDENSED,
        simulated_network=ReactionNetwork((), (), True, None, WHOLE_SYSTEM),
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


def _integrated() -> FormalTrajectory:
    a, b, c = 2.0, 3.0, 0.0
    rows = []
    for _ in range(STEPS + 1):
        rows.append((a, b, c))
        first, second = a * b * STEP_TAU, c * STEP_TAU
        a, b, c = a - first + second, b - first, c + first - second
    times = tuple(i * STEP_TAU for i in range(STEPS + 1))
    return FormalTrajectory("abstract", ("A", "B", "C"), times, tuple(rows), 1e-9, 1e-12)


def dynamics_html() -> str:
    return dynamics_page(dynamics_run())


def lab_html(
    results: tuple[CheckResult, ...] | None = None, feasibility: Feasibility | None = None
) -> str:
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
        tuple(results_of(files_of()).values()) if results is None else results,
        GOOD_QUALITY,
        feasibility or feasible(),
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
        found = replace(summary, design=name, dsd=replace(summary.dsd, validation_mse=mse))
        values = values_of(kind, found)
        entries.append(IndexEntry(kind.name, f"{name}/summary.json", f"{name}/report.html", values))
    foreign = Unreadable("other/summary.json", "schema: Field required")
    return render_index(RunIndex(tuple(entries), (foreign,)))


BOUNDS = OutcomeBounds(Outcome(0.05, 0.98), untrained_loss=1.2, loss_max=None, accuracy_min=0.9)


def robustness_found() -> Robustness:
    """Three kinds of errors: harmless, harmful with a runaway, and one whose only draw stopped."""
    losses = {"reads": (0.05, 0.055, 0.06), "rates": (0.04, 0.4, 90.0), "overlap": (None,)}
    return Robustness(
        design="larger",
        title="Which of two is larger",
        design_sha256="0" * 64,
        level="abstract",
        seed=3,
        draws_per_kind=3,
        full_scale=1.5,
        bounds=BOUNDS,
        kinds=tuple(_errors_of_kind(name, values) for name, values in losses.items()),
        left_out=("doses: nothing is dosed",),
    )


def _errors_of_kind(name: str, losses: tuple[float | None, ...]) -> ErrorsOfKind:
    def outcome(loss: float | None) -> Outcome:
        if loss is None:
            return Outcome(None, None, failure="the step size vanished")
        return Outcome(loss, 0.95 if loss < 0.1 else 0.8)

    draws = tuple(
        Draw.of(name, i, 100 + i, outcome(loss), BOUNDS) for i, loss in enumerate(losses, start=1)
    )
    definition = f"every value of the {name} is off"
    return ErrorsOfKind(name, definition, FormalDisturbance(rate_error_factor=2.0), draws)


def robustness_html() -> str:
    return robustness_page(robustness_found())


def survival_found() -> Survival:
    """A column that some draws survive, the same without a part of it, and a disturbance alone."""

    def case(name: str, *accuracies: float | None, **more: Any) -> TubeCase:
        draws = tuple(
            TubeOutcome(
                i,
                100 + i,
                Outcome(0.1, a, failure="read empty" if a is None else None),
                a,
                a is not None and a >= 0.9,
                None if a is None else 4000.0 + i,
            )
            for i, a in enumerate(accuracies, start=1)
        )
        words = f"what {name} is"
        return TubeCase(name, words, True, name == "working", draws, **more)

    blame = (Blame("stock", "W0 + F0 -> W0 + F0 + Zp, fuel 2", 0.86, 0.09),)
    measure = SurvivalMeasure("balanced accuracy", Reference(200, 1.0, 1.0), None, 0.9)
    return Survival(
        design="larger",
        title="Which of two is larger",
        design_sha256="0" * 64,
        level="dsd",
        seed=3,
        measure=measure,
        undisturbed=0.96,
        held_out=200,
        vessel_uL=4800.0,
        upkeep=Upkeep(),
        cases=(
            case("K=1.6", 0.95, 0.93, 0.91),
            case("working", 0.93, 0.81, None, blame=blame, tried=40),
            case("working without stock", 0.94, 0.92, 0.9, whole="working"),
        ),
        notes=("Burst: a gate that has let go what it holds is no longer there.",),
    )


def run_that_asks(run: DesignRun, at_least: int) -> DesignRun:
    """The run of a design with [expect.survives], and the draws of its column: 1 of 3 is kept."""
    found = survival_found()
    expect = changed(run.design.expect, survives=SurvivesSpec(at_least=at_least))
    tubes = replace(found, cases=tuple(c for c in found.cases if c.is_column))
    return replace(run, design=changed(run.design, expect=expect), tubes=tubes)


def survival_html() -> str:
    return survival_page(survival_found())


def sensitivity_html() -> str:
    """A harmless dose, a harmful rate, and one whose lower end stopped."""

    def end(factor: float, loss: float | None) -> End:
        failure = "the step size vanished" if loss is None else None
        outcome = Outcome(loss, 0.9, failure=failure)
        return End(factor, outcome, met=loss is not None and loss < 0.2)

    quantities = (
        VariedQuantity("E_p + Drain -> Drain", "rate", end(0.5, None), end(2.0, 40.0)),
        VariedQuantity("X + E_p -> X + E_p + W_m", "rate", end(0.5, 0.3), end(2.0, 9.0)),
        VariedQuantity("X", "dose", end(0.8, 0.11), end(1.2, 0.12)),
    )
    return sensitivity_page(
        Sensitivity(
            design="larger",
            title="Which is larger",
            design_sha256="0" * 64,
            level="abstract",
            rate_factor=2.0,
            dose_change=0.2,
            bounds=BOUNDS,
            quantities=quantities,
        )
    )


def sweep_html() -> str:
    """Two keys in a plane; one combination has no loss."""
    axes = (
        Axis("learner.learning_rate", (0.01, 9)),
        Axis("learner.rates.cancel", ("0.1 /u/tau", "1 /u/tau")),
    )
    losses = (0.1, 0.4, None, 7.0)
    values = product(*(axis.values for axis in axes))

    def seed(number: int, loss: float | None) -> SeedOutcome:
        failure = "the error ran away to 90" if loss is None else None
        return SeedOutcome(number, Outcome(loss, None, failure=failure), met=loss == 0.1)

    points = tuple(
        SweepPoint(
            dict(zip((axis.key for axis in axes), combination, strict=True)),
            (seed(1, loss), seed(2, loss)),
        )
        for combination, loss in zip(values, losses, strict=True)
    )
    return sweep_page(
        Sweep(
            design="larger",
            title="Which is larger",
            design_sha256="0" * 64,
            level="abstract",
            expected=LearningBounds(),
            seeds=(1, 2),
            axes=axes,
            points=points,
        )
    )


def comparison() -> Comparison:
    """Three schemes on one design: two that carry it, and one that was cut off."""
    return compared(
        cell("srinivas2015", loss=0.2, nucleotides_nt=1200, hours_per_sample_h=2.0),
        cell("qian2011_3D", loss=3.1, nucleotides_nt=900, hours_per_sample_h=12.0),
        cell("soloveichik2010", Standing.UNDECIDED, strands=52),
        options=(("seed", "1"),),
    )


def comparison_html() -> str:
    return comparison_page(comparison())


PAGES: dict[str, Callable[[], str]] = {
    "report": report_html,
    "dynamics": dynamics_html,
    "learning": learning_html,
    "lab": lab_html,
    "scheme": scheme_html,
    "index": index_html,
    "comparison": comparison_html,
    "robustness": robustness_html,
    "survival": survival_html,
    "sensitivity": sensitivity_html,
    "sweep": sweep_html,
}
