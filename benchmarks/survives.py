"""Designs with [expect.survives], by both columns and with as many draws as are asked of a learner.

Such a design has few draws of its own, so that every verification makes them; here each has 20, the
first of which are those. Seeds, the worst draw and what is to blame are printed and written.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measure import write
from benchmarks.survival import DRAWS
from benchmarks.survival import STORE as KEPT
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import SurvivesSpec
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.quantities import COLUMNS
from ncrn_dsd.pipeline.autonomy import CLOSED, mode_of
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.survival import asked_survival
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy

BLAME = 20
"""So many of the largest single draws of the worst tube are tried alone."""


def main() -> None:
    """Draw and print; each column is written as soon as it is there."""
    found: list[dict[str, Any]] = []
    for file in sorted(Path("designs").rglob("design.toml")):
        if mode_of(file) != CLOSED:
            continue
        design = read_design(file)
        asked = design.expect.survives
        if asked is not None:
            for column in COLUMNS:
                more = changed(asked, column=column, draws=DRAWS, at_least=DRAWS, blame=BLAME)
                found.append(_drawn(design, more))
                write("survives", found)


def _drawn(design: Design, asked: SurvivesSpec) -> dict[str, Any]:
    more = changed(design, expect=changed(design.expect, survives=asked))
    survival = asked_survival(LearnerStudy(more, Graph.in_folder(KEPT)), LocalProcesses(2))
    assert survival is not None
    print(f"{design.name}: {survival.sentence}", flush=True)
    return {"design": design.name, "draws": survival.draws, **asdict(survival)}
