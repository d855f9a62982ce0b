"""The page of a laboratory package: verdict, plates, strands and predicted curves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

import ncrn_dsd
from ncrn_dsd.drawing.complex_svg import complex_svg
from ncrn_dsd.drawing.lab_curves import controls_svg, reads_svg
from ncrn_dsd.drawing.lab_plates import legend, plate_drawings
from ncrn_dsd.drawing.lab_quality import finding_table, invasion_table, pair_table, quality_table
from ncrn_dsd.drawing.outcome import BAD, BUILDABLE, OPEN, SURVIVES_TUBE, TAKES
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.svg_canvas import domain_colour
from ncrn_dsd.drawing.table import table_of
from ncrn_dsd.drawing.text import concentration, counted, duration, given
from ncrn_dsd.ir.bench import (
    BenchPlan,
    CheckResult,
    Condition,
    PredictedCurve,
    ProtocolPart,
    Severity,
)
from ncrn_dsd.ir.dsd import Complex, DsdSystem, domain_name
from ncrn_dsd.ir.headings import CHECKS, DIGEST, STRANDS
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import Buildable, Feasibility
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.ir.lab_reporter import reporter_of
from ncrn_dsd.ir.on_one_line import OnOneLine
from ncrn_dsd.ir.survival import NOTHING_LEARNS

_CHECK_COLUMNS = ("id", "outcome", "sentence", "value", "limit")
COMPLEXES_DRAWN = 60
_FOREIGN = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class ComplexDrawing:
    """A complex, drawn."""

    name: str
    svg: str
    kernel: str


@dataclass(frozen=True, slots=True)
class StrandLine:
    """A strand with its nucleotides, coloured by domain."""

    name: str
    role: str
    length_nt: int
    sequence: str


def lab_page(
    design: LabDesign,
    package: LabPackage,
    plan: BenchPlan,
    curves: Sequence[PredictedCurve],
    results: Sequence[CheckResult],
    quality: QualityReport,
    feasibility: Feasibility,
    *,
    line: OnOneLine | None = None,
    measured: Sequence[PredictedCurve] = (),
    forced: bool,
) -> str:
    """The page as text; equal packages give equal text.

    Parameters
    ----------
    line: what the experiment takes.
    measured: curves of the plate reader on the same scale, drawn as marks.
    """
    drawings, complaints = _complexes(design.system, plan), [r for r in results if not r.ok]
    aliquot = next(
        (
            t.volume_uL
            for t in plan.transfers
            if t.work is ProtocolPart.READ and t.component == t.source
        ),
        1.0,
    )
    reads = any(w.condition is Condition.READ for w in plan.wells)
    return (
        page_environment()
        .get_template("lab.html")
        .render(
            title=design.title,
            word=_word(feasibility, complaints, forced=forced),
            tone=_tone(feasibility, complaints, forced=forced),
            first=_first(design, plan, feasibility),
            complaints=[
                f"{r.id} ({r.outcome}): {r.sentence}"
                for r in complaints
                # Whether it survives is among the first answers.
                if design.survival is None or r.sentence != design.survival.sentence
            ],
            # What does not learn is among the complaints.
            learning=known.sentence if (known := design.learning) and known.learns else "",
            sentence=_sentence(results),
            findings=finding_table(feasibility),
            quality=quality_table(quality),
            worst_pairs=pair_table(quality),
            invasions=invasion_table(quality),
            quality_notes=quality.notes,
            facts=(*_facts(design, package, plan), *_taken(line)),
            rates_from=design.rates_from,
            toehold_reasons=design.toehold_reasons,
            checks=table_of("checks", CHECKS.heading, CheckResult, results, keys=_CHECK_COLUMNS),
            plates=plate_drawings(plan),
            legend=legend(plan),
            reads=reads_svg(plan, curves, aliquot, measured) if reads else "",
            controls=controls_svg(plan, curves, measured),
            measured=bool(measured),
            complexes=drawings[:COMPLEXES_DRAWN],
            complexes_left=len(drawings) - COMPLEXES_DRAWN,
            strands=_strands(design.system, package),
        )
    )


def lab_drawings(system: DsdSystem, plan: BenchPlan) -> dict[str, str]:
    """Complexes and plates as SVG files, by their path in the package."""
    files = {
        f"design/drawings/{_FOREIGN.sub('_', d.name)}.svg": f"{d.svg}\n"
        for d in _complexes(system, plan)
    }
    return files | {f"assay/{p.name}.svg": f"{p.svg}\n" for p in plate_drawings(plan)}


def _word(feasibility: Feasibility, complaints: Sequence[CheckResult], *, forced: bool) -> str:
    """Ready only when nothing complains; else how many warnings to read first."""
    verdict = feasibility.verdict.value.capitalize()
    if forced:
        return f"{verdict}; written in spite of errors"
    if complaints:
        warnings = counted(len(complaints), "warning")
        return f"{verdict}; no check found an error, {warnings} to read before ordering"
    if feasibility.verdict is Buildable.FITS:
        return f"{verdict}; ready to order, no check complains"
    return f"{verdict}; no check complains"


def _tone(feasibility: Feasibility, complaints: Sequence[CheckResult], *, forced: bool) -> str:
    if forced:
        return BAD
    tone = feasibility.verdict.tone
    return OPEN if complaints and tone != BAD else tone


def _sentence(results: Sequence[CheckResult]) -> str:
    failed = [r for r in results if not r.ok]
    errors = sum(r.severity is Severity.ERROR for r in failed)
    return (
        f"{counted(len(results), 'check')}: {counted(len(results) - len(failed), 'check')} "
        f"without complaint, {counted(len(failed) - errors, 'warning')}, "
        f"{counted(errors, 'error')}."
    )


def _first(
    design: LabDesign, plan: BenchPlan, feasibility: Feasibility
) -> tuple[tuple[str, str], ...]:
    """How long it takes, whether it can be built, and whether it survives."""
    main = plan.vessels[0]
    takes = (
        f"{duration(main.schedule.duration)}; {given(main.start_uL)} µL in a {main.container} at "
        f"the start; {len(plan.transfers):,} pipetting steps"
        f"{f'; {len(plan.by_hand)} washes and moves by hand' if plan.by_hand else ''}."
    )
    build = [f"{feasibility.verdict.value.capitalize()}."]
    for one in feasibility.reasons:
        build += [one.sentence, *([f"What would help: {one.remedy}."] if one.remedy else [])]
    survives = NOTHING_LEARNS if design.survival is None else design.survival.sentence
    return ((TAKES, takes), (BUILDABLE, " ".join(build)), (SURVIVES_TUBE, survives))


def _facts(design: LabDesign, package: LabPackage, plan: BenchPlan) -> tuple[tuple[str, str], ...]:
    nucleotides = sum(s.length_nt for s in package.strands)
    return (
        ("Translation scheme", design.system.scheme),
        ("Verification", design.verdict),
        (STRANDS.heading, f"{len(package.strands)} with {nucleotides} nt"),
        ("Strands are dissolved at", f"{plan.stock_uM:g} µM"),
        ("1 u", concentration(design.realisation.concentration_unit_M)),
        ("Wells to be measured", str(len(plan.wells))),
        ("ncrn_dsd", ncrn_dsd.__version__),
        (DIGEST.heading, design.digest),
    )


def _taken(line: OnOneLine | None) -> tuple[tuple[str, str], ...]:
    if line is None:
        return ()
    return (("The experiment", line.sentence), ("Smaller", line.advice))


def _complexes(system: DsdSystem, plan: BenchPlan) -> tuple[ComplexDrawing, ...]:
    shown: list[tuple[str, Complex]] = [(f"signal {s.species}", s.complex) for s in system.signals]
    shown += [(f"fuel {f.name}", f.complex) for f in system.fuels]
    for one in plan.reporters:
        design = reporter_of(system, one.species)
        if design is not None:
            shown.append((f"reporter {one.name}, {one.dye}", design.complex))
    return tuple(
        ComplexDrawing(name, complex_svg(c, system.domains), c.kernel()) for name, c in shown
    )


def _strands(system: DsdSystem, package: LabPackage) -> tuple[StrandLine, ...]:
    """Sequences as coloured stretches; complements have the colour of their domain."""
    order = {d.name: i for i, d in enumerate(system.domains)}
    lengths = {d.domain: len(d.sequence) for d in package.sequences.domains}
    lines = []
    for strand in package.strands:
        at, parts = 0, []
        for occurrence in strand.domains:
            name = domain_name(occurrence)
            word = strand.sequence[at : at + lengths[name]]
            at += lengths[name]
            parts.append(
                f'<span style="color:{domain_colour(order[name])}" '
                f'title="{escape(occurrence)}">{escape(word)}</span>'
            )
        text = f"{escape(strand.mod5)}{''.join(parts)}{escape(strand.mod3)}"
        lines.append(StrandLine(strand.name, strand.role, strand.length_nt, text))
    return tuple(lines)
