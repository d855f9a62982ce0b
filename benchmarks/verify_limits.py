"""Sizes at which crnverifier does not finish, beside the time that certification takes there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.measure import cpu_s
from benchmarks.verify_systems import Built, build_family, met_signals, modular_question
from ncrn_dsd.verification.prover import prove

LIMIT_S = 100
WHOLE = {"chain": (20, 50, 150), "cat": (4, 5)}
"""Sizes for the whole-system test, up to one it does not finish."""
MODULAR = {"cat": (256,)}


def limit_rows() -> Iterator[dict[str, Any]]:
    """One row per test; `cpu_s` is None when it did not finish within the limit."""
    for modular, families in ((False, WHOLE), (True, MODULAR)):
        for family, sizes in families.items():
            for size in sizes:
                yield _row(family, size, modular)


def limit_line(row: dict[str, Any]) -> str:
    """One row as text."""
    spent = row["crnverifier_cpu_s"]
    told = f"no end in {LIMIT_S} CPU s" if spent is None else f"{spent:.2f} CPU s"
    return (
        f"{row['family']:>6} {row['formal_reactions']:>5} formal"
        f" {row['implementation_reactions']:>6} implementation reactions, crnverifier"
        f" {row['test']:>7}: {told}; certified in {row['certify_cpu_s']:.4f}"
    )


def _row(family: str, size: int, modular: bool) -> dict[str, Any]:
    built = build_family(family, size)
    return {
        "family": family,
        "test": "modular" if modular else "whole",
        "formal_reactions": len(built.crn.reactions),
        "implementation_reactions": len(built.question.implementation),
        "crnverifier_cpu_s": _search_cpu_s(built, modular),
        "certify_cpu_s": cpu_s(partial(prove, built.question)),
    }


def _search_cpu_s(built: Built, modular: bool) -> float | None:
    """CPU time of one test in a process of its own; None when the limit ended it."""
    if modular:
        formal, implementation = modular_question(built)
        signals = met_signals(built, implementation)
        asked: dict[str, Any] = {"formal": formal, "implementation": implementation}
    else:
        signals = dict(built.question.signals)
        asked = {"formal": built.question.formal, "implementation": built.question.implementation}
    asked |= {"signals": signals, "modular": modular, "limit_s": LIMIT_S}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.crnverifier_child"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode < 0:
        return None
    if done.returncode > 0:
        raise RuntimeError(done.stderr)
    answer = json.loads(done.stdout)
    assert answer["found"]
    return float(answer["cpu_s"])
