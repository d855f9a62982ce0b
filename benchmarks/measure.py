"""CPU times of functions in this process and of child processes."""

from __future__ import annotations

import json
import math
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")


def cpu_s(work: Callable[[], object], repeats: int = 3) -> float:
    """Least CPU time of some repeats in this process [s]."""
    return min(timed(work)[1].cpu_s for _ in range(repeats))


@dataclass(frozen=True)
class Spent:
    """What something took."""

    wall_s: float
    cpu_s: float


def timed(work: Callable[[], Result]) -> tuple[Result, Spent]:
    """The result, and what it took in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, Spent(time.perf_counter() - wall, time.process_time() - cpu)


def child_cpu_s(work: Callable[[], object]) -> float:
    """CPU time of the child processes that `work` starts and waits for [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def growth_exponent(sizes: list[float], times: list[float]) -> float:
    """Slope of log time against log size, by least squares."""
    x = [math.log(s) for s in sizes]
    y = [math.log(t) for t in times]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return covariance / sum((a - mean_x) ** 2 for a in x)


def write(name: str, results: Any) -> Path:
    """Store results as build/bench/NAME.json."""
    path = Path("build/bench") / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return path


def peak_memory_MB() -> float:
    """Largest resident memory of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
