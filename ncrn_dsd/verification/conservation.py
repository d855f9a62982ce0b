"""Conservation laws of the formal network hold in the implementation, through the meanings.

A law is a vector c with c N = 0 for the stoichiometric matrix N of the formal network. It lifts
when c M N' = 0, with the matrix M of the interpretation and N' of the implementation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ncrn_dsd.ir.conservation import Law, conservation_laws, net_change
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.crn_view import BisimulationQuestion

CONSERVATION = "conservation laws lift"
_SUBJECT = "whole system"


def conservation_laws_lift(
    question: BisimulationQuestion, meaning: Mapping[str, Sequence[str]] | None
) -> Obligation:
    """Every formal conservation law, read through the interpretation, is one of the system.

    Parameters
    ----------
    question: on the whole network.
    meaning: what implementation species stand for, as far as that is known; None when nothing
        is.
    """
    if meaning is None:
        reason = "what the intermediates stand for is not proved"
        return Obligation(CONSERVATION, _SUBJECT, Verdict.UNDECIDED, reason)
    species = {x for r in question.formal for side in r for x in side}
    laws = conservation_laws([net_change(*r) for r in question.formal], species)
    by_species: defaultdict[str, list[int]] = defaultdict(list)
    for number, law in enumerate(laws):
        for x in law:
            by_species[x].append(number)
    unknown = 0
    for reaction in question.implementation:
        if not all(x in meaning for side in reaction for x in side):
            unknown += 1
            continue
        totals: defaultdict[int, Fraction] = defaultdict(Fraction)
        for x, n in net_change(*reaction).items():
            for formal in meaning[x]:
                for number in by_species[formal]:
                    totals[number] += n * laws[number][formal]
        broken = [number for number, total in totals.items() if total]
        if broken:
            left, right = (" + ".join(side) or "(nothing)" for side in reaction)
            reason = f"{left} -> {right} does not conserve {_describe_law(laws[broken[0]])}"
            return Obligation(CONSERVATION, _SUBJECT, Verdict.REFUTED, reason)
    if unknown:
        reason = f"{unknown} steps have species of no module, whose meaning is not proved"
        return Obligation(CONSERVATION, _SUBJECT, Verdict.UNDECIDED, reason)
    reason = f"all {len(laws)} laws of the formal network, in {len(question.implementation)} steps"
    return Obligation(CONSERVATION, _SUBJECT, Verdict.PROVED, reason)


def _describe_law(law: Law) -> str:
    return " + ".join(x if n == 1 else f"{n} {x}" for x, n in sorted(law.items()))
