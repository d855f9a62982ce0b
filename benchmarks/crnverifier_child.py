"""One test by crnverifier within a CPU limit: a question as JSON in, CPU seconds out."""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    """Read ``{"limit_s", "modular", "formal", "implementation", "signals"}``.

    With `modular` the reactions are lists of modules. The process is ended by the system when
    the limit is reached.
    """
    from crnverifier import crn_bisimulation_test, modular_crn_bisimulation_test

    sys.setrecursionlimit(20_000)
    asked = json.load(sys.stdin)
    limit = int(asked["limit_s"])
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    flat = [r for m in asked["formal"] for r in m] if asked["modular"] else asked["formal"]
    formals = {x for r in flat for side in r for x in side} | set(asked["signals"].values())
    test = modular_crn_bisimulation_test if asked["modular"] else crn_bisimulation_test
    answer, sys.stdout = sys.stdout, sys.stderr
    start = time.process_time()
    found, _ = test(
        asked["formal"],
        asked["implementation"],
        formals,
        interpretation={x: [formal] for x, formal in asked["signals"].items()},
        permissive="graphsearch",
    )
    json.dump({"found": bool(found), "cpu_s": time.process_time() - start}, answer)
    answer.flush()


if __name__ == "__main__":
    main()
