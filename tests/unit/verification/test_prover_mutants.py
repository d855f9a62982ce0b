"""Verdicts on broken implementations, beside those of crnverifier."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from verification.bisimulation_cases import CORRECT, beside_search, mutant

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.decide import decide_all


def compare(count: int, seed: int) -> Counter[str]:
    """Answers on random mutants; "open" are those undecided after search."""
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    undecided = {}
    for number in range(count):
        asked = rng.choice(CORRECT)
        for _ in range(rng.choice((1, 1, 2))):
            asked = mutant(asked, rng)
        answer = beside_search(asked)
        seen[answer] += 1
        if answer == "undecided":
            undecided[number] = asked
    decisions = decide_all(undecided, 10, 2).values()
    seen["open"] = sum(d.verdict is Verdict.UNDECIDED for d in decisions)
    return seen


def test_mutants_agree_with_search() -> None:
    seen = compare(60, seed=7)
    assert seen["proved"] >= 8
    assert seen["refuted"] >= 25
    assert seen["open"] < 6


@pytest.mark.slow
def test_thousands_of_mutants_agree_with_search() -> None:
    seen = compare(2_500, seed=11)
    assert seen["proved"] >= 400
    assert seen["refuted"] >= 1_000
    assert seen["open"] < 250
    assert seen["proved, not found by search"] < 25
