"""Run all benchmarks, or those named on the command line."""

from __future__ import annotations

import sys

from benchmarks import (
    calibration,
    enumerate_engines,
    population,
    rates,
    scale_out,
    sequences_gap,
    sequences_golden,
    simulate_engines,
    survival,
    survives,
    translate_growth,
    verify_certificates,
)

BENCHMARKS = {
    "translate": translate_growth.main,
    "scale_out": scale_out.main,
    "enumerate": enumerate_engines.main,
    "simulate": simulate_engines.main,
    "population": population.main,
    "survival": survival.main,
    "survives": survives.main,
    "verify": verify_certificates.main,
    "rates": rates.main,
    "calibration": calibration.main,
    "sequences": sequences_gap.main,
    "sequences_golden": sequences_golden.main,
}


def main() -> None:
    names = sys.argv[1:] or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            sys.exit(f"there is no benchmark '{name}'; use one of: {', '.join(BENCHMARKS)}")
        BENCHMARKS[name]()


main()
