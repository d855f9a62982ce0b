"""Verify a hand-made system: a `.pil` file whose signals stand for formal species."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.roles import wastes
from ncrn_dsd.errors import VerificationError
from ncrn_dsd.formats.pil_document import PilConcentration, PilDocument
from ncrn_dsd.formats.pil_network import PilNetwork, PilSpecies
from ncrn_dsd.formats.signal_map import SignalMap
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.network import (
    WHOLE_SYSTEM,
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.pipeline.enumerate_pil import enumerate_document
from ncrn_dsd.verification.crn_view import ComparisonNotion, Notion
from ncrn_dsd.verification.modules import SystemProof
from ncrn_dsd.verification.whole import prove_whole

_ABSENT = PilConcentration("initial", 0.0)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class HandMade:
    """Complexes, and what they are for.

    Parameters
    ----------
    map: signals, and fuels if they are named; else all complexes that are present and no
        signals are fuels.
    name: of the system, for messages.
    """

    document: PilDocument
    map: SignalMap
    name: str


def verify_hand_made(
    made: HandMade,
    crn: Crn,
    options: EnumerationOptions,
    notion: Notion | ComparisonNotion,
    budget_s: float,
    progress: Progress | None = None,
) -> SystemProof:
    """Enumerate a hand-made system with all its signals present, and verify it as a whole.

    Parameters
    ----------
    budget_s: wall-clock seconds for the search, where one is needed.

    Raises
    ------
    NcrnError: of `hand_made_network`.
    """
    network = hand_made_network(made, crn, options, progress)
    return prove_whole(crn, network, notion, budget_s)


def hand_made_network(
    made: HandMade, crn: Crn, options: EnumerationOptions, progress: Progress | None = None
) -> ReactionNetwork:
    """The condensed network of a hand-made system; no reaction belongs to a module.

    Raises
    ------
    VerificationError: V003 the map names no complex of the file, V004 it stands for no species of
        the CRN, V005 a species of the CRN has no signal, V006 two signals of different species,
        or a signal and a fuel, turn into each other without a partner, V007 a signal does not
        rest.
    EnumerationError: of `enumerate_document`.
    """
    _refuse_wrong_map(made, crn)
    formal_of = dict(made.map.signals)
    present = _present(made)
    document = replace(
        made.document,
        complexes=tuple(
            replace(c, concentration=None if c.name in present else _ABSENT)
            for c in made.document.complexes
        ),
    )
    found = enumerate_document(document, options, progress, name=made.name)
    return _network(found.condensed_network, formal_of, present, made.name)


def _present(made: HandMade) -> set[str]:
    """Signals, which may come in at any time, and fuels."""
    signals = {name for name, _ in made.map.signals}
    if made.map.fuels is not None:
        return signals | set(made.map.fuels)
    given = made.document.complexes
    there = {c.name for c in given if c.concentration is None or c.concentration.value_M > 0}
    return signals | there


def _refuse_wrong_map(made: HandMade, crn: Crn) -> None:
    complexes = {c.name for c in made.document.complexes}
    for name in (*(signal for signal, _ in made.map.signals), *(made.map.fuels or ())):
        if name not in complexes:
            raise VerificationError(
                "V003",
                made.name,
                f"the map names {name}, which is no complex of the system",
                f"map one of {', '.join(sorted(complexes))}",
            )
    for name, formal in made.map.signals:
        if formal not in crn.names:
            raise VerificationError(
                "V004",
                made.name,
                f"the signal {name} stands for {formal}, which is no species of the formal network",
                f"use one of {', '.join(crn.names)}",
            )
    mapped = {formal for _, formal in made.map.signals}
    for formal in crn.names:
        if formal not in mapped:
            raise VerificationError(
                "V005",
                made.name,
                f"no complex stands for the formal species {formal}",
                "add a line `complex = species` to the map",
            )


def _network(
    found: PilNetwork, formal_of: dict[str, str], present: set[str], name: str
) -> ReactionNetwork:
    meaning = {s.name: _formal(s, formal_of, present, name) for s in found.species}
    resting = {m.name for s in found.species for m in s.members}
    for signal in formal_of:
        if signal not in resting and found.truncated_by is None:
            raise VerificationError(
                "V007",
                f"{name}, signal {signal}",
                "it falls apart or refolds by itself",
                "map the complex that it turns into",
            )
    signals = frozenset(x for x, formal in meaning.items() if formal is not None)
    fuels = (
        frozenset(s.name for s in found.species if present & {m.name for m in s.members}) - signals
    )
    waste = wastes(meaning, signals, fuels, ((r.reactants, r.products) for r in found.reactions))

    def role(x: str) -> ComplexRole:
        if x in signals:
            return ComplexRole.SIGNAL
        if x in fuels:
            return ComplexRole.FUEL
        return ComplexRole.WASTE if x in waste else ComplexRole.INTERMEDIATE

    return ReactionNetwork(
        species=tuple(
            NetworkSpecies(s.name, s.members[0].complex.canonical(), role(s.name), meaning[s.name])
            for s in found.species
        ),
        reactions=tuple(
            NetworkReaction(
                tuple(sorted(r.reactants)),
                tuple(sorted(r.products)),
                r.rate or 0.0,
                (),
                r.comment == "leak",
            )
            for r in found.reactions
        ),
        complete=found.truncated_by is None,
        truncated_by=found.truncated_by,
        scope=WHOLE_SYSTEM,
    )


def _formal(
    species: PilSpecies, formal_of: dict[str, str], present: set[str], name: str
) -> str | None:
    """What a macrostate stands for; all that was put in must agree on it."""
    kinds = {formal_of.get(m.name) for m in species.members if m.name in present}
    if len(kinds) > 1:
        members = ", ".join(m.name for m in species.members if m.name in present)
        raise VerificationError(
            "V006",
            name,
            f"{members} turn into each other without a partner, but are not all mapped alike",
            "map all of them to the same species",
        )
    return next(iter(kinds), None)
