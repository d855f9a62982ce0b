"""Our enumeration engine beside Peppercorn, in one run, and how it grows."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_s, growth_exponent, peak_memory_MB, write
from benchmarks.peppercorn_child import time_peppercorn
from benchmarks.systems import FAMILIES, whole_system
from ncrn_dsd.enumeration.condensed import EnumerationJob
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.run import condense_job, enumerate_detailed
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.networks.registry import build
from ncrn_dsd.processes import Processes
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SCHEME = "soloveichik2010"
UNIVERSAL = "qian2011_3D_var1"
LEARNER_SCHEMES = ("soloveichik2010", "srinivas2015", "chen2013_2D_JF_var1", UNIVERSAL)
LEARNER = Path("designs/linear_regression")
# Peppercorn's condensation of cat(32) does not end within an hour.
BESIDE = (("chain", 4, True), ("chain", 16, True), ("cat", 16, True), ("cat", 32, False))
GROWTH = {"chain": (16, 64, 256, 1024, 4096), "cat": (16, 32, 64, 128)}
ALL = EnumerationOptions(max_complexes=2_000_000, max_reactions=5_000_000, keep_encounters=True)
WITHOUT_ENCOUNTERS = EnumerationOptions(max_complexes=2_000_000, max_reactions=5_000_000)


def main() -> None:
    """Print ratios, growth exponents and the sizes of whole learners."""
    beside = [_print_beside(_beside(*case)) for case in BESIDE]
    growth = [_print_growth(_growth(family, sizes)) for family, sizes in GROWTH.items()]
    universal = [_print_whole(_universal(size)) for size in (16, 32, 64)]
    whole = [
        _print_whole(_whole(name, crn, scheme))
        for scheme in LEARNER_SCHEMES
        for name, crn in (
            ("linear regression", build(read_design(LEARNER)).crn),
            ("cat(64)", FAMILIES["cat"](64)),
        )
    ]
    results = {
        "beside_peppercorn": beside,
        "growth": growth,
        "universal_toehold": universal,
        "whole_systems": whole,
    }
    print(f"written to {write('enumerate', results)}")


def _beside(family: str, size: int, condensed: bool) -> dict[str, Any]:
    job = whole_system(FAMILIES[family](size), SCHEME)
    theirs = _peppercorn(job, condensed)
    _, network = enumerate_detailed(job, ALL)
    assert len(network.complexes) == theirs["complexes"]
    assert len(network.reactions) == theirs["reactions"]
    ours_s = cpu_s(partial(enumerate_detailed, job, ALL), repeats=5)
    condensing_s = cpu_s(partial(condense, network), repeats=5)
    row = {
        "system": f"{family}({size})",
        "scheme": SCHEME,
        "reactions": theirs["reactions"],
        "ours_enumeration_cpu_s": ours_s,
        "ours_condensation_cpu_s": condensing_s,
        "peppercorn_enumeration_cpu_s": theirs["enumeration_s"],
        "ratio": theirs["enumeration_s"] / ours_s,
    }
    if condensed:
        row["peppercorn_condensation_cpu_s"] = theirs["condensation_s"]
        row["condensation_ratio"] = theirs["condensation_s"] / condensing_s
    return row


def _peppercorn(job: EnumerationJob, condensed: bool) -> dict[str, Any]:
    (ended,) = Processes(1, fresh=True).run(time_peppercorn, [(job, ALL, condensed)])
    return ended.result()


def _growth(family: str, sizes: tuple[int, ...]) -> dict[str, Any]:
    reactions: list[float] = []
    detailed: list[float] = []
    condensed: list[float] = []
    for size in sizes:
        job = whole_system(FAMILIES[family](size), SCHEME)
        _, network = enumerate_detailed(job, ALL)
        reactions.append(len(network.reactions))
        detailed.append(cpu_s(partial(enumerate_detailed, job, ALL), repeats=3))
        condensed.append(cpu_s(partial(condense, network), repeats=3))
    return {
        "family": family,
        "scheme": SCHEME,
        "sizes": list(sizes),
        "detailed_reactions": reactions,
        "enumeration_cpu_s": detailed,
        "condensation_cpu_s": condensed,
        "enumeration_exponent": growth_exponent(reactions, detailed),
        "condensation_exponent": growth_exponent(reactions, condensed),
        "reactions_per_cpu_s": [n / t for n, t in zip(reactions, detailed, strict=True)],
    }


def _universal(size: int) -> dict[str, Any]:
    job = whole_system(FAMILIES["chain"](size), UNIVERSAL)
    found = condense_job(job, WITHOUT_ENCOUNTERS)
    return {
        "system": f"chain({size})",
        "scheme": UNIVERSAL,
        "condensed_reactions": len(found.reactions),
        "truncated_by": found.truncated_by,
        "cpu_s": cpu_s(partial(condense_job, job, WITHOUT_ENCOUNTERS), repeats=3),
    }


def _whole(name: str, crn: FormalCrn, scheme_name: str) -> dict[str, Any]:
    scheme = load_scheme(scheme_name)
    system = translate(crn, scheme)
    options = EnumerationOptions(
        max_complexes=2_000_000, max_reactions=5_000_000, reject_remote=scheme.meta.reject_remote
    )
    network = enumerate_whole(system, crn, None, options)
    return {
        "system": name,
        "scheme": scheme_name,
        "condensed_reactions": len(network.reactions),
        "crosstalk": [str(r) for r in network.reactions if not r.modules],
        "truncated_by": network.truncated_by,
        "cpu_s": cpu_s(partial(enumerate_whole, system, crn, None, options), repeats=1),
        "peak_memory_of_the_benchmark_so_far_MB": peak_memory_MB(),
    }


def _print_beside(row: dict[str, Any]) -> dict[str, Any]:
    text = (
        f"{row['system']:<10}{row['reactions']:>7} reactions: "
        f"enumeration {row['ours_enumeration_cpu_s']:.3f} s, "
        f"Peppercorn {row['peppercorn_enumeration_cpu_s']:.1f} s, {row['ratio']:.0f}x"
    )
    if "condensation_ratio" in row:
        text += (
            f"; condensation {row['ours_condensation_cpu_s']:.3f} s, "
            f"Peppercorn {row['peppercorn_condensation_cpu_s']:.1f} s, "
            f"{row['condensation_ratio']:.0f}x"
        )
    print(text, flush=True)
    return row


def _print_growth(found: dict[str, Any]) -> dict[str, Any]:
    print(
        f"{found['family']} up to {found['detailed_reactions'][-1]} reactions: time grows as "
        f"reactions^{found['enumeration_exponent']:.2f}, condensation as "
        f"reactions^{found['condensation_exponent']:.2f}; at least "
        f"{min(found['reactions_per_cpu_s']):.0f} reactions per CPU s",
        flush=True,
    )
    return found


def _print_whole(row: dict[str, Any]) -> dict[str, Any]:
    crosstalk = f", {len(row['crosstalk'])} of them crosstalk" if "crosstalk" in row else ""
    print(
        f"{row['scheme']}, {row['system']}: {row['condensed_reactions']} condensed reactions"
        f"{crosstalk}, {row['cpu_s']:.2f} CPU s, "
        f"{row['truncated_by'] or 'complete'}",
        flush=True,
    )
    return row
