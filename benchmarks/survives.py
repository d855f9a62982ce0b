"""The table of survival: four tasks in tubes in which all of a column goes wrong at once.

Strands are followed uncondensed, in their whole network. A column has 20 draws, spread over the
data sets of a task; the column `none` has the same vessel without a disturbance, and as many seeds
of samples. Every draw is kept, so that a measurement that was ended goes on from there. A task is
drawn with the design that does it best, its first; asked for every design, the table also draws
those that it superseded. Designs with [expect.survives] that belong to no task are drawn as they
ask, by the bounds that they have.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from statistics import median
from typing import Any

from benchmarks.measure import write
from benchmarks.survival import DRAWS
from benchmarks.survival import STORE as KEPT
from benchmarks.survival_tasks import COLUMNS, NONE, TASKS, SurvivalTask, tube_of
from ncrn_dsd.analyses.autonomy import count_transfers
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.packaged_designs import designs_root
from ncrn_dsd.ir.survival import Blame, Survival
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.quantities import COLUMNS as TUBES
from ncrn_dsd.model.side_reactions import SideReactions
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.networks.seeds import with_seed
from ncrn_dsd.pipeline.autonomy import CLOSED, mode_of
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.survival import asked_survival, measure_survival
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.tube import kept_schedule
from ncrn_dsd.units import S_PER_H

BLAME = 20
"""So many of the largest single draws of the worst tube are tried alone."""
ROUNDING = 1e-9
"""A share of samples in another has lost as much."""
MOST_BY_HAND = 300
"""Steps beyond them are work for a robot."""


@dataclass(frozen=True)
class Draw:
    """One training of a cell.

    Parameters
    ----------
    data_set: seed of the samples.
    seed: of what goes wrong; None where nothing does.
    score: what the task compares; None of one that stopped.
    within: it is within the bound of the task.
    loss: the score, larger the worse it is; infinite of one that stopped.
    """

    data_set: int
    seed: int | None
    score: float | None
    within: bool
    loss: float


@dataclass(frozen=True)
class Cell:
    """All draws of a task in a column."""

    column: str
    wanted: int
    draws: tuple[Draw, ...]
    notes: tuple[str, ...]
    blame: tuple[Blame, ...] = ()

    @property
    def within(self) -> int:
        """Draws within the bound."""
        return sum(draw.within for draw in self.draws)

    @property
    def middle(self) -> float | None:
        """The median, what stopped being the worst; None where that is the median."""
        found = sorted(self.draws, key=lambda draw: draw.loss)
        scores = [draw.score for draw in found[(len(found) - 1) // 2 : len(found) // 2 + 1]]
        known = [score for score in scores if score is not None]
        return median(known) if len(known) == len(scores) else None

    @property
    def worst(self) -> Draw:
        """The first of the worst."""
        return max(self.draws, key=lambda draw: draw.loss)

    @property
    def sentence(self) -> str:
        """Counts first."""
        worst = self.worst
        seed = f"samples {worst.data_set}" + ("" if worst.seed is None else f", seed {worst.seed}")
        blame = "; ".join(f"{b.of} {b.name}" for b in self.blame)
        return (
            f"{self.column:16} {self.within:2} of {len(self.draws):2} ({self.wanted} of {DRAWS} "
            f"are wanted), median {_shown(self.middle)}, worst {_shown(worst.score)} ({seed})"
            + (f"; worst alone: {blame}" if blame else "")
        )


@dataclass(frozen=True)
class Vessel:
    """What the training of a design takes, with its upkeep.

    Parameters
    ----------
    transfers: into and out of the vessel, each content of a dose or a refill by itself.
    """

    toehold_sequences: int
    days: float
    transfers: int
    vessel_uL: float

    @property
    def sentence(self) -> str:
        """In words."""
        who = "by hand" if self.transfers <= MOST_BY_HAND else "robot"
        return (
            f"{self.toehold_sequences} toehold sequences, {self.days:.2f} days, "
            f"{self.transfers:,} steps ({who}), a vessel of {self.vessel_uL / 1000:.2f} mL"
        )


@dataclass(frozen=True)
class Row:
    """A task with one of its designs."""

    task: SurvivalTask
    design: Design
    upkeep: Upkeep
    side: SideReactions
    jobs: int

    def cell(self, column: str, draws: int, blame: int) -> Cell:
        """So many draws of a column, spread over the data sets of the task."""
        wanted = self.task.wanted[column]
        if column == NONE:
            seeds = range(1, draws + 1)
            found = [(seed, self._survival(seed, 1, None)) for seed in seeds]
            undisturbed = [self._draw(n, None, s.undisturbed, s) for n, s in found]
            return Cell(column, wanted, tuple(undisturbed), ())
        sets = self.task.data_sets[:draws]
        shares = [draws // len(sets) + (n < draws % len(sets)) for n in range(len(sets))]
        drawn: list[Draw] = []
        notes: tuple[str, ...] = ()
        for data_set, share in zip(sets, shares, strict=True):
            survival = self._survival(data_set, share, column)
            notes = survival.notes
            drawn += [
                self._draw(data_set, one.seed, one.value, survival)
                for one in survival.cases[0].draws
            ]
        cell = Cell(column, wanted, tuple(drawn), notes)
        if not blame or column not in TUBES or cell.within == len(drawn):
            return cell
        worst = cell.worst.data_set
        again = self._survival(worst, shares[sets.index(worst)], column, blame)
        return Cell(column, wanted, cell.draws, notes, again.cases[0].blame)

    @cached_property
    def vessel(self) -> Vessel:
        """What the training takes; refills that are planned have as many steps as measured ones."""
        study = self._study(self.task.data_sets[0])
        schedule = kept_schedule(study.program, study.point, self.upkeep, None)
        return Vessel(
            toehold_sequences=sum(d.is_toehold for d in study.system.domains),
            days=schedule.duration / S_PER_H / 24,
            transfers=count_transfers(schedule),
            vessel_uL=self._survival(self.task.data_sets[0], 1, None).vessel_uL,
        )

    def _study(self, data_set: int) -> LearnerStudy:
        return LearnerStudy(with_seed(self.design, data_set), Graph.in_folder(KEPT))

    def _survival(self, data_set: int, draws: int, column: str | None, blame: int = 0) -> Survival:
        """Draws of one data set; other draws for each."""
        return measure_survival(
            self._study(data_set),
            draws,
            data_set,
            LocalProcesses(self.jobs),
            [] if column is None else [tube_of(column)],
            self.upkeep,
            blame,
            self.side,
        )

    def _draw(
        self, data_set: int, seed: int | None, value: float | None, survival: Survival
    ) -> Draw:
        measure, task = survival.measure, self.task
        if value is None:
            return Draw(data_set, seed, None, within=False, loss=float("inf"))
        score = task.score(value, measure.reference)
        sign = -1 if measure.more_is_better else 1
        within = sign * score <= sign * task.bound + ROUNDING
        return Draw(data_set, seed, score, within, sign * score)


def main(
    names: Sequence[str] = (),
    columns: Sequence[str] = COLUMNS,
    draws: int = DRAWS,
    blame: int = BLAME,
    jobs: int = 2,
    every_design: bool = False,
) -> None:
    """Draw and print the table, or some of it; each cell is written as soon as it is there.

    Parameters
    ----------
    names: of tasks; none for all, and for all designs that ask for draws of their own.
    every_design: of a task, and not its first alone.
    """
    found: list[dict[str, Any]] = []
    for row in rows(names, jobs, every_design):
        task = row.task
        least = "least" if task.bound < 1 else "most"
        print(f"{task.name} ({row.design.name}): {task.measure}, at {least} {task.bound:g}")
        print(f"  {row.vessel.sentence}", flush=True)
        for column in (c for c in columns if c in task.wanted):
            cell = row.cell(column, draws, blame)
            print(f"  {cell.sentence}", flush=True)
            found.append(_written(row, cell))
            write("survives", found)
    for design in [] if names else _asking():
        for column in TUBES:
            found.append(_as_asked(design, column, draws, blame, jobs))
            write("survives", found)


def rows(names: Sequence[str], jobs: int, every_design: bool = False) -> Iterator[Row]:
    """The first design of the tasks with these names, or of all tasks; or every design of them."""
    for task in (task for task in TASKS if not names or task.name in names):
        for name in task.designs if every_design else task.designs[:1]:
            design = read_design(designs_root() / "learners" / name)
            asked = design.expect.survives
            if asked is not None:
                yield Row(task, design, asked.upkeep, asked.side_reactions, jobs)
            else:
                yield Row(task, design, task.upkeep_of(design), task.side, jobs)


def _asking() -> Iterator[Design]:
    """Designs with [expect.survives] that no task names."""
    known = {name for task in TASKS for name in task.designs}
    for file in sorted(designs_root().rglob("design.toml")):
        if mode_of(file) == CLOSED:
            design = read_design(file)
            if design.expect.survives is not None and design.name not in known:
                yield design


def _as_asked(design: Design, column: str, draws: int, blame: int, jobs: int) -> dict[str, Any]:
    """A column by the bounds of the design itself."""
    asked = design.expect.survives
    assert asked is not None
    more = changed(asked, column=column, draws=draws, at_least=draws, blame=blame)
    wanted = changed(design, expect=changed(design.expect, survives=more))
    survival = asked_survival(LearnerStudy(wanted, Graph.in_folder(KEPT)), LocalProcesses(jobs))
    assert survival is not None
    print(f"{design.name}: {survival.sentence}", flush=True)
    return {"design": design.name, "draws": survival.draws, **asdict(survival)}


def _written(row: Row, cell: Cell) -> dict[str, Any]:
    """A cell with all that it takes to draw it again."""
    worst = cell.worst
    return {
        "task": row.task.name,
        "design": row.design.name,
        "measure": row.task.measure,
        "bound": row.task.bound,
        "column": cell.column,
        "within": cell.within,
        "of": len(cell.draws),
        "wanted_of_20": cell.wanted,
        "median": cell.middle,
        "worst": worst.score,
        "worst_samples": worst.data_set,
        "worst_seed": worst.seed,
        "upkeep": row.upkeep.model_dump(mode="json"),
        "side_reactions": row.side.model_dump(mode="json"),
        **asdict(row.vessel),
        "draws": [
            {"samples": d.data_set, "seed": d.seed, "score": d.score, "within": d.within}
            for d in cell.draws
        ],
        "blame": [asdict(one) for one in cell.blame],
        "notes": cell.notes,
    }


def _shown(score: float | None) -> str:
    return "stopped" if score is None else f"{score:.3g}"


def _part() -> None:
    """The parts that the command line names."""
    parser = ArgumentParser(prog="python -m benchmarks.survives", description=__doc__)
    names = [task.name for task in TASKS]
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"of {', '.join(names)}; or all")
    parser.add_argument("--column", action="append", choices=COLUMNS, help="may be repeated")
    parser.add_argument("--draws", type=int, default=DRAWS, help="of every column")
    parser.add_argument("--blame", type=int, default=BLAME, help="single draws of the worst tube")
    parser.add_argument("--jobs", type=int, default=2, help="processes at the same time")
    parser.add_argument("--every-design", action="store_true", help="superseded ones as well")
    given = parser.parse_args()
    for name in given.tasks:
        if name not in names:
            parser.error(f"there is no task '{name}'; use some of: {', '.join(names)}")
    if given.draws < 1 or given.jobs < 1 or given.blame < 0:
        parser.error("give --draws and --jobs of 1 or more, and --blame of 0 or more")
    columns = given.column or COLUMNS
    main(given.tasks, columns, given.draws, given.blame, given.jobs, given.every_design)


if __name__ == "__main__":
    _part()
