"""Our networks beside Peppercorn's: equal, or different for a known reason."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.binding import Binder
from ncrn_dsd.enumeration.engine.moves import moves_of
from ncrn_dsd.enumeration.engine.network import BIND21
from ncrn_dsd.enumeration.engine.run import Alphabet, condense_job, search_rules
from ncrn_dsd.enumeration.engine.structure import parts_of
from ncrn_dsd.enumeration.options import PEPPERCORN_1_1, EnumerationOptions
from ncrn_dsd.ir.dsd import Complex, complex_key

FIRST_OF_SEVERAL = "D1: Peppercorn keeps the rate of one of several parallel moves"
LONG_LINK = "D3: Peppercorn counts a backward invader twice in the link"
DERIVED = "condensed rate of a system with such a reaction"

Reason = str


def differences(
    job: EnumerationJob, options: EnumerationOptions, theirs: CondensedNetwork
) -> Counter[Reason]:
    """How often rates differ, by reason; sets are equal and everything else is an error.

    Parameters
    ----------
    theirs: Peppercorn's result for the job, with details and not truncated.
    """
    ours = condense_job(replace(job, details=True), replace(options, keep_encounters=True))
    assert ours.truncated_by is None
    assert ours.details is not None
    assert theirs.details is not None
    assert ours.details.complexes == theirs.details.complexes
    assert ours.macrostates == theirs.macrostates
    found: Counter[Reason] = Counter()
    for mine, other in zip(ours.details.reactions, theirs.details.reactions, strict=True):
        assert replace(mine, rate=0.0) == replace(other, rate=0.0)
        if not math.isclose(mine.rate, other.rate, rel_tol=1e-9):
            found[_reason(job, options, other)] += 1
    for step, other_step in zip(ours.reactions, theirs.reactions, strict=True):
        assert replace(step, rate=0.0) == replace(other_step, rate=0.0)
        if not math.isclose(step.rate, other_step.rate, rel_tol=1e-5):
            assert found, f"{step} has the rate {other_step.rate} in Peppercorn"
            found[DERIVED] += 1
    return found


def _reason(
    job: EnumerationJob, options: EnumerationOptions, other: DetailedReaction[Complex]
) -> Reason:
    exact = _single_rates(job, options, other)
    if len(exact) > 1 and _among(other.rate, exact):
        return FIRST_OF_SEVERAL
    compatible = _single_rates(job, replace(options, compatibility=PEPPERCORN_1_1), other)
    assert _among(other.rate, compatible), f"{other} is not among {exact} or {compatible}"
    return LONG_LINK if len(exact) == 1 else FIRST_OF_SEVERAL


def _among(rate: float, rates: list[float]) -> bool:
    return any(math.isclose(rate, r, rel_tol=1e-9) for r in rates)


def _single_rates(
    job: EnumerationJob, options: EnumerationOptions, reaction: DetailedReaction[Complex]
) -> list[float]:
    """The rates of the single moves that this reaction consists of."""
    alphabet = Alphabet(job.domains, options.release_cutoff_1n_nt)
    rules = search_rules(options, alphabet.length_nt).reactions.moves
    reactants = [alphabet.encode(c) for c in reaction.reactants]
    if reaction.kind == BIND21:
        binder = Binder(alphabet.pool, alphabet.length_nt, options.max_helix, None)
        binder.add(reactants[1])
        return [
            a.rate
            for _, found in binder.partners(reactants[0])
            for a in found
            if (alphabet.decode(a.product),) == reaction.products
        ]
    (strands, pair) = reactants[0]
    layout = alphabet.pool.layout(strands)

    def products(after: tuple[int, ...]) -> tuple[Complex, ...]:
        parts = [alphabet.pool.assemble(strands, p) for p in parts_of(layout, after)]
        return tuple(sorted(map(alphabet.decode, parts), key=complex_key))

    return [
        move.rate
        for move in moves_of(layout, pair, rules)
        if move.kind == reaction.kind and products(move.pair) == reaction.products
    ]
