"""Write what a learner did from many seeds: figures and a page."""

from __future__ import annotations

import os
from pathlib import Path

from ncrn_dsd.drawing.learning_page import LearningPage, learning_page
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.pipeline.versions import versions

FIGURES, PAGE = "learn.json", "learn.html"


def figures_text(found: ManySeeds) -> str:
    """The figures as JSON."""
    return result_json(found, {"versions": versions()})


def check_folder_writable(folder: Path) -> None:
    """Fail before the work starts when the results could not be written after it.

    Other files in the folder are left alone.

    Raises
    ------
    ArtefactError: the folder cannot be made or written, or is a file.
    """
    probe = folder / f".{FIGURES}.{os.getpid()}.probe"
    if folder.exists() and not folder.is_dir():
        raise ArtefactError(
            "A002",
            str(folder),
            "the output folder is a file",
            "choose another folder with --out, or remove the file",
        )
    write_bytes(probe, b"")
    probe.unlink(missing_ok=True)


def write_learning(page: LearningPage, folder: Path) -> None:
    """Write both files, each whole or not at all.

    Raises
    ------
    ArtefactError: one cannot be written.
    """
    html = learning_page(page)
    write_bytes(folder / PAGE, html.encode())
    write_bytes(folder / FIGURES, figures_text(page.found).encode())
