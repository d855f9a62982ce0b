"""Forty seeds of a learner in one process and in two."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import write
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.learn import LearnOptions, learn
from ncrn_dsd.study.stage import SILENT
from ncrn_dsd.study.store import ArtefactStore

DESIGN = Path("designs/learners/xor")
SEEDS = 40


def main() -> None:
    """Print wall-clock seconds and the speed-up; write build/bench/scale_out.json."""
    design = read_design(DESIGN)
    rows: list[dict[str, Any]] = []
    for processes in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            options = LearnOptions(tuple(range(1, SEEDS + 1)), executor=LocalProcesses(processes))
            start = time.perf_counter()
            found = learn(design, ArtefactStore(Path(folder)), SILENT, options)
            spent = time.perf_counter() - start
        assert not found.failures
        rows.append({"processes": processes, "wall_s": spent})
        print(f"{SEEDS} seeds of {design.name}, {processes} processes: {spent:.1f} s", flush=True)
    speed_up = rows[0]["wall_s"] / rows[1]["wall_s"]
    print(f"two processes against one: {speed_up:.2f}x")
    print(f"written to {write('scale_out', {'rows': rows, 'speed_up': speed_up})}")


if __name__ == "__main__":
    main()
