"""Write a comparison: CSV, JSON, LaTeX and a page."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.drawing.comparison_page import comparison_page
from ncrn_dsd.formats.result_csv import result_csv
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.result_latex import result_latex
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.compared_by import BRIEF
from ncrn_dsd.ir.comparison import Comparison, ComparisonCell

STEM = "compare"
_LATEX = ("design", "scheme", *BRIEF, "condensation", "learning", "outcome")


def write_comparison(found: Comparison, folder: Path) -> None:
    """Four files, each whole or not at all.

    Raises
    ------
    ArtefactError: one cannot be written.
    """
    texts = {
        "html": comparison_page(found),
        "csv": result_csv(ComparisonCell, found.cells),
        "tex": result_latex(ComparisonCell, found.cells, _LATEX),
        "json": result_json(found),
    }
    for suffix, text in texts.items():
        write_bytes(folder / f"{STEM}.{suffix}", text.encode())
