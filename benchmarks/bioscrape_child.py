"""Child process: bioscrape's stochastic simulation of one network; it imports nothing of ours."""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any


def main() -> None:
    """Read a job from standard input; print CPU seconds per run and final counts as JSON."""
    job = json.loads(sys.stdin.read())
    numpy: Any = importlib.import_module("numpy")
    types: Any = importlib.import_module("bioscrape.types")
    simulator: Any = importlib.import_module("bioscrape.simulator")
    begun = time.process_time()
    names = [f"s{i}" for i in range(job["species"])]
    reactions = [
        ([names[i] for i in left], [names[i] for i in right], "massaction", {"k": rate})
        for left, right, rate in job["reactions"]
    ]
    start = {name: float(count) for name, count in zip(names, job["start"], strict=True)}
    model = types.Model(species=names, reactions=reactions, initial_condition_dict=start)
    interface = simulator.ModelCSimInterface(model)
    engine = simulator.SSASimulator()
    times = numpy.array([0.0, job["duration_s"]])
    ready = time.process_time()
    ends = []
    spent = []
    for seed in range(1, job["runs"] + 1):
        importlib.import_module("bioscrape.random").py_seed_random(seed)
        before = time.process_time()
        interface.py_set_initial_state(model.get_species_array())
        result = engine.py_simulate(interface, times)
        spent.append(time.process_time() - before)
        ends.append([float(v) for v in result.py_get_result()[-1]])
    order = [model.get_species2index()[name] for name in names]
    answer = {
        "cpu_s": min(spent),
        "set_up_cpu_s": ready - begun,
        "ends": [[end[i] for i in order] for end in ends],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
