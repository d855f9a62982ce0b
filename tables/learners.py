"""`python -m tables learners`: how well the learners learn, beside what is published."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

import ncrn_dsd
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.training import ABSTRACT, LEVEL_NAMES
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from tables.learner_measures import (
    Found,
    PublishedFound,
    measure_published,
    measure_row,
    refuse_missing,
)
from tables.learner_rows import PUBLISHED_ROWS, ROWS, PublishedRow, Row
from tables.learner_screen import show_tables

ROOT = Path(__file__).parents[1]
WHOLE, PART = "learners.json", "learners_part.json"
KEYS = tuple(row.key for row in (*ROWS, *PUBLISHED_ROWS))


@click.command("learners")
@click.option(
    "--rows",
    help="Rows to measure, with commas between them.  [default: all]",
)
@click.option(
    "--seeds",
    type=click.IntRange(min=1, max=10_000),
    help="Seeds of every row.  [default: 20 at the abstract level, 3 at DSD and as published]",
)
@click.option(
    "--level",
    type=click.Choice((*LEVEL_NAMES, "both")),
    default="both",
    show_default=True,
    help="Levels to train.",
)
@click.option(
    "--build",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder for finished trainings, and for tables/learners.json.",
)
def learners_command(
    rows: str | None = None,
    seeds: int | None = None,
    level: str = "both",
    build: Path = Path("build"),
) -> None:
    """Measure the learners, ours and as published, and print tables of them.

    Every finished training is kept, so that an interrupted call goes on from there. What is
    asked for in part goes to learners_part.json.
    """
    ours, published = _chosen(rows)
    refuse_missing([*(r.design for r in ours), *(r.design for r in published)], ROOT)
    levels = LEVEL_NAMES if level == "both" else (level,)
    is_whole = rows is None and seeds is None and level == "both"
    file = build / "tables" / (WHOLE if is_whole else PART)
    store = ArtefactStore(build / ".artefacts")
    found: list[Found] = []
    as_published: list[PublishedFound] = []

    def keep() -> None:
        write_bytes(file, tables_json(found, as_published).encode())

    with ProgressBars() as bars:
        for name in levels:
            for row in ours:
                count = seeds or (row.seeds_abstract if name == ABSTRACT else row.seeds_dsd)
                found.append(measure_row(row, name, count, ROOT, store, _Named(bars, row.key)))
                keep()
        for experiment in published if ABSTRACT in levels else ():
            named = _Named(bars, experiment.key)
            count = seeds or experiment.seeds
            as_published.append(measure_published(experiment, count, ROOT, store, named))
            keep()
    keep()
    # Both levels of a row belong side by side.
    order = [row.key for row in ours]
    found.sort(key=lambda f: order.index(f.row.key))
    show_tables(found, as_published)
    click.echo(f"Figures: {file}")


@dataclass(frozen=True)
class _Named:
    """A `Watcher` that says which row a stage is for."""

    inner: Watcher
    row: str

    def stage(self, name: str) -> Callable[[int, int], None]:
        return self.inner.stage(f"{self.row}: {name}")


def _chosen(rows: str | None) -> tuple[tuple[Row, ...], tuple[PublishedRow, ...]]:
    if rows is None:
        return ROWS, PUBLISHED_ROWS
    wanted = [key.strip() for key in rows.split(",") if key.strip()]
    for key in wanted:
        if key not in KEYS:
            raise click.BadParameter(
                f"there is no row '{key}'; use some of: {', '.join(KEYS)}", param_hint="--rows"
            )
    if not wanted:
        raise click.BadParameter("name at least one row", param_hint="--rows")
    return (
        tuple(row for row in ROWS if row.key in wanted),
        tuple(row for row in PUBLISHED_ROWS if row.key in wanted),
    )


def tables_json(found: Sequence[Found], published: Sequence[PublishedFound]) -> str:
    """All figures; nothing but what stands under ``cpu_s`` depends on the time."""
    figures = {
        "schema": 1,
        "versions": {
            "ncrn_dsd": ncrn_dsd.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numba", "numpy", "scipy")},
        },
        "reached": "18 of 20 seeds, or as large a part of others, are within what is expected",
        "learners": [_figures(f) for f in found],
        "published": [_published_figures(p) for p in published],
        "cpu_s": {
            **{f"{f.row.key}, {f.level}": round(f.cpu_s, 1) for f in found},
            **{p.row.key: round(p.cpu_s, 1) for p in published},
        },
    }
    return json.dumps(figures, indent=2, allow_nan=False) + "\n"


def _figures(f: Found) -> dict[str, Any]:
    row, statistics = f.row, f.statistics
    return {
        "row": row.key,
        "task": row.task,
        "design": row.design,
        "level": f.level,
        "scheme": None if f.level == ABSTRACT else row.scheme,
        "measure": row.measure.value,
        "authors": row.authors or None,
        "baseline": row.baseline,
        "bounds": f.bounds,
        "values": [{"seed": seed, "value": value} for seed, value in f.values],
        "statistics": None if statistics is None else asdict(statistics),
        "relative": [{"seed": seed, "value": value} for seed, value in f.relative],
        "relative_statistics": (
            None if f.relative_statistics is None else asdict(f.relative_statistics)
        ),
        "kept": f.kept,
        "reached": f.reached,
        "failures": _failures(f.failures),
        "host_actions_per_sample": f.host_per_sample,
    }


def _published_figures(p: PublishedFound) -> dict[str, Any]:
    row = p.row
    return {
        "row": row.key,
        "design": row.design,
        "seeds": p.seeds,
        "authors": row.figure or None,
        "loss": None if p.loss is None else asdict(p.loss),
        "loss_range": None if row.loss is None else asdict(row.loss),
        "accuracy": None if p.accuracy is None else asdict(p.accuracy),
        "accuracy_range": None if row.accuracy is None else asdict(row.accuracy),
        "note": row.note or None,
        "failures": _failures(p.failures),
        "host_actions_per_sample": p.host_per_sample,
    }


def _failures(failures: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
    return [{"seed": seed, "failure": why} for seed, why in failures]
