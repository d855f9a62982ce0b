"""How well a readout of the calibration set says what gates do: many laboratories, one package.

Every laboratory is a process of its own that the fit knows nothing of; see `synthetic_laboratory`.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks import synthetic_laboratory
from benchmarks.measure import write
from ncrn_dsd.calibration.gate_model import CONSTANTS
from ncrn_dsd.pipeline.calibrate import calibrated
from ncrn_dsd.pipeline.handoff import make_handoff, write_handoff
from ncrn_dsd.pipeline.handoff_options import HandoffOptions
from ncrn_dsd.study.stage import SILENT
from ncrn_dsd.study.store import ArtefactStore

NETWORK = """A @initial 10 nM; B @initial 10 nM; D @initial 10 nM
A + B -> C
C + D -> E
A + D -> F
"""
LABORATORIES = 6
WITHIN = {"k": 1.15, "K": 1.5, "leak_per_M_s": 2.0, "active": 1.03}
"""Factors by which a value may be off and count as found."""


@dataclass(frozen=True)
class Found:
    """One constant of one gate in one laboratory: the value over the truth, and its interval."""

    name: str
    ratio: float
    covered: bool


def main() -> None:
    """Print how often each constant is found, and how often the interval has the truth in it."""
    with tempfile.TemporaryDirectory() as folder:
        package = _package(Path(folder))
        jobs = [(package, Path(folder), seed) for seed in range(1, LABORATORIES + 1)]
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            found = [one for lab in pool.map(_laboratory, jobs) for one in lab]
    rows = []
    for name in CONSTANTS:
        mine = [one for one in found if one.name == name]
        covered = sum(one.covered for one in mine)
        row: dict[str, object] = {"constant": name, "gates": len(mine), "covered": covered}
        text = f"{name:13} {len(mine)} gates, interval of 90 % has the truth in {covered}"
        if name in WITHIN:
            off = [math.exp(abs(math.log(one.ratio))) for one in mine]
            near = sum(one <= WITHIN[name] for one in off)
            row |= {"within": WITHIN[name], "near": near, "median_factor": median(off)}
            text += f"; within {WITHIN[name]:g} times in {near}, median {median(off):.3f}"
        print(text, flush=True)
        rows.append(row)
    every = sum(one.covered for one in found)
    print(f"all           intervals have the truth in {every} of {len(found)}")
    write("calibration", rows)


def _package(folder: Path) -> Path:
    file = folder / "three.crn"
    file.write_text(NETWORK, encoding="utf-8")
    store = ArtefactStore(folder / ".artefacts")
    made = make_handoff(file, store, SILENT, HandoffOptions())
    write_handoff(made, folder / "package")
    return folder / "package"


def _laboratory(job: tuple[Path, Path, int]) -> list[Found]:
    package, folder, seed = job
    readout, truth = folder / f"readout{seed}.csv", folder / f"truth{seed}.json"
    script = str(Path(synthetic_laboratory.__file__))
    command = [sys.executable, script, str(package), str(seed), str(readout), str(truth)]
    subprocess.run(command, check=True)
    return list(_compared(package, readout, json.loads(truth.read_text(encoding="utf-8"))))


def _compared(package: Path, readout: Path, truth: dict[str, dict[str, float]]) -> Iterator[Found]:
    """Of gates that are not dead, for which nothing but that can be told."""
    for judged in calibrated(package, readout, lambda _done, _all: None):
        real = truth[judged.gate.name]
        for name in CONSTANTS if not real["is_dead"] else ():
            one = getattr(judged.gate, name)
            ratio = max(one.value, 1e-12) / max(real[name], 1e-12)
            yield Found(name, ratio, covered=one.low <= real[name] <= one.high)


if __name__ == "__main__":
    main()
