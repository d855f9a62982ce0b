"""Write a comparison: CSV, JSON, LaTeX and a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ncrn_dsd.comparison.measures import MEASURES
from ncrn_dsd.comparison.ranking import TOLERANCE, Weights, best_by, ranking
from ncrn_dsd.comparison.tables import (
    comparison_csv,
    comparison_json,
    comparison_latex,
    shown,
    standing_word,
)
from ncrn_dsd.drawing.comparison_page import (
    ComparisonPage,
    DesignPart,
    Rank,
    Shown,
    comparison_page,
)
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.comparison import Cell, Comparison

STEM = "compare"
_TONES = {"proved, checks hold": "good"} | dict.fromkeys(
    (
        "refuted",
        "a check fails",
        "ran away",
        "does not learn",
        "unsupported",
        "scheme failed",
        "no operating point",
    ),
    "bad",
)
_SIZES = {"loss": "loss", "nucleotides_nt": "size", "hours_per_sample_h": "time"}
_BARS = ("loss", "nucleotides_nt", "hours_per_sample_h", "cpu_s")


def write_comparison(found: Comparison, weights: Weights, folder: Path) -> None:
    """Four files, each whole or not at all.

    Raises
    ------
    ArtefactError: one cannot be written.
    """
    texts = {
        "html": comparison_page(_page(found, weights)),
        "csv": comparison_csv(found),
        "tex": comparison_latex(found),
        "json": comparison_json(found, weights),
    }
    for suffix, text in texts.items():
        write_bytes(folder / f"{STEM}.{suffix}", text.encode())


def best_sentences(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The best scheme by loss, by size and by time, each in a sentence."""
    return tuple(
        f"best by {_SIZES[name]}: {_with_value(cells, schemes, name)}"
        for name, schemes in best_by(cells)
    )


def weights_in_words(weights: Weights) -> str:
    """Names and weights, and what is a tie."""
    named = ", ".join(f"{name} {weight:g}" for name, weight in weights)
    return f"weights: {named}; scores within {TOLERANCE:.1%} share a place"


def tone_of(cell: Cell) -> str:
    """How a cell looks; what is not decided never looks like success."""
    return _TONES.get(standing_word(cell), "open")


def _with_value(cells: Sequence[Cell], schemes: Sequence[str], name: str) -> str:
    if not schemes:
        return "none, since no scheme can be ranked"
    cell = next(c for c in cells if c.scheme == schemes[0])
    title = next(m.title for m in MEASURES if m.name == name)
    return f"{', '.join(schemes)} ({title} {shown(cell, name)})"


def _page(found: Comparison, weights: Weights) -> ComparisonPage:
    titles = {m.name: m.title for m in MEASURES}
    return ComparisonPage(
        found,
        tuple(titles.values()),
        tuple((name, titles[name]) for name in _BARS),
        tuple(_part(found.of(design), weights) for design in found.designs),
        weights_in_words(weights),
    )


def _part(cells: tuple[Cell, ...], weights: Weights) -> DesignPart:
    rows = tuple(
        Shown(c, standing_word(c), tone_of(c), tuple(shown(c, m.name) for m in MEASURES))
        for c in cells
    )
    ranks = tuple(
        Rank(r.scheme, str(r.place), f"{r.score:.3f}", "")
        if r.score is not None
        else Rank(r.scheme, "none", "none", r.reason)
        for r in ranking(cells, weights)
    )
    return DesignPart(cells[0].design, best_sentences(cells), rows, ranks)
