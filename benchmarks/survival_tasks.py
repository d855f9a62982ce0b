"""The tasks of the table of survival: their designs, what is good, and how many draws should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.quantities import COLUMNS as TUBES
from ncrn_dsd.model.side_reactions import SideReactions
from ncrn_dsd.model.upkeep import Refills, Upkeep
from ncrn_dsd.pipeline.tube_cases import TubeErrors, case_of

NONE = "none"
WORKING, HARD = TUBES
HARD_LEAK_1 = "hard with leak 1"
COLUMNS = (NONE, WORKING, HARD, HARD_LEAK_1)


def tube_of(column: str) -> TubeErrors:
    """All that goes wrong in a column but `NONE`; leaks of 1 /(M s) are added to the draws of
    `HARD`."""
    if column != HARD_LEAK_1:
        return case_of(column)
    hard = case_of(HARD)
    sizes = tuple((name, 1.0 if name == "leak" else size) for name, size in hard.sizes)
    return TubeErrors(column, sizes, whole=HARD)


def _as_measured(value: float, reference: Reference) -> float:
    del reference
    return value


def _over_logistic(value: float, reference: Reference) -> float:
    assert reference.logistic_accuracy is not None
    return value / reference.logistic_accuracy


DESIGNED_LEAKS = SideReactions(leak_order=0, leak_complexes=1_000_000)
"""All leaks between designed complexes; products react no more."""


@dataclass(frozen=True)
class SurvivalTask:
    """One row of the table, for each of some designs.

    Parameters
    ----------
    designs: names in `designs/learners`, the one that does best first. One with [expect.survives]
        has the upkeep and the side reactions that it asks for there.
    measure: what is compared, in words.
    bound: of it, at least with classes, else at most.
    wanted: of 20 draws, so many within the bound, by column; only these columns are drawn.
    data_sets: seeds of samples, over which the draws are spread.
    score: from the measure of a design and what the best fit reaches.
    upkeep, side: of designs without [expect.survives]; those whose solution is exchanged after
        every sample are drawn in the vessel that is ordered, and not by this upkeep.
    """

    name: str
    designs: tuple[str, ...]
    measure: str
    bound: float
    wanted: Mapping[str, int]
    upkeep: Upkeep
    data_sets: tuple[int, ...] = (1,)
    score: Callable[[float, Reference], float] = _as_measured
    side: SideReactions = DESIGNED_LEAKS

    def upkeep_of(self, design: Design) -> Upkeep:
        """What keeps a design without [expect.survives] going."""
        return Upkeep() if design.schedule.is_exchanged else self.upkeep


MEASURED = Upkeep(
    refills=Refills.LEVEL, keep_catalysts=True, gate_stock_uM=400.0, wash_every=6, dose_uL=0.5
)
"""Fuels and catalysts are brought to their levels, from strong stocks; waste out now and then."""
BOUND = changed(MEASURED, sink_catalysts=True)
"""The same, and what leaks set free of catalysts is taken out as well."""
FIVE_SETS = (1, 2, 3, 4, 5)

TASKS = (
    SurvivalTask(
        name="half plane",
        designs=("completion_half_plane_exchanged", "completion_half_plane_annealed"),
        measure="balanced accuracy",
        bound=0.9,
        wanted={NONE: 20, WORKING: 20, HARD: 18, HARD_LEAK_1: 15},
        # Both say what they ask for.
        upkeep=MEASURED,
    ),
    SurvivalTask(
        name="XOR",
        designs=("completion_xor_exchanged", "completion_xor"),
        measure="balanced accuracy",
        bound=0.9,
        wanted={NONE: 20, WORKING: 18, HARD: 15},
        upkeep=MEASURED,
    ),
    SurvivalTask(
        name="iris",
        designs=("completion_iris_exchanged", "completion_iris"),
        measure="balanced accuracy over that of logistic regression",
        bound=0.9,
        wanted={NONE: 20, WORKING: 18, HARD: 12},
        # One cross-validation.
        data_sets=FIVE_SETS,
        score=_over_logistic,
        upkeep=MEASURED,
    ),
    SurvivalTask(
        name="regression",
        designs=("completion_plane_exchanged", "completion_plane"),
        measure="loss over least squares",
        bound=2.0,
        # At the hardest no draw has to be within the bound; that none runs away is asked, and no
        # count of this table.
        wanted={NONE: 20, WORKING: 18, HARD: 12, HARD_LEAK_1: 0},
        data_sets=FIVE_SETS,
        upkeep=BOUND,
    ),
)
