"""Train a design with every combination of some of its values, from several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import design_of, load_toml, parse_toml
from ncrn_dsd.formats.toml_text import parsed_values, with_key
from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.sweep import Axis, SeedOutcome, Sweep, SweepPoint
from ncrn_dsd.ir.training import DSD
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.learn import bounds_of, train_each
from ncrn_dsd.pipeline.learn_seed import of_seed, program_of
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import load_scheme


def axis_of(text: str) -> Axis:
    """Read ``KEY=VALUE,VALUE,...``.

    Raises
    ------
    DesignError: D047, it has no key or no value.
    """
    key, sign, rest = text.partition("=")
    if not (key.strip() and sign and rest.strip()):
        raise DesignError(
            "D047",
            "--vary",
            f"'{text}' is not a key with values",
            "write for example --vary learner.learning_rate=0.02,0.05",
        )
    values = parsed_values(rest)
    return Axis(key.strip(), tuple(values))


def sweep(
    path: Path,
    axes: Sequence[Axis],
    seeds: Sequence[int],
    level: str,
    store: ArtefactStore,
    watcher: Watcher,
    executor: Executor,
) -> Sweep:
    """Train every point from every seed; finished trainings are kept in the store.

    Raises
    ------
    NcrnError: a value is refused by the schema of designs, or a design by its learner.
    """
    text, file = load_toml(path)
    tables = parse_toml(text, file)
    design = design_of(tables, text, file)
    values = list(product(*(axis.values for axis in axes)))
    varied_tables = [_varied(tables, file, axes, combination) for combination in values]
    designs = [
        design_of(changed, text, f"{file} ({_describe_point(axes, combination)})")
        for changed, combination in zip(varied_tables, values, strict=True)
    ]
    for varied in designs:
        # What is wrong with any of them should come out before the first training.
        program_of(varied)
    runs: dict[int, tuple[LevelRun, ...]] = {}
    schemes = {d.dsd.scheme for d in designs} if level == DSD else {None}
    for name in sorted(schemes, key=str):
        here = [i for i, d in enumerate(designs) if name in (None, d.dsd.scheme)]
        drawn = [of_seed(designs[i], seed) for i in here for seed in seeds]
        scheme = None if name is None else load_scheme(name)
        made = train_each(store.root, drawn, scheme, watcher, executor)
        runs |= {i: made[n * len(seeds) :][: len(seeds)] for n, i in enumerate(here)}
    bounds = bounds_of(design, level)
    keys = [axis.key for axis in axes]
    points = tuple(
        SweepPoint(
            dict(zip(keys, combination, strict=True)),
            tuple(
                _of_seed(s, run, bounds, designs[i].dsd.kinetics)
                for s, run in zip(seeds, runs[i], strict=True)
            ),
        )
        for i, combination in enumerate(values)
    )
    return Sweep(
        design=design.name,
        title=design.title,
        design_sha256=design.digest,
        level=level,
        expected=bounds,
        seeds=tuple(seeds),
        axes=tuple(axes),
        points=points,
    )


def _of_seed(seed: int, run: LevelRun, bounds: LearningBounds, kinetics: Kinetics) -> SeedOutcome:
    outcome = Outcome(
        loss=None if run.failure is not None else run.validation_mse,
        accuracy=run.validation_accuracy if run.test_accuracy is None else run.test_accuracy,
        held_out_mse=None if run.training is None else run.training.held_out_mse,
        failure=run.failure,
    )
    holds = all(o.is_good for o in run.condensation)
    condensed_only = run.level == DSD and kinetics is Kinetics.CONDENSED and not holds
    return SeedOutcome(seed, outcome, run.keeps(bounds), condensed_only)


def _varied(
    tables: dict[str, Any], file: str, axes: Sequence[Axis], values: Sequence[Any]
) -> dict[str, Any]:
    for axis, value in zip(axes, values, strict=True):
        changed = with_key(tables, axis.key, value)
        if changed is None:
            raise DesignError(
                "D046",
                file,
                f"'{axis.key}' cannot be varied, since it is no key with a value of its own",
                "name a key by its tables, such as learner.rates.clear",
            )
        tables = changed
    return tables


def _describe_point(axes: Sequence[Axis], values: Sequence[Any]) -> str:
    return ", ".join(f"{a.key} = {v}" for a, v in zip(axes, values, strict=True))
