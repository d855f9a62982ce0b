"""Exact linear-algebra checks of an interpretation, independent of how it was found.

With M the matrix of an interpretation, N' and N the stoichiometric matrices of implementation and
formal CRN: every column of M N' is zero or a column of N, and c M is a conservation law of the
implementation for every conservation law c of the formal CRN.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ncrn_dsd.ir.conservation import conservation_laws, net_change
from ncrn_dsd.verification.crn_view import BisimulationQuestion

_MAX_SPECIES = 40
"""Conservation laws of larger formal CRNs follow from the first check and are not computed."""


def linear_fault(
    question: BisimulationQuestion, meaning: Mapping[str, tuple[str, ...]]
) -> str | None:
    """The first check that fails, in words; None when both hold."""
    formal = [net_change(*r) for r in question.formal]
    allowed = {frozenset(c.items()) for c in formal} | {frozenset[tuple[str, int]]()}
    changes = []
    for index, reaction in enumerate(question.implementation):
        change: Counter[str] = Counter()
        for x, n in net_change(*reaction).items():
            for formal_name in meaning[x]:
                change[formal_name] += n
        changes.append({x: n for x, n in change.items() if n})
        if frozenset(changes[-1].items()) not in allowed:
            return f"stoichiometry: reaction {index} changes what no formal reaction changes"
    species = sorted({x for c in formal for x in c})
    if len(species) > _MAX_SPECIES:
        return None
    for law in conservation_laws(formal, species):
        for index, change_of in enumerate(changes):
            if sum(law.get(x, 0) * n for x, n in change_of.items()):
                return f"conservation: reaction {index} breaks a formal conservation law"
    return None
