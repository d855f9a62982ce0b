"""Our own CPU seconds of what the benchmarks measure, without the peers.

`python -m benchmarks.own_times COMMIT` times the parts of an earlier commit and of this tree one
after the other, several times, and prints the ratio of the fastest ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

from benchmarks import enumerate_engines, sequences_gap, simulate_training
from benchmarks.measure import cpu_s
from benchmarks.systems import FAMILIES, whole_system
from benchmarks.verify_systems import build_family
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.run import enumerate_detailed
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.prover import prove

ENUMERATED = (("chain", 256), ("chain", 1024), ("cat", 64))
PROVED = (("chain", 128), ("cat", 128))
BUDGET_S = 30.0
"""For the proof of one gate."""
SEQUENCES = 200
SEED = 1


def own_times_s() -> dict[str, float]:
    """CPU seconds of every part, by its name."""
    found: dict[str, float] = {}
    for family, size in ENUMERATED:
        job = whole_system(FAMILIES[family](size), enumerate_engines.SCHEME)
        detail = partial(enumerate_detailed, job, enumerate_engines.ALL)
        _, network = detail()
        found[f"enumerate {family}({size})"] = cpu_s(detail, repeats=3)
        found[f"condense {family}({size})"] = cpu_s(partial(condense, network), repeats=3)
    for family, size in PROVED:
        built = build_family(family, size)
        found[f"certify {family}({size})"] = cpu_s(partial(prove, built.question), repeats=5)
        verify = partial(prove_system, built.system, built.crn, built.network, BUDGET_S)
        found[f"verify {family}({size}) with all checks"] = cpu_s(verify, repeats=3)
    with redirect_stdout(StringIO()):
        trained = simulate_training.measure()
    found["train 100 samples x 50 epochs, abstract"] = trained["abstract_training_cpu_s"]
    found["train an epoch of strands"] = trained["dsd_epoch_cpu_s"]
    design = partial(sequences_gap.DESIGNERS["ours"], SEQUENCES, SEED)
    design()  # compiles the kernels, which is no part of a design
    found[f"design {SEQUENCES} sequences"] = cpu_s(design, repeats=2)
    return found


def _of_tree(tree: Path) -> dict[str, float]:
    """The times of the code in a folder, by this file."""
    done = subprocess.run(
        (sys.executable, Path(__file__), "--here"),
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        check=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(done.stdout))


def main() -> None:
    """Print CPU seconds of both and their ratio."""
    parser = ArgumentParser(prog="python -m benchmarks.own_times", description=__doc__)
    parser.add_argument("base", nargs="?", default="HEAD", help="the earlier commit")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed")
    parser.add_argument(
        "--here", action="store_true", help="only the times of this folder, as JSON"
    )
    given = parser.parse_args()
    if given.here:
        print(json.dumps(own_times_s()))
        return
    # An earlier tree runs this file too, and need not have this.
    from golden.earlier import ROOT, tree_of

    with tree_of(given.base, ROOT / "build" / "bench" / "tree") as base:
        rounds = [(_of_tree(base), _of_tree(ROOT)) for _ in range(given.rounds)]
    print(f"{'CPU s':<42}{given.base[:12]:>14}{'this tree':>12}{'ratio':>8}")
    for name in rounds[0][1]:
        before, now = (min(one[side][name] for one in rounds) for side in (0, 1))
        print(f"{name:<42}{before:>14.3f}{now:>12.3f}{now / before:>8.2f}")


if __name__ == "__main__":
    main()
