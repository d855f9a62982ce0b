"""No mutant of a proved system is PROVED that an independent search calls wrong."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from verification.brute_force import objection, trial
from verification.release_mutants import Mutant, mutants, originals

from ncrn_dsd.ir.network import ComplexRole
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.system_checks import STRAND_CONSERVATION

FEW_SCHEMES = ("soloveichik2010", "srinivas2015")


def objected(mutant: Mutant, certificate: str | None) -> str | None:
    network = mutant.network
    content = json.loads(certificate) if certificate else None
    asked = trial(
        [(r.reactants, r.products) for r in mutant.crn.reactions],
        [(r.reactants, r.products) for r in network.reactions],
        [s.name for s in network.species if s.role is ComplexRole.FUEL],
        {s.name: s.formal for s in network.species if s.formal is not None},
    )
    meaning = None
    if content is not None:
        # What no reaction that matters has stands for nothing.
        meaning = {s.name: () for s in network.species} | content["interpretation"]
    return objection(asked, meaning)


def tried(count: int, seed: int, schemes: tuple[str, ...] = ()) -> Counter[str]:
    """Verdicts by level and path, and what the search objects to."""
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    wrong = []
    while seen["mutants"] < count:
        of = rng.choice(originals(schemes))
        is_strands = rng.random() < 0.5
        level = "strands" if is_strands else "reactions"
        for mutant in mutants(of, rng, is_strands):
            seen["mutants"] += 1
            proof = mutant.prove()
            # Strands that do not add up would refute most broken reactions before all else.
            report = replace(
                proof.report,
                obligations=tuple(
                    o for o in proof.report.obligations if o.notion != STRAND_CONSERVATION
                ),
            )
            verdict = report.verdict
            seen[f"{level}, {mutant.path}: {verdict.value}"] += 1
            seen[verdict.value] += 1
            is_proved = verdict is Verdict.PROVED
            told = objected(mutant, proof.certificate if is_proved else None)
            if told is not None:
                seen[f"{verdict.value}, wrong"] += 1
                if is_proved:
                    wrong.append(f"{mutant.name} ({mutant.path}): {told}")
            refuted = [o.notion for o in report.obligations if o.verdict is Verdict.REFUTED]
            if refuted:
                seen[f"refuted by {refuted[0]}"] += 1
    assert not wrong, wrong
    return seen


def test_search_has_nothing_against_what_is_proved() -> None:
    for of in originals(FEW_SCHEMES):
        whole = Mutant(of.name, "", of.crn, of.network, lambda: pytest.fail("not asked"))
        assert objected(whole, None) is None, of.name


def test_mutants_that_are_proved_are_right() -> None:
    seen = tried(50, 12, FEW_SCHEMES)
    assert seen["PROVED"] >= 10
    assert seen["REFUTED, wrong"] >= 12
    assert seen["refuted by signals are released"] >= 5


@pytest.mark.slow
def test_a_thousand_mutants_that_are_proved_are_right() -> None:
    seen = tried(1_000, 17)
    assert seen["PROVED"] >= 100
    assert seen["REFUTED, wrong"] >= 400
    assert seen["refuted by signals are released"] >= 30
