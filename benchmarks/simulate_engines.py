"""Our integrator beside others: CPU time of one phase at equal measured error, and its growth.

Every engine is run at tolerances from loose to tight, and the first run whose measured error is
small enough counts. Set-up (code generation, ordering) is not in the times.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import simulate_ssa, simulate_training
from benchmarks.measure import cpu_s, growth_exponent, write
from benchmarks.simulate_others import OTHERS, Run, by, installed
from benchmarks.simulate_systems import Phase, learner, strands
from ncrn_dsd.errors import NcrnError
from ncrn_dsd.simulation.integrate import Tolerances, integrate, rodas5p
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.reference import radau

LARGEST_ERROR = 1e-5
EXPONENTS = range(3, 11)
"""Relative tolerances 1e-3 to 1e-10; the absolute one is a hundredth of it, in units."""
GROWTH = (22, 100, 256, 450)
ABSENT = "not installed: pip install 'ncrn_dsd[oracles]'"
OURS = "ours"


def main() -> None:
    """Print ratios, growth and memory; write them to build/bench/simulate.json."""
    phases = [strands(size) for size in GROWTH]
    results: dict[str, Any] = {"beside": [], "absent": []}
    # The dense and symbolic engines would take minutes on the larger systems.
    for phase in (learner(), phases[0]):
        results["beside"].append(_beside(phase))
    results["growth"] = _growth(phases)
    results["memory"] = _memory(phases[-1])
    results["stochastic"] = simulate_ssa.measure()
    results["training"] = simulate_training.measure()
    print(f"written to {write('simulate', results)}")


def _beside(phase: Phase) -> dict[str, Any]:
    species, reactions = phase.size
    exact = integrate(phase.system, phase.start, phase.duration, Tolerances(1e-11, 1e-11))
    checked = integrate(phase.system, phase.start, phase.duration, Tolerances(1e-9, 1e-10), radau)
    gap = _error(phase, checked, exact)
    print(f"{phase.name}: {species} species, {reactions} reactions; reference checked to {gap:.1g}")
    rows = [_row(phase, OURS, by(phase, rodas5p), exact)]
    for name, (module, make) in OTHERS.items():
        if installed(module):
            rows.append(_row(phase, name, make(phase), exact))
        else:
            rows.append({"engine": name, "failure": ABSENT})
    for row in rows:
        if "cpu_s" in row:
            row["ratio"] = row["cpu_s"] / rows[0]["cpu_s"]
            print(
                f"  {row['engine']:<28}{1e3 * row['cpu_s']:>12.3f} ms{row['ratio']:>10.1f} x"
                f"   error {row['error']:.1e} at tolerance {row['tolerance']:.0e}"
            )
        else:
            print(f"  {row['engine']:<28}{row['failure']}")
    return {
        "system": phase.name,
        "species": species,
        "reactions": reactions,
        "largest_error": LARGEST_ERROR,
        "reference_gap": gap,
        "engines": rows,
    }


def _row(phase: Phase, name: str, run: Run, exact: Vector) -> dict[str, Any]:
    for exponent in EXPONENTS:
        relative = 10.0**-exponent
        absolute = relative * phase.unit * 1e-2
        try:
            error = _error(phase, run(relative, absolute), exact)
        except NcrnError as problem:
            failure = str(problem)
            continue
        failure = f"error {error:.1e} at tolerance {relative:.0e}"
        if error <= LARGEST_ERROR:
            return {
                "engine": name,
                "cpu_s": _cpu_s(run, relative, absolute),
                "error": error,
                "tolerance": relative,
            }
    return {"engine": name, "failure": failure}


def _cpu_s(run: Run, relative: float, absolute: float) -> float:
    """Least CPU time of one run; short runs are repeated until they can be measured."""
    once = cpu_s(lambda: run(relative, absolute), repeats=1)
    if once > 1.0:
        return once
    many = max(1, min(200, int(0.1 / max(once, 1e-4))))
    return cpu_s(lambda: [run(relative, absolute) for _ in range(many)]) / many


def _error(phase: Phase, found: Vector, exact: Vector) -> float:
    """Largest error of any species, relative to it or to the unit, whichever is larger."""
    return float(np.max(np.abs(found - exact) / np.maximum(np.abs(exact), phase.unit)))


def _growth(phases: Sequence[Phase]) -> dict[str, Any]:
    rows = []
    for phase in phases:
        set_up = cpu_s(partial(_set_up, phase), repeats=1)
        wait = partial(integrate, phase.system, phase.start, phase.duration, Tolerances())
        rows.append(
            {
                "species": phase.size[0],
                "reactions": phase.size[1],
                "fill": phase.system.plan.pattern.fill,
                "set_up_cpu_s": set_up,
                "cpu_s": cpu_s(wait),
            }
        )
    exponent = growth_exponent([r["reactions"] for r in rows], [r["cpu_s"] for r in rows])
    print(f"one phase of {phases[0].duration:g} s at the default tolerances")
    print(
        f"{'reactions':>10}{'species':>10}{'ms':>10}{'us/reaction':>13}{'fill':>7}{'set-up s':>10}"
    )
    for row in rows:
        print(
            f"{row['reactions']:>10}{row['species']:>10}{1e3 * row['cpu_s']:>10.1f}"
            f"{1e6 * row['cpu_s'] / row['reactions']:>13.1f}{row['fill']:>7.2f}"
            f"{row['set_up_cpu_s']:>10.2f}"
        )
    print(f"time grows as reactions^{exponent:.2f}")
    return {"sizes": rows, "exponent": exponent}


def _set_up(phase: Phase) -> object:
    return MassAction(phase.system.species, phase.system.reactions).plan


def _memory(phase: Phase) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "phase.pickle"
        # A system without a layout, so that the other process makes one as well.
        system = MassAction(phase.system.species, phase.system.reactions)
        file.write_bytes(pickle.dumps((system, phase.start, phase.duration)))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.simulate_memory", str(file)],
            check=True,
            capture_output=True,
            text=True,
        )
    before, peak = (float(word) for word in done.stdout.split())
    print(f"memory at {phase.size[1]} reactions: {peak:.0f} MB, {before:.0f} MB of it before")
    return {"reactions": phase.size[1], "before_MB": before, "peak_MB": peak}


if __name__ == "__main__":
    main()
