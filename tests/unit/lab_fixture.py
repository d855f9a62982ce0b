"""A small system with everything that a laboratory package is planned from.

The gates are those of `dsd_fixtures`; the operating point is written down instead of calculated,
and the network has no reactions, since planning needs none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.feasibility.judge import feasibility
from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import check_files, errors
from ncrn_dsd.handoff.contents import Contents, package_files, with_manifest
from ncrn_dsd.handoff.orders.order_files import Purchase
from ncrn_dsd.handoff.orders.reuse import decide
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.handoff.plan import Planned, plan_bench
from ncrn_dsd.ir.bench import CheckResult, Condition, ProtocolPart, Transfer
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation
from ncrn_dsd.ir.lab import SequenceAssignment
from ncrn_dsd.ir.lab_design import LabDesign, LabRun
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.lab_quality import QualityMeasure, QualityReport
from ncrn_dsd.ir.network import WHOLE_SYSTEM, ReactionNetwork
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    Read,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Wait,
)
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.rates import RateChoice
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences

UNIT_M = 2e-8
SETTINGS = LabSettings(fewest_on_plate=1)
"""So that the small system has a plate to look at."""
GOOD_MEASURES = (
    QualityMeasure("gap", 8.0, "kcal/mol", "high", "test", 2.0, 100.0),
    QualityMeasure("dG range", 0.5, "kcal/mol", "low", "test", 2.0, 100.0),
    QualityMeasure("invasion margin", 6.0, "kcal/mol", "high", "test"),
    QualityMeasure("K apart", 1.2, "times", "low", "test"),
    QualityMeasure("rails apart", 1.05, "times", "low", "test"),
)
GOOD_QUALITY = QualityReport(GOOD_MEASURES, (), (), (), (), ())


@cache
def lab_design() -> LabDesign:
    """A + B -> C and C -> A: five gates, two doses after the first mix, three reads."""
    crn = crn_of("A + B -> C", "C -> A")
    system = soloveichik2010(crn)
    package = build_package(system, sequences_of(system))
    return LabDesign(
        name="small",
        title="Small system",
        digest="0" * 64,
        crn=crn,
        system=system,
        network=ReactionNetwork((), (), True, None, WHOLE_SYSTEM),
        simulated_network=ReactionNetwork((), (), True, None, WHOLE_SYSTEM),
        realisation=realisation_of(system),
        runs=(LabRun("SAMPLE", "small", schedule_of(system)),),
        read=("A", "C"),
        package=package,
        verdict="PROVED",
        rates_from=RateChoice().source,
        toehold_reasons=("toeholds of 5 nt: those of the scheme soloveichik2010",),
    )


def sequences_of(system: DsdSystem) -> SequenceAssignment:
    return design_sequences(system, SequenceSpec(seed=1, alphabet="ACT", max_shared_run=6))


def realisation_of(system: DsdSystem) -> Realisation:
    return Realisation(
        concentration_unit_M=UNIT_M,
        time_unit_s=600.0,
        rates=(),
        fuels=tuple(FuelLevel(f.name, 1e-6, 0.0, 9e-7) for f in system.fuels),
        free=tuple(FreeFraction(s.species, 0.9) for s in system.signals),
        refill_every=0,
        speed_limit="none",
        concentration_limit="none",
    )


def schedule_of(system: DsdSystem) -> Schedule:
    fuels = Dose(tuple(Content(f.name, 1e-6) for f in system.fuels))

    def sample(label: str, a_u: float, b_u: float) -> Segment:
        actions = (
            Dose((Content("A", a_u * UNIT_M),)),
            Dose((Content("B", b_u * UNIT_M),)),
            Wait(3600.0),
            Read(("A", "C"), "after"),
        )
        return Segment(SegmentKind.SAMPLE, label, actions)

    setup = Segment(SegmentKind.SETUP, "setup", (fuels, Dose((Content("A", UNIT_M),)), Wait(600.0)))
    segments = (setup, sample("one", 1.0, 0.5), sample("two", 0.3, 2.0))
    return Schedule(segments, ScheduleUnits.SI)


@cache
def feasible() -> Feasibility:
    """The verdict on the small system, with a pool of a hundred toeholds."""
    design = lab_design()
    return feasibility(
        design.system,
        SequenceSpec(seed=1, alphabet="ACT", max_shared_run=6),
        {5: 100},
        design.realisation,
        reported=design.read,
    )


@cache
def planned() -> Planned:
    return plan_bench(lab_design(), SETTINGS)


def protocol_of(script: bytes) -> dict[str, Any]:
    """The names that a protocol of ours defines; nothing is carried out by that."""
    scope: dict[str, Any] = {}
    exec(script.decode(), scope)  # noqa: S102 - our own protocol
    return scope


def contents(made: Planned | None = None, **other: Any) -> Contents:
    """What the files of the package are made from when all is well, but for what is given."""
    made = made or planned()
    values: dict[str, Any] = {
        "design": lab_design(),
        "planned": made,
        "purchase": Purchase(made.package, decide(made.package.strands, {})),
        "outcome": replay(made.plan),
        "settings": SETTINGS,
        "quality": GOOD_QUALITY,
        "feasibility": feasible(),
        "curves": (),
        "resimulated": (Resimulation("vessel1", 0.01, "read"),),
    }
    return Contents(**(values | other))


def files_of(made: Planned | None = None, **other: Any) -> dict[str, bytes]:
    """The package of a plan, without page, readme, checks and manifest."""
    return package_files(contents(made, **other))


def results_of(files: Mapping[str, bytes]) -> dict[str, CheckResult]:
    """What all checks say of files, whose hashes are those of the manifest, by id."""
    return {r.id: r for r in check_files(with_manifest(contents(), files))}


def failing(made: Planned | None = None, **other: Any) -> set[str]:
    """Errors of the package of a plan."""
    return {r.id for r in errors(tuple(results_of(files_of(made, **other)).values()))}


def with_transfers(transfers: tuple[Transfer, ...]) -> Planned:
    """The same plan with other transfers."""
    made = planned()
    return replace(made, plan=replace(made.plan, transfers=transfers))


def without_wells(condition: Condition) -> Planned:
    """The same plan without the wells of a condition, and without what fills them."""
    made = planned()
    dropped = {w.place for w in made.plan.wells if w.condition is condition}
    plan = replace(
        made.plan,
        wells=tuple(w for w in made.plan.wells if w.place not in dropped),
        transfers=tuple(t for t in made.plan.transfers if t.target not in dropped),
    )
    return replace(made, plan=plan)


def first_mix(condition: Condition) -> Transfer:
    """The first component that goes into a well of a condition."""
    plan = planned().plan
    place = next(w.place for w in plan.wells if w.condition is condition)
    return next(t for t in plan.transfers if t.target == place and t.work is ProtocolPart.ASSEMBLE)
