"""Our enumeration engine beside Peppercorn, in one run.

Peppercorn's figures include the start of its process (about 0.3 s), which is subtracted as
measured on the smallest possible job.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.measure import child_cpu_s, cpu_s, growth_exponent, write
from benchmarks.systems import FAMILIES, whole_system
from ncrn_dsd.enumeration.condensed import EnumerationJob
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.run import condense_job, enumerate_detailed
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.processes import run_jobs
from ncrn_dsd.ir.dsd import Complex

SCHEME = "soloveichik2010"
BESIDE = {"chain": (4, 16), "cat": (4, 16)}
GROWTH = {"chain": (16, 64, 256), "cat": (4, 16, 64)}
OPTIONS = EnumerationOptions(max_complexes=2_000_000, max_reactions=5_000_000)


def main() -> None:
    """Print ratios and growth exponents."""
    start = _peppercorn_s(EnumerationJob((("a", 5),), (Complex((("a",),), "."),)))
    rows = [_beside(family, size, start) for family, sizes in BESIDE.items() for size in sizes]
    print(f"{'system':<12}{'reactions':>10}{'ours s':>10}{'Peppercorn s':>14}{'ratio':>8}")
    for row in rows:
        print(
            f"{row['system']:<12}{row['condensed_reactions']:>10}{row['ours_cpu_s']:>10.3f}"
            f"{row['peppercorn_cpu_s']:>14.2f}{row['ratio']:>8.0f}"
        )
    growth = [_growth(family, sizes) for family, sizes in GROWTH.items()]
    for found in growth:
        print(
            f"{found['family']}: time grows as reactions^{found['enumeration_exponent']:.2f}, "
            f"condensation as reactions^{found['condensation_exponent']:.2f}, "
            f"{found['reactions_per_cpu_s']:.0f} reactions per CPU s"
        )
    print(f"written to {write('enumerate', {'beside_peppercorn': rows, 'growth': growth})}")


def _beside(family: str, size: int, start_s: float) -> dict[str, Any]:
    job = whole_system(FAMILIES[family](size), SCHEME)
    ours = cpu_s(lambda: condense_job(job, OPTIONS))
    theirs = _peppercorn_s(job) - start_s
    return {
        "system": f"{family}({size})",
        "scheme": SCHEME,
        "condensed_reactions": len(condense_job(job, OPTIONS).reactions),
        "ours_cpu_s": ours,
        "peppercorn_cpu_s": theirs,
        "ratio": theirs / ours,
    }


def _peppercorn_s(job: EnumerationJob) -> float:
    return child_cpu_s(lambda: list(run_jobs({"job": job}, OPTIONS, 1)))


def _growth(family: str, sizes: tuple[int, ...]) -> dict[str, Any]:
    reactions: list[float] = []
    detailed: list[float] = []
    condensed: list[float] = []
    for size in sizes:
        job = whole_system(FAMILIES[family](size), SCHEME)
        _, network = enumerate_detailed(job, OPTIONS)
        reactions.append(len(network.reactions))
        detailed.append(cpu_s(partial(enumerate_detailed, job, OPTIONS), repeats=2))
        condensed.append(cpu_s(partial(condense, network), repeats=2))
    return {
        "family": family,
        "scheme": SCHEME,
        "sizes": list(sizes),
        "detailed_reactions": reactions,
        "enumeration_cpu_s": detailed,
        "condensation_cpu_s": condensed,
        "enumeration_exponent": growth_exponent(reactions, detailed),
        "condensation_exponent": growth_exponent(reactions, condensed),
        "reactions_per_cpu_s": reactions[-1] / detailed[-1],
    }
