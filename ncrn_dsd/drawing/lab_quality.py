"""Tables about feasibility and the quality of sequences on the page of a laboratory package."""

from __future__ import annotations

from ncrn_dsd.drawing.table import Cell, Column, DrawnTable, table_of
from ncrn_dsd.ir.headings import KIND, VALUE, VERDICT, WORST
from ncrn_dsd.ir.lab_feasibility import Feasibility, Finding
from ncrn_dsd.ir.lab_quality import QualityReport

_VERDICTS = {"ok": "good", "warn": "open", "fail": "bad"}
PAIRS_SHOWN = 20
"""On the page, worst first; the tables of the package have more."""


def finding_table(found: Feasibility) -> DrawnTable:
    """What it takes to build the system, finding by finding."""
    return table_of("feasibility", "What it takes to build the system", Finding, found.findings)


def quality_table(quality: QualityReport) -> DrawnTable:
    """Every measure beside random sequences."""
    rows = tuple(
        (
            Cell(m.name),
            Cell(f"{m.value:.4g}", sort_key=m.value),
            Cell(m.unit),
            Cell(m.better),
            Cell("" if m.random_baseline is None else f"{m.random_baseline:.4g}"),
            Cell("" if m.percentile_vs_random is None else f"{m.percentile_vs_random:.0f} %"),
            Cell(m.verdict, tone=_VERDICTS[m.verdict]),
            Cell(m.worst),
            Cell(m.model),
        )
        for m in quality.measures
    )
    columns = (
        Column("Measure"),
        Column(VALUE.heading, numeric=True),
        Column("Unit"),
        Column("Better"),
        Column("Random", numeric=True),
        Column("Beats", numeric=True),
        Column(VERDICT.heading),
        Column(WORST.heading),
        Column("Model"),
    )
    return DrawnTable("quality", "Sequences beside random ones", columns, rows)


def pair_table(quality: QualityReport) -> DrawnTable:
    """The strongest unintended pairs of all kinds."""
    pairs = sorted(quality.worst_pairs, key=lambda p: (p.energy_kcal, p.a, p.b))[:PAIRS_SHOWN]
    rows = tuple(
        (
            Cell(p.a),
            Cell(p.b),
            Cell(p.kind.replace("_", " ")),
            Cell(f"{p.energy_kcal:.1f}"),
            Cell(str(p.longest_match_nt)),
            Cell(p.note),
        )
        for p in pairs
    )
    columns = (
        Column("One"),
        Column("Other"),
        Column(KIND.heading),
        Column("kcal/mol", numeric=True),
        Column("Match [nt]", numeric=True),
        Column("Note"),
    )
    return DrawnTable("pairs", "Strongest unintended pairs", columns, rows)


def invasion_table(quality: QualityReport) -> DrawnTable:
    """Gate by gate: its own strand and the strongest foreign one, the smallest margin first."""
    judged = sorted(
        (i for i in quality.invasions if i.cognate and i.foreign),
        key=lambda i: (i.margin_kcal, i.gate),
    )
    rows = tuple(
        (
            Cell(i.gate),
            Cell(i.cognate),
            Cell(f"{i.cognate_kcal:.1f}"),
            Cell(i.foreign),
            Cell(f"{i.foreign_kcal:.1f}"),
            Cell(f"{i.margin_kcal:.1f}"),
        )
        for i in judged[:PAIRS_SHOWN]
    )
    columns = (
        Column("Gate"),
        Column("Own strand"),
        Column("kcal/mol", numeric=True),
        Column("Strongest foreign strand"),
        Column("kcal/mol", numeric=True),
        Column("Margin", numeric=True),
    )
    return DrawnTable("invasions", "Invasion of gates by foreign strands", columns, rows)
