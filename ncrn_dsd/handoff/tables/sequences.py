"""Tables of domains, strands, complexes and the quality of sequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.handoff.orders.tables import DOMAIN_COLUMNS, STRAND_COLUMNS, domain_row, strand_row
from ncrn_dsd.ir.bench import BenchPlan
from ncrn_dsd.ir.dsd import domain_name
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_quality import ComplexQuality, QualityReport
from ncrn_dsd.ir.lab_reporter import reporter_of
from ncrn_dsd.units import NM_PER_M

DOMAINS_CSV, STRANDS_CSV = "sequences/domains.csv", "sequences/strands.csv"
COMPLEXES_CSV, QUALITY_CSV = "sequences/complexes.csv", "sequences/quality.csv"
REPORTERS_CSV = "sequences/reporters.csv"
PAIRS_CSV, INVASIONS_CSV = "sequences/pairs_worst.csv", "sequences/invasions.csv"
_DOMAIN_MORE = ("dG25_kcal", "dG_context_ext_kcal", "dG_context_int_kcal", "used_by")
_STRAND_MORE = (
    "reactions",
    "min_unpaired",
    "toehold_min_unpaired",
    "hairpin_dG_kcal",
    "self_dG_kcal",
    "full_length_frac",
)
NO_QUALITY = QualityReport((), (), (), (), (), ())
"""Where no sequence was looked at yet."""
COMPLEX_COLUMNS = (
    "complex",
    "role",
    "strands",
    "ratios",
    "base",
    "structure",
    "reactions",
    "target_nM",
    "formed_frac_2004",
    "defect_nt_2004",
    "bad_nt_pct_2004",
    "bad_nt_pct_1999",
    "frayed_2004",
)
QUALITY_COLUMNS = (
    "measure",
    "value",
    "unit",
    "better",
    "random_baseline",
    "percentile_vs_random",
    "model",
    "verdict",
    "worst",
)
REPORTER_COLUMNS = ("reporter", "species", "dye", "toehold", "branch", "top", "base")
PAIR_COLUMNS = ("a", "b", "kind", "dG_kcal", "longest_match_nt", "note")
INVASION_COLUMNS = ("gate", "cognate", "cognate_kcal", "foreign", "foreign_kcal", "margin_kcal")


def sequence_files(
    design: LabDesign, package: LabPackage, plan: BenchPlan, quality: QualityReport
) -> dict[str, bytes]:
    """All files of the folder ``sequences``."""
    return {
        DOMAINS_CSV: csv_bytes(
            DOMAINS_CSV, (*DOMAIN_COLUMNS, *_DOMAIN_MORE), _domains(package, quality)
        ),
        STRANDS_CSV: csv_bytes(
            STRANDS_CSV, (*STRAND_COLUMNS, *_STRAND_MORE), _strands(design, package, quality)
        ),
        **complex_files(design, plan, quality),
        QUALITY_CSV: csv_bytes(QUALITY_CSV, QUALITY_COLUMNS, _quality(quality)),
        PAIRS_CSV: csv_bytes(
            PAIRS_CSV,
            PAIR_COLUMNS,
            (
                (p.a, p.b, p.kind, p.energy_kcal, p.longest_match_nt, p.note)
                for p in quality.worst_pairs
            ),
        ),
        INVASIONS_CSV: csv_bytes(
            INVASIONS_CSV,
            INVASION_COLUMNS,
            (
                (i.gate, i.cognate, i.cognate_kcal, i.foreign, i.foreign_kcal, i.margin_kcal)
                for i in quality.invasions
            ),
        ),
    }


def complex_files(design: LabDesign, plan: BenchPlan, quality: QualityReport) -> dict[str, bytes]:
    """What is mixed from which strands, and what reporters bind."""
    return {
        COMPLEXES_CSV: csv_bytes(COMPLEXES_CSV, COMPLEX_COLUMNS, _complexes(design, plan, quality)),
        REPORTERS_CSV: csv_bytes(
            REPORTERS_CSV,
            REPORTER_COLUMNS,
            (
                (r.name, r.species, r.dye, r.toehold, r.branch, r.top, r.base)
                for r in plan.reporters
            ),
        ),
    }


def _domains(package: LabPackage, quality: QualityReport) -> Iterator[tuple[object, ...]]:
    measured = {d.domain: d for d in quality.domains}
    users: dict[str, list[str]] = {}
    for strand in package.strands:
        for name in dict.fromkeys(domain_name(o) for o in strand.domains):
            users.setdefault(name, []).append(strand.name)
    for domain in package.sequences.domains:
        found = measured.get(domain.domain)
        energies: tuple[object, ...] = ("", "", "")
        if found is not None:
            energies = (
                found.duplex_kcal,
                _or_blank(found.external_kcal),
                _or_blank(found.internal_kcal),
            )
        yield (*domain_row(domain), *energies, " ".join(users.get(domain.domain, ())))


def _strands(
    design: LabDesign, package: LabPackage, quality: QualityReport
) -> Iterator[tuple[object, ...]]:
    """A labelled strand is measured as its plain twin, for no model knows labels."""
    measured = {s.domains: s for s in quality.strands}
    reactions = _reactions(design)
    for strand in package.strands:
        found = measured.get(strand.domains)
        values: tuple[object, ...] = ("",) * 5
        if found is not None:
            values = (
                _or_blank(found.min_unpaired),
                _or_blank(found.toehold_min_unpaired),
                found.hairpin_kcal,
                found.self_dimer_kcal,
                found.full_length_fraction,
            )
        makes = dict.fromkeys(r for user in strand.used_in for r in reactions.get(user, ()))
        yield (*strand_row(strand), "; ".join(makes), *values)


def _complexes(
    design: LabDesign, plan: BenchPlan, quality: QualityReport
) -> Iterator[tuple[object, ...]]:
    structures = {s.species: s.complex.structure for s in design.system.signals}
    structures |= {f.name: f.complex.structure for f in design.system.fuels}
    for one in plan.reporters:
        reporter = reporter_of(design.system, one.species)
        if reporter is not None:
            structures[one.name] = reporter.complex.structure
    targets = {f.fuel: f.start_M * NM_PER_M for f in design.realisation.fuels}
    newer, older = (
        {c.name: c for c in quality.complexes if c.parameters == parameters}
        for parameters in ("mathews2004", "mathews1999")
    )
    reactions = _reactions(design)
    for component in plan.components:
        yield (
            component.name,
            component.role,
            " ".join(p.strand for p in component.parts),
            " ".join(f"{p.ratio:g}" for p in component.parts),
            next(p.strand for p in component.parts if p.is_base),
            structures.get(component.name, ""),
            "; ".join(reactions.get(component.name, ())),
            targets.get(component.name, ""),
            *_formed(newer.get(component.name), older.get(component.name)),
        )


def _formed(newer: ComplexQuality | None, older: ComplexQuality | None) -> tuple[object, ...]:
    return (
        "" if newer is None else newer.formed_fraction,
        "" if newer is None else newer.defect_nt,
        "" if newer is None else newer.bad_percent,
        "" if older is None else older.bad_percent,
        "" if newer is None else newer.frayed,
    )


def _reactions(design: LabDesign) -> Mapping[str, tuple[str, ...]]:
    """The formal reactions that a fuel is there for, as text."""
    return {
        fuel.name: tuple(
            str(design.crn.reactions[index])
            for module in fuel.modules
            for index in design.system.modules[module].reactions
        )
        for fuel in design.system.fuels
    }


def _quality(quality: QualityReport) -> Iterator[tuple[object, ...]]:
    for m in quality.measures:
        yield (
            m.name,
            float(m.value),
            m.unit,
            m.better,
            "" if m.random_baseline is None else float(m.random_baseline),
            "" if m.percentile_vs_random is None else float(m.percentile_vs_random),
            m.model,
            m.verdict,
            m.worst,
        )


def _or_blank(value: float | None) -> object:
    return "" if value is None else value
