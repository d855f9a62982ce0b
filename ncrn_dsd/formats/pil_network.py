"""The reaction networks that a PIL document holds: one between macrostates, one in detail."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.formats.pil_document import NamedComplex, PilDocument, PilReaction

CONDENSED = "condensed"
"""The kind of reactions between macrostates; all other kinds are between complexes."""


@dataclass(frozen=True, slots=True)
class PilSpecies:
    """What reacts: a resting macrostate, or one complex.

    Parameters
    ----------
    members: the complexes it consists of, the one with its name first if there is one.
    is_resting: no fast reaction leaves it.
    """

    name: str
    members: tuple[NamedComplex, ...]
    is_resting: bool

    @property
    def is_present(self) -> bool:
        """It is, or may be, there at the start: a concentration above zero, or none given."""
        return any(m.concentration is None or m.concentration.value_M > 0 for m in self.members)


@dataclass(frozen=True, slots=True)
class PilNetwork:
    """Species and the reactions between them.

    Parameters
    ----------
    is_detailed: between complexes; otherwise between resting macrostates.
    truncated_by: what was cut off, in words, or None when nothing was.
    """

    species: tuple[PilSpecies, ...]
    reactions: tuple[PilReaction, ...]
    is_detailed: bool
    truncated_by: str | None = None


def condensed_network(document: PilDocument, truncated_by: str | None = None) -> PilNetwork:
    """The macrostates of a document and its condensed reactions."""
    complexes = {c.name: c for c in document.complexes}
    species = tuple(
        PilSpecies(
            state.name,
            tuple(complexes[m] for m in sorted(state.members, key=lambda m: m != state.name)),
            is_resting=True,
        )
        for state in document.macrostates
    )
    reactions = tuple(r for r in document.reactions if r.kind == CONDENSED)
    return PilNetwork(species, reactions, is_detailed=False, truncated_by=truncated_by)


def detailed_network(document: PilDocument, truncated_by: str | None = None) -> PilNetwork:
    """The complexes of a document and its reactions of all kinds but condensed."""
    resting = {name for state in document.macrostates for name in state.members}
    species = tuple(PilSpecies(c.name, (c,), c.name in resting) for c in document.complexes)
    reactions = tuple(r for r in document.reactions if r.kind != CONDENSED)
    return PilNetwork(species, reactions, is_detailed=True, truncated_by=truncated_by)
