"""Obligations on the whole network that need no search."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ncrn_dsd.ir.dsd import DsdSystem, Signal
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.decide import Decision

STRAND_CONSERVATION = "strand conservation"
NO_SHARING = "no intermediate shared between modules"
_SUBJECT = "whole system"
_FORMS_ARE_ONE = "forms of a signal that differ in their history react alike"

Strand = tuple[str, ...]


def strand_conservation(network: ReactionNetwork, signals: Sequence[Signal] = ()) -> Obligation:
    """Every condensed reaction keeps the multiset of strands.

    Parameters
    ----------
    signals: with them, a network that takes the forms of a signal for one is compared without
        their history domains.
    """
    exact = {strand: strand for s in network.species for strand in s.complex.strands}
    fault = _lost_strand(network, exact)
    if fault is None:
        reason = f"all {len(network.reactions)} condensed reactions keep every strand"
        return Obligation(STRAND_CONSERVATION, _SUBJECT, Verdict.PROVED, reason)
    formal = [s.formal for s in network.with_role(ComplexRole.SIGNAL)]
    if len(set(formal)) == len(formal) and _lost_strand(network, _bodies(exact, signals)) is None:
        reason = f"all {len(network.reactions)} condensed reactions keep every strand but histories"
        return Obligation(STRAND_CONSERVATION, _SUBJECT, Verdict.PROVED, reason, (_FORMS_ARE_ONE,))
    return Obligation(STRAND_CONSERVATION, _SUBJECT, Verdict.REFUTED, fault)


def _lost_strand(network: ReactionNetwork, names: Mapping[Strand, Strand]) -> str | None:
    """The first reaction that does not keep its strands, in words.

    Parameters
    ----------
    names: what each strand counts as.
    """
    number: dict[Strand, int] = {}
    strands = {
        s.name: [number.setdefault(names[strand], len(number)) for strand in s.complex.strands]
        for s in network.species
    }
    for reaction in network.reactions:
        left, right = (
            sorted([i for x in side for i in strands[x]])
            for side in (reaction.reactants, reaction.products)
        )
        if left != right:
            before, after = Counter(left), Counter(right)
            strand = min(s for s, i in number.items() if before[i] != after[i])
            index = number[strand]
            return (
                f"{reaction} has the strand {' '.join(strand)} {before[index]} times on the"
                f" left and {after[index]} times on the right"
            )
    return None


def _bodies(strands: Iterable[Strand], signals: Sequence[Signal]) -> dict[Strand, Strand]:
    """Strands that differ from a signal in its history alone count as that signal."""
    known: dict[tuple[int, Strand], Strand] = {}
    for signal in signals:
        own, *others = signal.complex.strands
        if not others and signal.history in own:
            place = own.index(signal.history)
            known[place, _without(own, place)] = own
    places = {place for place, _ in known}
    bodies = {}
    for strand in strands:
        matches = (known.get((place, _without(strand, place))) for place in sorted(places))
        bodies[strand] = next((own for own in matches if own is not None), strand)
    return bodies


def _without(strand: Strand, place: int) -> Strand:
    return (*strand[:place], *strand[place + 1 :])


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
