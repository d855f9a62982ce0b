"""Train one design from many seeds, at the abstract level and at that of the strands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_design, read_published
from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.program import Coefficient
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import ABSTRACT, DSD, LEVEL_NAMES
from ncrn_dsd.ir.verdict import enough_seeds
from ncrn_dsd.model.dynamics import KIND as DYNAMICS
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.pipeline.autonomy import AS_PUBLISHED, mode_of
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.learn_seed import AnyDesign, level_run, of_seed, program_of, train_level
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import Scheme, load_scheme


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """How often and at which level a design is trained.

    Parameters
    ----------
    seeds: one training each; none for the design as it is written.
    level: `DSD` trains both levels.
    scheme: to use instead of the design's; the abstract level has none.
    executor: who trains the seeds.
    kinetics: to use instead of the design's.
    """

    seeds: tuple[int, ...] = ()
    level: str = ABSTRACT
    scheme: str | None = None
    executor: Executor = field(default_factory=LocalProcesses)
    kinetics: Kinetics | None = None


@dataclass(frozen=True, slots=True)
class SeedRun:
    """One seed at all levels that were asked for, the abstract one first.

    Parameters
    ----------
    seed: None for the design as it is written.
    """

    seed: int | None
    levels: tuple[LevelRun, ...]

    @property
    def name(self) -> str:
        return "as written" if self.seed is None else str(self.seed)

    def level(self, name: str) -> LevelRun:
        return next(run for run in self.levels if run.level == name)


@dataclass(frozen=True, slots=True)
class Learning:
    """All seeds of one design.

    Parameters
    ----------
    scheme: of the DSD level; None when only the abstract level was trained.
    levels: names of the levels that were trained.
    first_task: samples of the first seed.
    coefficients: what is learned, in the order in which trainings record it.
    as_designed: the strands were simulated by the kinetics that the design names.
    """

    design: AnyDesign
    scheme: str | None
    levels: tuple[str, ...]
    runs: tuple[SeedRun, ...]
    first_task: LearningTask
    coefficients: tuple[Coefficient, ...]
    as_designed: bool = True

    @property
    def failures(self) -> int:
        """Trainings of any level that are no result."""
        return sum(level.failure is not None for run in self.runs for level in run.levels)

    @property
    def keeps(self) -> bool:
        """At every level enough seeds are within the bounds of the design."""
        return all(enough_seeds(self.kept_seeds(name), len(self.runs)) for name in self.levels)

    @property
    def seeds_to_keep(self) -> int:
        """How many seeds must be within the bounds of the design."""
        seeds = len(self.runs)
        return next(n for n in range(seeds + 1) if enough_seeds(n, seeds))

    def kept_seeds(self, level: str) -> int:
        """How many seeds are within the bounds of the design."""
        return sum(self.kept(run.level(level)) for run in self.runs)

    def kept(self, run: LevelRun) -> bool:
        """Whether one training is within the bounds of the design."""
        return run.keeps(bounds_of(self.design, run.level))


def is_published(design: AnyDesign) -> bool:
    """The design is an experiment as it was published."""
    return isinstance(design, PublishedDesign)


def bounds_of(design: AnyDesign, level: str) -> LearningBounds:
    """What a design expects of a trained learner at a level."""
    return design.expect if isinstance(design, PublishedDesign) else design.expect.bounds(level)


def read_learner(path: Path) -> AnyDesign:
    """A design with something to train.

    Raises
    ------
    DesignError: D041, the design only runs; or it cannot be read.
    """
    mode = mode_of(path)
    if mode == DYNAMICS:
        raise DesignError(
            "D041",
            str(path),
            'a design of kind "dynamics" has nothing to learn',
            "give the design of a learner, or follow this one with `ncrn-dsd simulate`",
        )
    if mode == AS_PUBLISHED:
        return read_published(path)
    return read_design(path)


def with_kinetics(design: AnyDesign, kinetics: Kinetics | None) -> AnyDesign:
    """The design with these kinetics instead of its own; an experiment as published has none."""
    if kinetics is None or isinstance(design, PublishedDesign):
        return design
    return changed(design, dsd=changed(design.dsd, kinetics=kinetics))


def learn(
    design: AnyDesign, store: ArtefactStore, watcher: Watcher, options: LearnOptions
) -> Learning:
    """Train every seed; each is kept in the store, so that an interrupted call goes on there.

    Raises
    ------
    NcrnError: the design is refused whatever the seed, or a process is ended from outside.
    DesignError: D042, an experiment as published has no DSD level.
    """
    seeds: tuple[int | None, ...] = options.seeds or (None,)
    designs = [of_seed(design, seed) for seed in seeds]
    # What is wrong with the design should come out before the first training.
    first = program_of(designs[0])
    learned = first.encoding.coefficients
    root = store.root
    if options.level == ABSTRACT:
        abstract = train_each(root, designs, None, watcher, options.executor)
        runs = tuple(SeedRun(s, (a,)) for s, a in zip(seeds, abstract, strict=True))
        return Learning(design, None, (ABSTRACT,), runs, first.task, learned)
    if isinstance(design, PublishedDesign):
        raise DesignError(
            "D042",
            design.path,
            "an experiment as published needs its host between the networks and has no DSD level",
            "use --level abstract, or a design that is closed in chemistry",
        )
    chosen = load_scheme(options.scheme or design.dsd.scheme)
    asked = with_kinetics(design, options.kinetics)
    designs = [of_seed(asked, seed) for seed in seeds]
    abstract = train_each(root, designs, None, watcher, options.executor)
    dsd = train_each(root, designs, chosen, watcher, options.executor)
    runs = tuple(SeedRun(s, (a, d)) for s, a, d in zip(seeds, abstract, dsd, strict=True))
    is_as_designed = asked == design
    return Learning(asked, chosen.name, (ABSTRACT, DSD), runs, first.task, learned, is_as_designed)


def train_each(
    root: Path,
    designs: Sequence[AnyDesign],
    scheme: Scheme | None,
    watcher: Watcher,
    executor: Executor,
) -> tuple[LevelRun, ...]:
    """One level of every design, in their order, from the store where it is there.

    Parameters
    ----------
    root: folder of the store.
    scheme: to train the strands by; None for the abstract level.
    executor: who trains them.

    Raises
    ------
    NcrnError: a design is refused whatever the seed, or a process is ended from outside.
    """
    graph = Graph.in_folder(root, watcher)
    known = {i: run for i, d in enumerate(designs) if (run := graph.find(train_level, d, scheme))}
    missing = [i for i in range(len(designs)) if i not in known]
    if len(missing) == 1:
        # One training alone shows its stages, and needs no process of its own.
        known[missing[0]] = graph.run(train_level, designs[missing[0]], scheme)
    elif missing:
        report = watcher.stage(f"train, {LEVEL_NAMES[ABSTRACT if scheme is None else DSD]}")
        report(len(known), len(designs))
        done = len(known)
        given = [(root, designs[i], scheme) for i in missing]
        made = executor.run(level_run, given, lambda n, _: report(done + n, len(designs)))
        for i, run in zip(missing, made, strict=True):
            # A worker of a cluster has a store of its own.
            known[i] = graph.keep(train_level, run, designs[i], scheme)
    return tuple(known[i] for i in range(len(designs)))
