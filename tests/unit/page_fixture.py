"""One page of every kind, made from small systems in a few seconds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev
from tempfile import TemporaryDirectory

from comparison_fixture import cell
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

from ncrn_dsd.comparison.measures import DEFAULT_WEIGHTS
from ncrn_dsd.drawing.dynamics_page import dynamics_page
from ncrn_dsd.drawing.index_page import Unreadable
from ncrn_dsd.drawing.lab_page import lab_page
from ncrn_dsd.drawing.learning_page import learning_page
from ncrn_dsd.drawing.report import render_report
from ncrn_dsd.drawing.robustness_page import (
    DrawnKind,
    DrawnOutcome,
    RobustnessPage,
    robustness_page,
)
from ncrn_dsd.drawing.scheme_sheet import scheme_page
from ncrn_dsd.drawing.sensitivity_page import (
    DrawnEnd,
    DrawnQuantity,
    SensitivityPage,
    sensitivity_page,
)
from ncrn_dsd.drawing.sweep_page import DrawnPoint, SweepPage, sweep_page
from ncrn_dsd.handoff.checks.run import check_plan
from ncrn_dsd.ir.bench import CheckResult, PredictedCurve
from ncrn_dsd.ir.comparison import Comparison, Standing
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.ir.dynamics import Deviation, DynamicsDesign, DynamicsRun, Trajectory
from ncrn_dsd.ir.kinetics import RealisedRate
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.network import WHOLE_SYSTEM, Kinetics, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.pipeline.compare_outputs import STEM, write_comparison
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


def _integrated() -> Trajectory:
    a, b, c = 2.0, 3.0, 0.0
    rows = []
    for _ in range(STEPS + 1):
        rows.append((a, b, c))
        first, second = a * b * STEP_TAU, c * STEP_TAU
        a, b, c = a - first + second, b - first, c + first - second
    times = tuple(i * STEP_TAU for i in range(STEPS + 1))
    return Trajectory("abstract", ("A", "B", "C"), times, tuple(rows), 1e-9, 1e-12)


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
        check_plan(examined()) if results is None else results,
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
        changed = {**summary, "design": name, "dsd": {**summary["dsd"], "validation_mse": mse}}
        record = kind.record.model_validate(changed)
        values = tuple(told.read(record) for told in kind.told)
        entries.append(Entry(kind.name, f"{name}/summary.json", f"{name}/report.html", values))
    foreign = Unreadable("other/summary.json", "schema: Field required")
    return render_index(RunIndex(tuple(entries), (foreign,)))


def robustness_content() -> RobustnessPage:
    """Three kinds of errors: harmless, harmful with a runaway, and one whose only draw stopped."""
    losses = {"reads": (0.05, 0.055, 0.06), "rates": (0.04, 0.4, 90.0), "overlap": (None,)}
    return RobustnessPage(
        title="Which of two is larger",
        kinds=tuple(_kind_of_errors(name, values) for name, values in losses.items()),
        ideal_loss=0.05,
        ideal_accuracy=0.98,
        untrained_loss=1.2,
        runaway_above=12.0,
        loss_max=None,
        accuracy_min=0.9,
        left_out=("doses: nothing is dosed",),
        provenance=(("Design", "larger"),),
    )


def _kind_of_errors(name: str, losses: tuple[float | None, ...]) -> DrawnKind:
    known = [v for v in losses if v is not None]
    return DrawnKind(
        name=name,
        definition=f"every value of the {name} is off",
        loss_mean=fmean(known) if known else None,
        loss_sd=stdev(known) if known else None,
        loss_worst=max(known, default=None),
        accuracy_mean=0.9 if known else None,
        accuracy_worst=0.8 if known else None,
        stopped=len(losses) - len(known),
        runaway=sum(v > 12.0 for v in known),
        worse_than_untrained=sum(v > 1.2 for v in known),
        draws=tuple(
            DrawnOutcome(
                number=i,
                seed=10**14 + i,
                loss=v,
                accuracy=None if v is None else 1 - min(v, 1.0),
                failure="the step size vanished" if v is None else None,
                kept=v is not None and v <= 0.1,
            )
            for i, v in enumerate(losses, start=1)
        ),
    )


def robustness_html() -> str:
    return robustness_page(robustness_content())


def sensitivity_html() -> str:
    """A harmless dose, a harmful rate, and one whose lower end stopped."""

    def end(factor: float, loss: float | None) -> DrawnEnd:
        failure = "the step size vanished" if loss is None else None
        return DrawnEnd(factor, loss, 0.9, failure, kept=loss is not None and loss < 0.2)

    quantities = (
        DrawnQuantity("rate", "E_p + Drain -> Drain", end(0.5, None), end(2.0, 40.0), None),
        DrawnQuantity("rate", "X + E_p -> X + E_p + W_m", end(0.5, 0.3), end(2.0, 9.0), 2.4),
        DrawnQuantity("dose", "X", end(0.8, 0.11), end(1.2, 0.12), 0.2),
    )
    provenance = (("Design", "larger"),)
    return sensitivity_page(
        SensitivityPage("Which is larger", quantities, 0.1, 0.2, None, provenance)
    )


def sweep_html() -> str:
    """Two keys in a plane; one combination has no loss."""
    means = (0.1, 0.4, None, 7.0)
    values = (("0.01", "0.1 /u/tau"), ("0.01", "1 /u/tau"), ("9", "0.1 /u/tau"), ("9", "1 /u/tau"))
    points = tuple(
        DrawnPoint(
            v,
            () if m is None else (m, m),
            m,
            0.0 if m else None,
            m,
            None,
            2 * (m is None),
            2 * (m == 0.1),
        )
        for v, m in zip(values, means, strict=True)
    )
    return sweep_page(
        SweepPage(
            title="Which is larger",
            keys=("learner.learning_rate", "learner.rates.cancel"),
            values=(("0.01", "9"), ("0.1 /u/tau", "1 /u/tau")),
            points=points,
            best=points[0],
            seeds=2,
            provenance=(("Design", "larger"),),
        )
    )


def comparison() -> Comparison:
    """Three schemes on one design: two that carry it, and one that was cut off."""
    return Comparison(
        (
            cell("srinivas2015", loss=0.2, nucleotides_nt=1200.0, hours_per_sample_h=2.0),
            cell("qian2011_3D", loss=3.1, nucleotides_nt=900.0, hours_per_sample_h=12.0),
            cell("soloveichik2010", Standing.UNDECIDED, strands=52.0),
        ),
        (("seed", "1"),),
    )


def comparison_html() -> str:
    with TemporaryDirectory() as folder:
        write_comparison(comparison(), DEFAULT_WEIGHTS, Path(folder))
        return (Path(folder) / f"{STEM}.html").read_text(encoding="utf-8")


PAGES: dict[str, Callable[[], str]] = {
    "report": report_html,
    "dynamics": dynamics_html,
    "learning": learning_html,
    "lab": lab_html,
    "scheme": scheme_html,
    "index": index_html,
    "comparison": comparison_html,
    "robustness": robustness_html,
    "sensitivity": sensitivity_html,
    "sweep": sweep_html,
}
