"""Verify what comes as a file: strands whose signals stand for formal species, or a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.documents import enumerate_document
from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.roles import wastes
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import VerificationError
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.pil_document import PilConcentration, PilDocument
from ncrn_dsd.formats.pil_network import PilNetwork, PilSpecies
from ncrn_dsd.formats.signal_map import (
    SignalMap,
    refuse_unknown_names,
    refuse_wrong_declarations,
)
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.network import (
    WHOLE_SYSTEM,
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.reaction import Reacts, as_in_file, in_molar
from ncrn_dsd.pipeline.system_file import translated_system
from ncrn_dsd.verification.crn_view import ComparisonNotion, Notion
from ncrn_dsd.verification.modules import SystemProof, prove_system
from ncrn_dsd.verification.whole import prove_whole

NOTIONS: dict[str, Notion | ComparisonNotion] = {
    "bisimulation": Notion.BISIMULATION,
    "pathway": ComparisonNotion.PATHWAY,
    "integrated-hybrid": Notion.INTEGRATED_HYBRID,
    "compositional-hybrid": ComparisonNotion.COMPOSITIONAL_HYBRID,
}
"""By the words in which one is asked for."""

SEARCH_BUDGET_S = 60.0
"""Wall-clock time for one search, where nobody says another."""

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


@dataclass(frozen=True, slots=True)
class Implementation:
    """A network that should implement a formal one.

    Parameters
    ----------
    crn: formal.
    translated: with its gate modules, where it is known to be a translation of `crn`.
    has_strands: its species are complexes.
    """

    crn: FormalCrn
    network: ReactionNetwork
    translated: DsdSystem | None = None
    has_strands: bool = True


def verify_implementation(
    made: Implementation, notion: Notion | ComparisonNotion, budget_s: float
) -> SystemProof:
    """By CRN bisimulation a translation is verified by its gates; everything else as a whole.

    Parameters
    ----------
    budget_s: wall-clock seconds for one search, where one is needed.

    Raises
    ------
    NcrnError: of `prove_system` and `prove_whole`.
    """
    if made.translated is not None and notion is Notion.BISIMULATION:
        return prove_system(made.translated, made.crn, made.network, budget_s)
    return prove_whole(made.crn, made.network, notion, budget_s, has_strands=made.has_strands)


def implementation_of_file(
    made: HandMade, crn: FormalCrn, options: EnumerationOptions, progress: Progress | None = None
) -> Implementation:
    """A system, enumerated with all its signals present.

    Raises
    ------
    VerificationError: V004 a signal stands for no species of the CRN, V005 a species of the CRN
        has no signal.
    FormatError: of `refuse_wrong_declarations`.
    NcrnError: of `user_supplied_network` and `implementation_of_translation`.
    """
    complexes = {c.name: c.complex for c in made.document.complexes}
    refuse_wrong_declarations(made.map, complexes, made.name)
    _refuse_other_signals(made.map, crn, made.name)
    system = translated_system(replace(made.document, map=made.map), crn)
    if system is not None:
        return implementation_of_translation(system, crn, options, progress)
    return Implementation(crn, user_supplied_network(made, options, progress))


def implementation_of_translation(
    system: DsdSystem, crn: FormalCrn, options: EnumerationOptions, progress: Progress | None = None
) -> Implementation:
    """A translated system, enumerated with all its signals present.

    Raises
    ------
    NcrnError: of `enumerate_whole` and `enumerate_modules`.
    """
    present = frozenset(crn.names)
    how = enumerate_whole if options.engine is Engine.OWN else enumerate_modules
    return Implementation(crn, how(system, crn, present, options, progress), system)


def implementation_of_crn(
    content: CrnText, said: SignalMap, crn: FormalCrn, name: str
) -> Implementation:
    """A network that comes as such; signals stand for formal species.

    Parameters
    ----------
    said: signals, and fuels if they are named; else the constant species are fuels.
    name: of the network, for messages.

    Raises
    ------
    VerificationError: V004 and V005, as for `implementation_of_file`.
    FormatError: of `refuse_unknown_names`.
    """
    refuse_unknown_names(said, content.crn.names, name, "species")
    _refuse_other_signals(said, crn, name, "species")
    formal_of = dict(said.signals)
    constant = tuple(c.species for c in content.concentrations if c.mode == "constant")
    fuels = frozenset(constant if said.fuels is None else said.fuels) - set(formal_of)
    reactions = content.crn.reactions
    role = _roles(
        content.crn.names,
        frozenset(formal_of),
        fuels,
        reactions,
    )
    network = ReactionNetwork(
        species=tuple(
            # Nothing is known of strands, so that every species counts as one of its own.
            NetworkSpecies(x, Complex(((x,),), "."), role(x), formal_of.get(x))
            for x in content.crn.names
        ),
        reactions=tuple(
            NetworkReaction(
                tuple(sorted(r.reactants)), tuple(sorted(r.products)), in_molar(as_in_file(r)).rate
            )
            for r in reactions
        ),
        complete=True,
        truncated_by=None,
        scope=WHOLE_SYSTEM,
    )
    return Implementation(crn, network, has_strands=False)


def user_supplied_network(
    made: HandMade, options: EnumerationOptions, progress: Progress | None = None
) -> ReactionNetwork:
    """The condensed network of a user-supplied system; no reaction belongs to a module.

    Raises
    ------
    VerificationError: V006 two signals of different species,
        or a signal and a fuel, turn into each other without a partner, V007 a signal does not
        rest.
    EnumerationError: of `enumerate_document`.
    """
    present = _present(made)
    document = replace(
        made.document,
        map=made.map,
        complexes=tuple(
            replace(c, concentration=None if c.name in present else _ABSENT)
            for c in made.document.complexes
        ),
    )
    found = enumerate_document(document, options, progress, name=made.name)
    formal_of = dict(found.document.map.signals)
    return _network(found.condensed_network, formal_of, present, made.name)


def _present(made: HandMade) -> set[str]:
    """Signals, which may come in at any time, and fuels."""
    signals = {name for name, _ in made.map.signals}
    if made.map.fuels is not None:
        return signals | set(made.map.fuels)
    given = made.document.complexes
    there = {c.name for c in given if c.concentration is None or c.concentration.value_M > 0}
    return signals | there


def _refuse_other_signals(
    said: SignalMap, crn: FormalCrn, where: str, kind: str = "complex"
) -> None:
    """Signals stand for formal species, and every formal species has a signal."""
    for name, formal in said.signals:
        if formal not in crn.names:
            raise VerificationError(
                "V004",
                said.place_of(name, where),
                f"the signal {name} stands for {formal}, which is no species of the formal network",
                f"use one of {', '.join(crn.names)}",
            )
    mapped = {formal for _, formal in said.signals}
    for formal in crn.names:
        if formal not in mapped:
            raise VerificationError(
                "V005",
                where,
                f"no {kind} stands for the formal species {formal}",
                f"add a line `{kind} = {formal}` to the map",
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
    role = _roles(meaning, signals, fuels, found.reactions)
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
    """What a macrostate stands for; all signals and all that was put in must agree on it."""
    known = [m.name for m in species.members if m.name in present or m.name in formal_of]
    kinds = {formal_of.get(name) for name in known}
    if len(kinds) > 1:
        members = ", ".join(known)
        raise VerificationError(
            "V006",
            name,
            f"{members} turn into each other without a partner, but are not all mapped alike",
            "map all of them to the same species",
        )
    return next(iter(kinds), None)


def _roles(
    species: Iterable[str],
    signals: frozenset[str],
    fuels: frozenset[str],
    reactions: Iterable[Reacts[str]],
) -> Callable[[str], ComplexRole]:
    waste = wastes(species, signals, fuels, reactions)

    def role(x: str) -> ComplexRole:
        if x in signals:
            return ComplexRole.SIGNAL
        if x in fuels:
            return ComplexRole.FUEL
        return ComplexRole.WASTE if x in waste else ComplexRole.INTERMEDIATE

    return role
