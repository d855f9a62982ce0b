"""The quality report as text for machines and as tables for people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from ncrn_dsd.ir.lab_quality import QualityReport

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings; None where there is no value."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def text_rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells as people read them: four digits, and nothing for no value."""
        return tuple(tuple(_text(cell) for cell in row) for row in self.rows)


def quality_json(report: QualityReport) -> str:
    """The whole report, keys sorted, numbers to nine digits, with a line end."""
    whole = {"verdict": report.verdict, **asdict(report)}
    whole["invasions"] = [
        {**asdict(one), "margin_kcal": one.margin_kcal} for one in report.invasions
    ]
    return json.dumps(_rounded(whole), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def quality_table(report: QualityReport) -> Table:
    """Measure by measure."""
    headings = (
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
    rows = tuple(
        (
            m.name,
            m.value,
            m.unit,
            m.better,
            m.random_baseline,
            m.percentile_vs_random,
            m.model,
            m.verdict,
            m.worst,
        )
        for m in report.measures
    )
    return Table("Quality of the sequences", headings, rows)


def pairs_table(report: QualityReport) -> Table:
    """The worst pairs by name."""
    headings = ("a", "b", "kind", "dG_kcal", "longest_match_nt", "note")
    rows = tuple(
        (p.a, p.b, p.kind, p.energy_kcal, p.longest_match_nt, p.note) for p in report.worst_pairs
    )
    return Table("Worst unintended pairs", headings, rows)


def invasions_table(report: QualityReport) -> Table:
    """Gate by gate: its own strand and the strongest foreign one."""
    headings = ("gate", "cognate", "cognate_kcal", "foreign", "foreign_kcal", "margin_kcal")
    rows = tuple(
        (i.gate, i.cognate, i.cognate_kcal, i.foreign, i.foreign_kcal, i.margin_kcal)
        for i in report.invasions
    )
    return Table("Invasion of gates by foreign strands", headings, rows)


def strands_table(report: QualityReport) -> Table:
    """Strand by strand: how open it is, and how likely its synthesis is to be whole."""
    headings = (
        "strand",
        "role",
        "length_nt",
        "min_unpaired",
        "toehold_min_unpaired",
        "hairpin_dG_kcal",
        "self_dG_kcal",
        "full_length_frac",
    )
    rows = tuple(
        (
            s.name,
            s.role,
            s.length_nt,
            s.min_unpaired,
            s.toehold_min_unpaired,
            s.hairpin_kcal,
            s.self_dimer_kcal,
            s.full_length_fraction,
        )
        for s in report.strands
    )
    return Table("Strands", headings, rows)


def complexes_table(report: QualityReport) -> Table:
    """Complex by complex and set of parameters; without rows where ViennaRNA is missing."""
    headings = (
        "complex",
        "parameters",
        "length_nt",
        "defect_nt",
        "formed_frac",
        "bad_nt_pct",
        "frayed",
    )
    rows = tuple(
        (
            c.name,
            c.parameters,
            c.length_nt,
            c.defect_nt,
            c.formed_fraction,
            c.bad_percent,
            c.frayed,
        )
        for c in report.complexes
    )
    return Table("Complexes", headings, rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
