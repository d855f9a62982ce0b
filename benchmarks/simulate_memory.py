"""Peak memory of one integration, in a process of its own: reads a pickled phase, prints MB."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from ncrn_dsd.simulation.integrate import Tolerances, integrate


def peak_MB() -> float:
    """Largest resident memory of this process so far, by the account of Linux.

    What `getrusage` says includes the process that started this one.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    system, start, duration = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301
    before = peak_MB()
    integrate(system, start, duration, Tolerances())
    print(f"{before:.1f} {peak_MB():.1f}")


if __name__ == "__main__":
    main()
