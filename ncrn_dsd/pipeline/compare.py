"""Every scheme on every design, cell by cell, through the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import ncrn_dsd
from ncrn_dsd.comparison.ranking import Weights, comparison_of
from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.compared_by import CellOptions
from ncrn_dsd.ir.comparison import Comparison
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.compare_cell import compare_cell, keep_cell
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.learn import read_learner, with_kinetics
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import list_schemes, load_scheme

ALL = "all"


def read_compared(paths: Sequence[Path], kinetics: Kinetics | None = None) -> tuple[Design, ...]:
    """The designs to compare; each can be translated.

    Raises
    ------
    DesignError: D044, a design is as published; D045, two have one name; or one is refused.
    """
    designs: list[Design] = []
    for path in paths:
        design = with_kinetics(read_learner(path), kinetics)
        if isinstance(design, PublishedDesign):
            raise DesignError(
                "D044",
                design.path,
                "an experiment as published has no network that could be translated",
                "give the design of a closed learner",
            )
        if design.name in {d.name for d in designs}:
            raise DesignError(
                "D045",
                design.path,
                f"another of the given designs is called '{design.name}' too",
                "give each design once, with a name of its own",
            )
        # What no scheme can fix should come out before the first cell.
        build(design)
        designs.append(design)
    return tuple(designs)


def chosen_schemes(asked: str) -> tuple[str, ...]:
    """Names from "all" or a list with commas; every one of them exists.

    Raises
    ------
    SchemeError: S001, there is no such scheme.
    """
    names = list_schemes() if asked == ALL else tuple(n.strip() for n in asked.split(","))
    return tuple(load_scheme(name).name for name in dict.fromkeys(names))


def compare(
    designs: Sequence[Design],
    schemes: Sequence[str],
    options: CellOptions,
    weights: Weights,
    store: ArtefactStore,
    executor: Executor,
    watcher: Watcher,
) -> Comparison:
    """All cells, the small designs first; finished ones are taken from the store.

    Raises
    ------
    NcrnError: a design is refused whatever the scheme, or a process is ended from outside.
    """
    by_size = sorted(designs, key=lambda d: (len(build(d).crn.reactions), d.name))
    jobs = [(d, load_scheme(name)) for d in by_size for name in schemes]
    given = [(store.root, design, scheme, options) for design, scheme in jobs]
    cells = executor.run(compare_cell, given, watcher.stage("cells"))
    kept = {
        (design.name, scheme.name): keep_cell(store.root, design, scheme, options, cell)
        for (design, scheme), cell in zip(jobs, cells, strict=True)
    }
    order = [(d.name, load_scheme(name).name) for d in designs for name in schemes]
    said = {"version": ncrn_dsd.__version__, **asdict(options)}
    words = {k: ", ".join(map(str, v)) if isinstance(v, tuple) else str(v) for k, v in said.items()}
    words["seeds"] = words["seeds"] or "as written in the designs"
    return comparison_of(
        [kept[key].cell for key in order],
        words,
        weights,
        {"/".join(key): kept[key].cpu_s for key in order},
    )
