"""Certified bisimulation beside the tests of crnverifier, how it grows, and whole learners."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from benchmarks.measure import cpu_s, growth_exponent, write
from benchmarks.verify_learners import learner_rows
from benchmarks.verify_limits import limit_line, limit_rows
from benchmarks.verify_systems import SCHEME, Built, build_family, met_signals, modular_question
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.prover import Certificate, prove

PAIRS = {"chain": (32, 128, 512), "cat": (20, 49, 128)}
"""Numbers of bimolecular reactions; a cat has one decay per product more."""
LARGE = {"chain": (), "cat": (64, 256, 400)}
"""Sizes without the other verifier, up to 5,000 and more implementation reactions."""


def main() -> None:
    """Print CPU seconds, ratios and exponents; write build/bench/verify.json."""
    results: dict[str, Any] = {"scheme": SCHEME, "families": {}}
    for family, compared in PAIRS.items():
        rows = []
        for size in sorted((*compared, *LARGE[family])):
            rows.append(_row(family, size, size in compared))
            print(_line(rows[-1]), flush=True)
        sizes = [float(r["implementation_reactions"]) for r in rows]
        exponents = {
            name: growth_exponent(sizes, [r[name] for r in rows])
            for name in ("certify_cpu_s", "verify_cpu_s")
        }
        print(f"{family}: certification grows as reactions^{exponents['certify_cpu_s']:.2f}")
        print(f"{family}: whole verification grows as reactions^{exponents['verify_cpu_s']:.2f}")
        results["families"][family] = {"rows": rows, "exponents": exponents}
    print("whole learners:")
    results["learners"] = learner_rows()
    print("where the search ends:")
    results["limits"] = []
    for row in limit_rows():
        results["limits"].append(row)
        print(limit_line(row), flush=True)
    print(f"written to {write('verify', results)}")


def _row(family: str, size: int, with_search: bool) -> dict[str, Any]:
    built = build_family(family, size)
    proof = prove(built.question)
    assert isinstance(proof, Certificate)
    arguments = (built.system, built.crn, built.network, 30.0)
    assert prove_system(*arguments).report.verdict is Verdict.PROVED
    row: dict[str, Any] = {
        "family": family,
        "formal_reactions": len(built.crn.reactions),
        "implementation_reactions": len(built.question.implementation),
        "paths": len(proof.paths),
        "certify_cpu_s": cpu_s(partial(prove, built.question), repeats=5),
        "verify_cpu_s": cpu_s(partial(prove_system, *arguments), repeats=3),
        "crnverifier_modular_cpu_s": None,
        "ratio": None,
        "ratio_all_checks": None,
    }
    if with_search:
        searched = _modular_cpu_s(built)
        row["crnverifier_modular_cpu_s"] = searched
        row["ratio"] = searched / row["certify_cpu_s"]
        row["ratio_all_checks"] = searched / row["verify_cpu_s"]
    return row


def _modular_cpu_s(built: Built) -> float:
    """CPU time of one modular test, which says True [s]."""
    from crnverifier import modular_crn_bisimulation_test

    formal, implementation = modular_question(built)
    signals = {x: [name] for x, name in met_signals(built, implementation).items()}
    formals = {x for module in formal for r in module for side in r for x in side}
    start = time.process_time()
    found, _ = modular_crn_bisimulation_test(
        formal, implementation, formals, signals, "graphsearch"
    )
    spent = time.process_time() - start
    assert found
    return spent


def _line(row: dict[str, Any]) -> str:
    text = (
        f"{row['family']:>6} {row['formal_reactions']:>5} formal"
        f" {row['implementation_reactions']:>6} implementation reactions:"
        f" certified in {row['certify_cpu_s']:.4f} CPU s,"
        f" verified with all checks in {row['verify_cpu_s']:.3f}"
    )
    if row["ratio"] is not None:
        text += (
            f", modular search {row['crnverifier_modular_cpu_s']:.2f} ({row['ratio']:.0f}x,"
            f" with all checks {row['ratio_all_checks']:.0f}x)"
        )
    return text


if __name__ == "__main__":
    main()
