"""What goes wrong in a tube, one thing after the other, on the half plane of `completion_learners`.

Fuels of 300 nM, back strands of 200 nM, 5 nt, uncondensed; a draw is counted as accurate from a
balanced accuracy of 0.9 on. Beside each row stands what was found for it elsewhere with other draws
of the same sizes. There the accuracy was plain, of which .87 is nothing learned, and reads were not
calibrated; as many copies were dead in every gate; and stocks were off by up to 10 % alike, which
has the spread of 5.8 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.completion_learners import HALF_PLANE, Strands, program_of, strands_of
from benchmarks.measure import write
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.upkeep import Refills, Upkeep
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.survival import (
    TubeLearner,
    TubeTrainings,
    case_of,
    draws_of,
    kept_outcomes,
    largest_doses_M,
)
from ncrn_dsd.simulation.tube import Addition
from ncrn_dsd.study.stages.disturb_strands import TubeDraw
from ncrn_dsd.study.stages.leak import Leaky
from ncrn_dsd.study.tube import TubeParts

DRAWS = 8
LEAKY_DRAWS = 4
"""Of what takes ten times as long."""
STORE = Path("build/bench/survival")
"""Draws are kept, so that a measurement that was ended goes on from there."""
HELD_OUT = 200
SEED = 1
GOOD = 0.9
LABEL_u = 10.0

BLIND = Upkeep(refills=Refills.BLIND)
PLANNED = Upkeep(refills=Refills.PLANNED)
NO_MARGIN = Upkeep(refills=Refills.PLANNED, margin=1.0)
LEVEL = Upkeep(refills=Refills.LEVEL)
LEVEL_STRONG = Upkeep(refills=Refills.LEVEL, gate_stock_uM=100.0)
WASHED = Upkeep(refills=Refills.PLANNED, wash_every=1)
WASHED_LEVEL = Upkeep(refills=Refills.LEVEL, wash_every=1)
CATALYSTS = Upkeep(refills=Refills.LEVEL, keep_catalysts=True, gate_stock_uM=100.0)
WASHED_CATALYSTS = Upkeep(
    refills=Refills.LEVEL, keep_catalysts=True, gate_stock_uM=100.0, wash_every=1
)
MOVED = Upkeep(refills=Refills.LEVEL, keep_catalysts=True, transfer_every=1)
_COLUMN = "k,K,leak,dead,stock,pipette"
"""The column working without what was not in it elsewhere."""

ROWS: tuple[tuple[Upkeep, str, str], ...] = (
    (BLIND, "k=1.1,K=1.2", "20 of 20"),
    (PLANNED, "k=1.3,K=1.2", "20 of 20, blind"),
    (BLIND, "k=1.3,K=1.6", "16 of 20"),
    (PLANNED, "k=1.3,K=1.6", ""),
    (LEVEL, "k=1.3,K=1.6", ""),
    (BLIND, "k=1.5,K=3.5", "4 of 20"),
    (BLIND, "stock=0.058", "7 of 20"),
    (PLANNED, "stock=0.058", ""),
    (LEVEL, "stock=0.058", "8 of 8, signal stocks only"),
    (BLIND, "dead", "median .99"),
    (NO_MARGIN, "dead", ""),
    (PLANNED, "dead", ""),
    (LEVEL, "dead", ""),
    (BLIND, "pipette", "20 of 20"),
    (PLANNED, "leak=0.03", "4 of 5"),
    (WASHED, "leak=1,pipette", "10 of 10"),
    (PLANNED, "occlusion", "1 of 1"),
    (PLANNED, "burst", ""),
    (LEVEL, "burst", ""),
    (PLANNED, "eats", ""),
    (LEVEL, "eats", ""),
    (CATALYSTS, "eats", ""),
    (PLANNED, "read", ""),
    (PLANNED, "decay", ""),
    (PLANNED, "evaporation", ""),
    (PLANNED, "dilution", ""),
    (LEVEL, "dilution", ""),
    (LEVEL_STRONG, "dilution", ""),
    (CATALYSTS, "dilution", ""),
    (MOVED, "dilution", ""),
    (WASHED, _COLUMN, "7 of 10"),
    (WASHED_LEVEL, _COLUMN, "8 of 10"),
    (LEVEL, _COLUMN, "6 of 10"),
    (WASHED_LEVEL, "working", ""),
    (WASHED_CATALYSTS, "working", ""),
    (WASHED_LEVEL, "hard", ""),
    (WASHED_CATALYSTS, "hard", ""),
)
"""Upkeep, what goes wrong, and how many draws were accurate elsewhere."""


@dataclass(frozen=True)
class _Half:
    program: LearningProgram
    strands: Strands

    def trainings(self, upkeep: Upkeep) -> TubeTrainings:
        program, strands = self.program, self.strands
        parts = TubeParts(
            strands.system,
            strands.condensed,
            strands.network,
            LABEL_u,
            largest_doses_M(program, strands.point),
            upkeep.dose_uL,
            upkeep.gate_stock_uM,
        )
        # Whether what leaks bring about was followed is not asked here.
        leaky = Leaky(strands.leaky, followed=False)
        return TubeTrainings(TubeLearner(program, strands.point, parts, lambda: leaky), upkeep)


def main() -> None:
    """Measure and print all rows."""
    program = program_of(HALF_PLANE, HELD_OUT)
    half = _Half(program, strands_of(program))
    trainings = {id(upkeep): half.trainings(upkeep) for upkeep, _, _ in ROWS}
    write(
        "survival",
        [_row(trainings[id(upkeep)], text, elsewhere) for upkeep, text, elsewhere in ROWS],
    )


def _row(trainings: TubeTrainings, text: str, elsewhere: str) -> dict[str, str | int | float]:
    case, upkeep = case_of(text), trainings.upkeep
    is_leaky = Addition.LEAKS in case.additions
    training = trainings.of(case)
    drawn = draws_of(case, SEED, LEAKY_DRAWS if is_leaky else DRAWS)
    draws = [(training, TubeDraw(one)) for one in drawn]
    found = run_in_batches(LocalProcesses(2), kept_outcomes, STORE, draws, lambda _: None)
    accuracies = [0.0 if o.accuracy is None or o.failure else o.accuracy for o in found]
    row: dict[str, str | int | float] = {
        "upkeep": _words(upkeep),
        "case": text,
        "draws": len(draws),
        "accurate": sum(a >= GOOD for a in accuracies),
        "median": float(np.median(accuracies)),
        "worst": min(accuracies),
        "elsewhere": elsewhere,
    }
    print(
        f"{row['upkeep']:32} {text:28} {row['accurate']:2} of {len(draws):2}, "
        f"median {row['median']:.3f}, worst {row['worst']:.3f}   "
        f"elsewhere: {elsewhere or 'not measured'}",
        flush=True,
    )
    return row


def _words(upkeep: Upkeep) -> str:
    """Refills, and what else is not as usual."""
    words = [upkeep.refills.value]
    if upkeep.refills is not Refills.LEVEL and upkeep.margin == 1:
        words.append("no margin")
    if upkeep.wash_every:
        words.append("washed")
    if upkeep.transfer_every:
        words.append("moved")
    if upkeep.keep_catalysts:
        words.append("catalysts")
    if upkeep.gate_stock_uM is not None:
        words.append(f"{upkeep.gate_stock_uM:g} uM")
    return ", ".join(words)
