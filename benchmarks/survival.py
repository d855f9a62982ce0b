"""What goes wrong in a tube, one thing after the other, on the half plane of `completion_learners`.

Fuels of 300 nM, back strands of 200 nM, 5 nt, uncondensed; a draw is counted as accurate from a
balanced accuracy of 0.9 on. Beside each row stands what was found for it elsewhere with other draws
of the same sizes, and how often two counts of one share differ so much by chance (Fisher's exact
test). There the accuracy was plain, of which .87 is nothing learned, and reads were not
calibrated; as many copies were dead in every gate; and stocks were off by up to 10 or 5 % alike,
which has the spread of 5.8 or 2.9 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest, fisher_exact

from benchmarks.completion_learners import HALF_PLANE, Strands, program_of, strands_of
from benchmarks.measure import write
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.survival import TubeEnd
from ncrn_dsd.model.upkeep import Refills, Upkeep
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.survival import (
    TubeLearner,
    TubeTrainings,
    kept_ends,
    largest_doses_M,
    reads_of,
)
from ncrn_dsd.pipeline.tube_cases import NOTHING, case_of, draws_of
from ncrn_dsd.simulation.tube import Drawn
from ncrn_dsd.study.stages.disturb_strands import TubeDraw, TubeTraining
from ncrn_dsd.study.stages.leak import Leaky
from ncrn_dsd.study.tube import TubeParts

DRAWS = 20
STORE = Path("build/bench/survival")
"""Draws are kept, so that a measurement that was ended goes on from there."""
HELD_OUT = 200
SEED = 1
GOOD = 0.9
CONFIDENCE = 0.95
"""Of both sides of the interval of Clopper & Pearson, Biometrika 26:404 (1934)."""
LEAST_P = 0.05
"""Counts that differ more are called different."""

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
_COLUMN_ELSEWHERE = "k,K,leak,dead,stock=0.029,pipette"
"""The same with stocks of the spread that they had elsewhere."""


@dataclass(frozen=True)
class Elsewhere:
    """What was found for a row elsewhere.

    Parameters
    ----------
    accurate, draws: so many draws with a plain accuracy of 0.9 or more, of so many.
    but: what was otherwise there.
    """

    accurate: int
    draws: int
    but: str = ""

    def __str__(self) -> str:
        return f"{self.accurate} of {self.draws}" + (f", {self.but}" if self.but else "")


@dataclass(frozen=True)
class Row:
    """What goes wrong, in words of `case_of`, with the upkeep of the vessel."""

    upkeep: Upkeep
    case: str
    elsewhere: Elsewhere | None = None


ROWS = (
    Row(BLIND, "k=1.1,K=1.2", Elsewhere(20, 20)),
    Row(PLANNED, "k=1.3,K=1.2", Elsewhere(20, 20, "blind")),
    Row(BLIND, "k=1.3,K=1.6", Elsewhere(16, 20)),
    Row(PLANNED, "k=1.3,K=1.6", Elsewhere(12, 12)),
    Row(LEVEL, "k=1.3,K=1.6"),
    Row(BLIND, "k=1.5,K=3.5", Elsewhere(4, 20)),
    Row(BLIND, "stock=0.058", Elsewhere(7, 20)),
    Row(PLANNED, "stock=0.058"),
    Row(LEVEL, "stock=0.058", Elsewhere(8, 8, "signal stocks only")),
    Row(BLIND, "dead", Elsewhere(1, 1)),
    Row(NO_MARGIN, "dead"),
    Row(PLANNED, "dead"),
    Row(LEVEL, "dead"),
    Row(BLIND, "pipette", Elsewhere(20, 20)),
    Row(PLANNED, "burst"),
    Row(LEVEL, "burst"),
    Row(PLANNED, "read"),
    Row(PLANNED, "decay"),
    Row(PLANNED, "evaporation"),
    Row(PLANNED, "dilution"),
    Row(LEVEL, "dilution"),
    Row(LEVEL_STRONG, "dilution"),
    Row(CATALYSTS, "dilution"),
    Row(MOVED, "dilution"),
    Row(PLANNED, "occlusion", Elsewhere(1, 1)),
    Row(PLANNED, "eats"),
    Row(LEVEL, "eats"),
    Row(CATALYSTS, "eats"),
    Row(PLANNED, "leak=0.03", Elsewhere(4, 5)),
    Row(WASHED, "leak=1,pipette", Elsewhere(10, 10)),
    Row(WASHED, _COLUMN_ELSEWHERE, Elsewhere(7, 10)),
    Row(WASHED_LEVEL, _COLUMN_ELSEWHERE, Elsewhere(8, 10)),
    Row(LEVEL, _COLUMN_ELSEWHERE, Elsewhere(6, 10)),
    Row(WASHED, _COLUMN),
    Row(WASHED_LEVEL, _COLUMN),
    Row(LEVEL, _COLUMN),
    Row(WASHED_LEVEL, "working"),
    Row(WASHED_CATALYSTS, "working"),
    Row(WASHED_LEVEL, "hard"),
    Row(WASHED_CATALYSTS, "hard"),
)
"""What takes long comes last, so that a run that is ended early has most of the rows."""


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
            largest_doses_M(program, strands.point),
            reads_of(program),
            upkeep,
        )
        # Whether what leaks bring about was followed is not asked here.
        leaky = Leaky(strands.leaky, followed=False)
        return TubeTrainings(TubeLearner(program, strands.point, parts, lambda: leaky), upkeep)


def main() -> None:
    """Measure and print all rows; each is written as soon as it is there."""
    program = program_of(HALF_PLANE, HELD_OUT)
    half = _Half(program, strands_of(program))
    trainings = {id(row.upkeep): half.trainings(row.upkeep) for row in ROWS}
    found: list[dict[str, Any]] = []
    for row in ROWS:
        found.append(_measure(trainings[id(row.upkeep)], row))
        write("survival", found)


def _measure(trainings: TubeTrainings, row: Row) -> dict[str, Any]:
    case = case_of(row.case)
    undisturbed = _ends(trainings.of(NOTHING, 0.0), [Drawn((), SEED)])[0]
    training = trainings.of(case, undisturbed.largest_read_u)
    draws = draws_of(case, SEED, DRAWS)
    found = [end.outcome for end in _ends(training, draws)]
    accuracies = [0.0 if o.accuracy is None or o.failure else o.accuracy for o in found]
    accurate = sum(a >= GOOD for a in accuracies)
    share = binomtest(accurate, len(draws)).proportion_ci(CONFIDENCE)
    elsewhere = row.elsewhere
    p = _p_by_chance(accurate, len(draws), elsewhere)
    measured = {
        "upkeep": _words(row.upkeep),
        "case": row.case,
        "draws": len(draws),
        "accurate": accurate,
        "share_low": float(share.low),
        "share_high": float(share.high),
        "median": float(np.median(accuracies)),
        "worst": min(accuracies),
        "elsewhere": None if elsewhere is None else str(elsewhere),
        "p_by_chance": p,
    }
    print(
        f"{measured['upkeep']:32} {row.case:33} {accurate:2} of {len(draws):2} "
        f"({share.low:.2f} to {share.high:.2f}), median {measured['median']:.3f}, "
        f"worst {measured['worst']:.3f}   elsewhere: {elsewhere or 'not measured'}"
        + ("" if p is None else f"; {'the same' if p >= LEAST_P else 'DIFFERENT'}, p {p:.2g}"),
        flush=True,
    )
    return measured


def _ends(training: TubeTraining, draws: Sequence[Drawn]) -> list[TubeEnd]:
    inputs = [(training, TubeDraw(one)) for one in draws]
    return run_in_batches(LocalProcesses(2), kept_ends, STORE, inputs, lambda _: None)


def _p_by_chance(accurate: int, draws: int, elsewhere: Elsewhere | None) -> float | None:
    """How often counts of one share differ as much; None where one of them is a single draw."""
    if elsewhere is None or min(draws, elsewhere.draws) < 2:
        return None
    counts = ((accurate, draws), (elsewhere.accurate, elsewhere.draws))
    return float(fisher_exact(np.array([(good, of - good) for good, of in counts])).pvalue)


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
