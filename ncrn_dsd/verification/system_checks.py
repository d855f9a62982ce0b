"""Obligations on the whole network that need no search."""

from __future__ import annotations

from collections import Counter, defaultdict

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.decide import Decision

STRAND_CONSERVATION = "strand conservation"
NO_SHARING = "no intermediate shared between modules"
_SUBJECT = "whole system"


def strand_conservation(network: ReactionNetwork) -> Obligation:
    """Every condensed reaction keeps the multiset of strands."""
    strands = {s.name: Counter(s.complex.strands) for s in network.species}
    for reaction in network.reactions:
        before: Counter[tuple[str, ...]] = Counter()
        after: Counter[tuple[str, ...]] = Counter()
        for x in reaction.reactants:
            before.update(strands[x])
        for x in reaction.products:
            after.update(strands[x])
        if before != after:
            strand = min({s for s in before | after if before[s] != after[s]})
            return Obligation(
                STRAND_CONSERVATION,
                _SUBJECT,
                Verdict.REFUTED,
                f"{reaction} has the strand {' '.join(strand)} {before[strand]} times on the"
                f" left and {after[strand]} times on the right",
            )
    return Obligation(
        STRAND_CONSERVATION,
        _SUBJECT,
        Verdict.PROVED,
        f"all {len(network.reactions)} condensed reactions keep every strand",
    )


def no_sharing(system: DsdSystem, network: ReactionNetwork) -> Obligation:
    """No intermediate takes part in reactions of two modules."""
    users: defaultdict[str, set[int]] = defaultdict(set)
    for reaction in network.reactions:
        for x in (*reaction.reactants, *reaction.products):
            users[x].update(reaction.modules)
    names = {m.index: m.name for m in system.modules}
    intermediates = network.with_role(ComplexRole.INTERMEDIATE)
    for species in intermediates:
        if len(users[species.name]) > 1:
            modules = " and ".join(names[i] for i in sorted(users[species.name]))
            return Obligation(
                NO_SHARING,
                _SUBJECT,
                Verdict.REFUTED,
                f"{species.name} ({species.complex.kernel()}) is an intermediate of {modules}",
            )
    return Obligation(
        NO_SHARING,
        _SUBJECT,
        Verdict.PROVED,
        f"each of {len(intermediates)} intermediates occurs in one module only",
    )


def no_crosstalk(network: ReactionNetwork, decision: Decision | None = None) -> Obligation:
    """Every reaction of the whole system belongs to a gate module, or changes nothing formal.

    Parameters
    ----------
    decision: on the whole network with the reactions of no module; None when it is not known
        whether they are trivial or formal, which leaves them undecided.
    """
    notion, subject = "no crosstalk between modules", "whole system"
    strange = [r for r in network.reactions if not r.modules]
    if not strange:
        reason = f"each of {len(network.reactions)} reactions uses strands of one module only"
        return Obligation(notion, subject, Verdict.PROVED, reason)
    seen = f"{len(strange)} reactions belong to no module, the first is {strange[0]}"
    if decision is None:
        return Obligation(notion, subject, Verdict.UNDECIDED, seen)
    if decision.verdict is Verdict.PROVED:
        seen = f"{seen}; under the interpretation each is trivial or a formal reaction"
        return Obligation(notion, subject, Verdict.PROVED, seen)
    return Obligation(notion, subject, decision.verdict, f"{seen}; {decision.reason}")
