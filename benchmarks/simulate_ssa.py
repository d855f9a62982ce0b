"""Exact stochastic simulation beside bioscrape: events per CPU second on strands of DNA.

Both simulate the same network from the same counts for the same time. bioscrape does not say how
many reactions fired; the number is the mean over our runs, which follow the same law.
NCRN_DSD_ORACLES may name another Python in which bioscrape is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import cpu_s, write
from benchmarks.simulate_others import installed
from benchmarks.simulate_systems import strands
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.simulate import ensemble, simulate_counts
from ncrn_dsd.simulation.stochastic.volume import Volume

ABSENT = "not installed: pip install 'ncrn_dsd[oracles]'"
PRODUCTS = 22
"""Weights of the layer whose strands have about five hundred reactions."""
TEN_FL = Volume(1e-14, 1e-9)
DURATION_S = 200.0
RUNS = 4
CHILD = Path(__file__).with_name("bioscrape_child.py")


def main() -> None:
    """Print events per CPU second and their ratio; write them to build/bench/simulate_ssa.json."""
    print(f"written to {write('simulate_ssa', measure())}")


def measure(duration_s: float = DURATION_S, runs: int = RUNS) -> dict[str, Any]:
    """Events per CPU second of both, and how many times faster ours is."""
    phase = strands(PRODUCTS)
    system = CountedSystem(phase.system, TEN_FL)
    start = TEN_FL.molecules(phase.start)
    many = ensemble(system, start, (duration_s,), range(runs), workers=1)
    events = float(many.events.mean())
    ours_s = cpu_s(lambda: [simulate_counts(system, start, duration_s, s) for s in range(runs)])
    found: dict[str, Any] = {
        "system": phase.name,
        "volume_L": TEN_FL.volume_L,
        "duration_s": duration_s,
        "events": events,
        "ours_events_per_cpu_s": events * runs / ours_s,
        "bioscrape": _bioscrape(system, start, duration_s, runs),
    }
    print(f"{phase.name}, {TEN_FL.volume_L:g} L, {duration_s:g} s: {events:.0f} events per run")
    print(f"  {'ours':<12}{found['ours_events_per_cpu_s']:>14.3g} events per CPU second")
    other = found["bioscrape"]
    if "cpu_s" in other:
        other["events_per_cpu_s"] = events / other["cpu_s"]
        found["ratio"] = found["ours_events_per_cpu_s"] / other["events_per_cpu_s"]
        other["largest_z"] = _largest_z(many.counts[:, 0], np.array(other.pop("ends")))
        print(
            f"  {'bioscrape':<12}{other['events_per_cpu_s']:>14.3g} events per CPU second: "
            f"ours is {found['ratio']:.1f} x as fast; set-up {other['set_up_cpu_s']:.2f} s"
        )
        print(f"  largest difference of mean counts: {other['largest_z']:.1f} Poisson errors")
    else:
        print(f"  {'bioscrape':<12}{other['failure']}")
    return found


def _bioscrape(
    system: CountedSystem, start: np.ndarray[Any, Any], duration_s: float, runs: int
) -> dict[str, Any]:
    python = os.environ.get("NCRN_DSD_ORACLES")
    if python is None and not installed("bioscrape"):
        return {"failure": ABSENT}
    job = {
        "species": len(system.species),
        "reactions": [
            [
                [system.system.index[s] for s in law.reactants],
                [system.system.index[s] for s in law.products],
                float(rate),
            ]
            for law, rate in zip(system.system.reactions, system.rates, strict=True)
        ],
        "start": start.tolist(),
        "duration_s": duration_s,
        "runs": runs,
    }
    command = [python or sys.executable, str(CHILD)]
    try:
        done = subprocess.run(
            command, input=json.dumps(job), capture_output=True, text=True, check=False
        )
    except OSError as problem:
        return {"failure": f"NCRN_DSD_ORACLES names no Python: {problem}"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        return {"failure": ABSENT if last.startswith("ModuleNotFoundError") else last}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _largest_z(ours: np.ndarray[Any, Any], theirs: np.ndarray[Any, Any]) -> float:
    """Largest difference of means, of counts above ten, in errors of Poisson numbers."""
    gap = np.abs(ours.mean(axis=0) - theirs.mean(axis=0))
    # A few runs give poor variances, so that those of Poisson numbers are taken.
    spread = np.maximum(ours.mean(axis=0), theirs.mean(axis=0))
    seen = spread > 10
    return float(np.max(gap[seen] / np.sqrt(spread[seen] * (1 / len(ours) + 1 / len(theirs)))))


if __name__ == "__main__":
    main()
