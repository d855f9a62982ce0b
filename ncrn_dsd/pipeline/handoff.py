"""From a design to a laboratory package, or to the reasons why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ncrn_dsd.drawing.lab_page import lab_drawings, lab_page
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.feasibility.reporters import with_reporters
from ncrn_dsd.formats.design_toml import is_dynamics, read_dynamics
from ncrn_dsd.formats.network_file import read_network
from ncrn_dsd.formats.text_file import read_bytes_of
from ncrn_dsd.formats.whole_file import resolved, write_bytes
from ncrn_dsd.handoff.analysis.measured import (
    measured_curves,
    measured_files,
    read_measured,
)
from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.handoff.checks.actual_schedule import actual_schedule
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import CHECKS_JSON, check_files, checks_json, errors
from ncrn_dsd.handoff.contents import Contents, package_files, with_manifest, with_readme
from ncrn_dsd.handoff.folder import fill_folder, zipped
from ncrn_dsd.handoff.orders.order_files import Purchase, choose_strands
from ncrn_dsd.handoff.written import MANIFEST
from ncrn_dsd.ir.bench import BenchPlan, CheckResult, PredictedCurve
from ncrn_dsd.ir.gate_rates import measures_of_gates, spreads_of_gates
from ncrn_dsd.ir.lab import StrandOrder
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.kinetics.schedule import scaled_segment
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.handoff_calibration import calibration_files
from ncrn_dsd.pipeline.handoff_inputs import dynamics_inputs, learner_inputs
from ncrn_dsd.pipeline.handoff_options import Handoff, HandoffOptions
from ncrn_dsd.pipeline.handoff_order import check_tables, order
from ncrn_dsd.pipeline.handoff_predictions import chemistry_of, predict_wells, resimulate
from ncrn_dsd.pipeline.handoff_rebuilt import reactions_that_differ
from ncrn_dsd.pipeline.handoff_subsystem import (
    learning_of_whole,
    subsystem_design,
    survival_of_whole,
)
from ncrn_dsd.pipeline.network_design import is_network, write_network_design
from ncrn_dsd.pipeline.on_one_line import on_one_line
from ncrn_dsd.pipeline.outputs import write_folder
from ncrn_dsd.pipeline.survival import with_survival
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.compiled import CompiledStudy
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.feasibility import refuse_what_cannot_be_built
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.stages.bench import feasibility_of_lab
from ncrn_dsd.study.stages.quality import measure_quality
from ncrn_dsd.study.stages.rate import rate_gates
from ncrn_dsd.study.store import ArtefactStore

PAGE = "report.html"


def make_handoff(
    path: Path, store: ArtefactStore, watcher: Watcher, options: HandoffOptions
) -> Handoff:
    """Run the design, plan the bench, check everything and make all files.

    A formal network that is no design yet becomes one beside the results of the stages.

    Raises
    ------
    HandoffError: H020, the system cannot be built and nothing was forced.
    NcrnError: the first stage that refuses its input.
    """
    check_tables(options)
    learning, survival = None, None
    graph = Graph(store, watcher)
    if is_network(path):
        network = read_network(path)
        path = write_network_design(network, path, options.network, options.scheme, graph)
    if options.subsystem is not None and not is_dynamics(path):
        learning = learning_of_whole(path, options.scheme)
        survival = survival_of_whole(path, options.scheme)
        path = subsystem_design(path, options.scheme, options.subsystem, store.root)
    if not options.force:
        refuse_what_cannot_be_built(path, options.scheme)
    source = read_bytes_of(_design_file(path))
    study: DynamicsStudy | LearnerStudy
    if is_dynamics(path):
        dynamics, settings = read_dynamics(path), options.settings
        conditions = None if settings is None else settings.conditions
        study = DynamicsStudy(dynamics, graph, options.scheme, conditions=conditions)
        design = dynamics_inputs(study.result, study.package, study.rates)
        known = replace(design, learning=learning, survival=survival)
        return hand_over(known, study, options, source)
    conditions = None if options.settings is None else options.settings.conditions
    chosen = RunOptions(scheme=options.scheme, conditions=conditions)
    study = LearnerStudy.of(path, graph, chosen)
    digest = hashlib.sha256(source).hexdigest()
    run = with_survival(study.result, study, LocalProcesses())
    design = learner_inputs(run, digest, options.samples, study.rates)
    return hand_over(design, study, options, source)


def hand_over(
    design: LabDesign,
    study: DynamicsStudy | LearnerStudy,
    options: HandoffOptions,
    source: bytes | None = None,
) -> Handoff:
    """Plan a system that was simulated, make its files, and check them by what they say.

    Parameters
    ----------
    study: that the design is from; a learner whose whole training is handed over is trained with
        real volumes too.
    source: the design file, to go into the package.

    Raises
    ------
    HandoffError: the design, its schedule or a given table do not fit together.
    """
    watcher = study.graph.watcher
    settings = options.settings_for(study)
    ordered = order(design, options, settings)
    planned, outcome = ordered.planned, replay(ordered.planned.plan)
    resimulated, courses = resimulate(design, planned.plan, outcome, watcher.stage("volumes"))
    if isinstance(study, LearnerStudy) and options.samples is None:
        resimulated = _with_training(design, planned.plan, study.result, resimulated)
    report = watcher.stage("wells")
    contents = Contents(
        design=design,
        planned=planned,
        purchase=Purchase(choose_strands(planned.package, ordered.bought), ordered.decisions),
        outcome=outcome,
        settings=settings,
        quality=_quality(study, design, planned.package.strands),
        feasibility=feasibility_of_lab(design, study.sequence_spec),
        curves=predict_wells(design, planned.plan, outcome, courses, settings, report),
        measured_uM=ordered.measured_uM,
        resimulated=resimulated,
        other_reactions=reactions_that_differ(
            design.system, design.network, planned.package, study.enumerate
        ),
    )
    line = on_one_line(contents, study.dsd_spec.refill_tolerance)
    contents = replace(contents, line=line)
    files, again = _all_files(contents), _all_files(contents)
    differing = sorted(n for n in files.keys() | again.keys() if files.get(n) != again.get(n))
    if source is not None:
        files["design/design.toml"] = source
    results = check_files(with_manifest(contents, files, differing))
    blocked = bool(errors(results)) and not options.force
    if not blocked:
        files = with_manifest(contents, _finished(contents, files, results, options), differing)
    return Handoff(
        design=design,
        plan=planned.plan,
        feasibility=contents.feasibility,
        results=results,
        files={} if blocked else files,
        blocked=blocked,
        line=line,
    )


def _all_files(contents: Contents) -> dict[str, bytes]:
    """What checks look at, and the calibration set, which stands for itself."""
    return package_files(contents) | calibration_files(contents.design)


def _quality(
    study: CompiledStudy, design: LabDesign, strands: Iterable[StrandOrder]
) -> QualityReport:
    """Of the sequences, under the names of the order, with the reporters."""
    called = {s.domains: s.name for s in reversed(tuple(strands))}
    system = with_reporters(design.system, design.read)
    sequences = design.package.sequences
    found = study.graph.run(measure_quality, system, sequences, study.sequence_spec, called)
    choice = study.rates.from_nucleotides
    gates = study.graph.run(rate_gates, design.crn, design.system, sequences, choice)
    more = measures_of_gates(spreads_of_gates(gates), choice.name)
    return replace(found, measures=(*found.measures, *more))


def _finished(
    contents: Contents,
    files: Mapping[str, bytes],
    results: tuple[CheckResult, ...],
    options: HandoffOptions,
) -> dict[str, bytes]:
    """All files, with the page, the drawings and what the checks found."""
    design, planned = contents.design, contents.planned
    finished = with_readme(contents, files, results)
    measured: tuple[PredictedCurve, ...] = ()
    if options.measured is not None:
        readout = read_measured(options.measured, planned.plan)
        measured = measured_curves(planned.plan, readout)
        finished |= measured_files(planned.plan, readout, measured, contents.curves)
    forced = options.force and bool(errors(results))
    finished[CHECKS_JSON] = checks_json(results, forced=forced)
    page = lab_page(
        design,
        planned.package,
        planned.plan,
        contents.curves,
        results,
        contents.quality,
        contents.feasibility,
        line=contents.line,
        measured=measured,
        forced=forced,
    )
    drawings = lab_drawings(design.system, planned.plan) | {PAGE: page}
    return finished | {name: text.encode() for name, text in drawings.items()}


def refuse_foreign_folder(out: Path) -> None:
    """The folder is replaced as a whole, so it must be new, empty, or a package of ours.

    Raises
    ------
    ArtefactError: A002, A007 or A009, it is something else.
    """
    if out.suffix == ".zip":
        return
    if not resolved(out).name or resolved(out) == Path.cwd():
        raise ArtefactError(
            "A009", str(out), "this folder cannot be replaced", "name a new folder with --out"
        )
    if out.exists() and not out.is_dir():
        raise ArtefactError(
            "A002", str(out), "the output folder is a file", "choose another folder with --out"
        )
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise ArtefactError(
            "A007",
            str(out),
            "the output folder holds files that are no package and would be lost",
            "choose a new folder with --out",
        )


def write_handoff(handoff: Handoff, out: Path) -> None:
    """Write the package as a folder, or as an archive when `out` ends in ``.zip``.

    Raises
    ------
    ArtefactError: it cannot be written.
    """
    if out.suffix == ".zip":
        write_bytes(out, zipped(out.stem, handoff.files))
    else:
        write_folder(out, lambda folder: fill_folder(folder, handoff.files))


def _with_training(
    design: LabDesign,
    plan: BenchPlan,
    run: DesignRun,
    resimulated: tuple[Resimulation, ...],
) -> tuple[Resimulation, ...]:
    """The first vessel's entry with the errors of the learner, trained with real volumes."""
    schedule = actual_schedule(plan, plan.vessels[0], replay(plan))
    probes = [scaled_segment(p, design.realisation) for p in run.program.probes]
    actual = train(run.program, chemistry_of(design), schedule, probes)
    first = replace(
        resimulated[0],
        ideal_error=run.dsd.validation_mse,
        actual_error=actual.validation_mse,
    )
    return (first, *resimulated[1:])


def _design_file(path: Path) -> Path:
    return path / "design.toml" if path.is_dir() else path
