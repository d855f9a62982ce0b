"""Tables of domains, strands, complexes and the quality of sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.handoff.orders.tables import domains_table, strands_table
from ncrn_dsd.ir.bench import BenchPlan, SequenceMeasure
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign

COMPLEXES_CSV, QUALITY_CSV = "sequences/complexes.csv", "sequences/quality.csv"
COMPLEX_COLUMNS = ("complex", "role", "strands", "structure", "target_nM")
QUALITY_COLUMNS = (
    "measure",
    "value",
    "unit",
    "better",
    "random_baseline",
    "percentile_vs_random",
    "model",
    "verdict",
)


def sequence_files(
    design: LabDesign,
    package: LabPackage,
    plan: BenchPlan,
    measures: Sequence[SequenceMeasure],
) -> dict[str, bytes]:
    """All files of the folder ``sequences``."""
    return {
        "sequences/domains.csv": domains_table(package),
        "sequences/strands.csv": strands_table(package),
        COMPLEXES_CSV: csv_bytes(COMPLEXES_CSV, COMPLEX_COLUMNS, _complexes(design, plan)),
        QUALITY_CSV: csv_bytes(QUALITY_CSV, QUALITY_COLUMNS, _quality(measures)),
    }


def _complexes(design: LabDesign, plan: BenchPlan) -> Iterator[tuple[object, ...]]:
    structures = {s.species: s.complex.structure for s in design.system.signals}
    structures |= {f.name: f.complex.structure for f in design.system.fuels}
    targets = {f.fuel: f.start_M * 1e9 for f in design.realisation.fuels}
    for component in plan.components:
        strands = " ".join(p.strand for p in component.parts)
        structure = structures.get(component.name, "")
        yield (
            component.name,
            component.role,
            strands,
            structure,
            targets.get(component.name, ""),
        )


def _quality(measures: Sequence[SequenceMeasure]) -> Iterator[tuple[object, ...]]:
    for m in measures:
        percentile = m.percentile_vs_random
        verdict = "" if percentile is None else "ok" if percentile >= 50 else "warn"
        yield (
            m.name,
            float(m.value),
            m.unit,
            m.better,
            "" if m.random_baseline is None else float(m.random_baseline),
            "" if percentile is None else float(percentile),
            m.model,
            verdict,
        )
