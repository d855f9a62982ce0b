"""Networks of PIL documents as SBML models."""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil_network import PilNetwork, PilSpecies
from ncrn_dsd.formats.sbml_model import SbmlModel, SbmlSpecies
from ncrn_dsd.formats.sbml_writing import (
    VESSEL,
    check_number,
    molar_model,
    molar_notes,
    species_ids,
)
from ncrn_dsd.ir.reaction import Reaction

_TITLES = {False: "Condensed", True: "Detailed"}


def pil_network_model(network: PilNetwork, notes: Sequence[str] = ()) -> SbmlModel:
    """A network in mole, litre and second.

    The initial concentration of a macrostate is the sum over its members that have one; a
    species is constant when a member is. A species without any concentration has none here.

    Parameters
    ----------
    notes: more paragraphs.

    Raises
    ------
    FormatError: a reaction without a rate constant, or as for `sbml_writing.crn_model`.
    """
    ids = species_ids([s.name for s in network.species], len(network.reactions))
    title = f"{_TITLES[network.is_detailed]} reactions of strand displacement."
    return molar_model(
        (*molar_notes(title, network.truncated_by), *notes),
        tuple(_species(s, ids[s.name]) for s in network.species),
        ids,
        [
            Reaction(r.reactants, r.products, _rate(r.rate, number))
            for number, r in enumerate(network.reactions, 1)
        ],
        [(f"type: {r.kind}",) for r in network.reactions],
    )


def _species(species: PilSpecies, identifier: str) -> SbmlSpecies:
    given = [m.concentration for m in species.members if m.concentration is not None]
    initial = sum(c.value_M for c in given) if given else None
    if initial is not None:
        check_number(initial, f"concentration of '{species.name}'")
    notes = [f"state: {'resting' if species.is_resting else 'transient'}"]
    notes += [f"complex: {m.complex.kernel()}" for m in species.members]
    return SbmlSpecies(
        identifier,
        species.name,
        initial,
        any(c.mode == "constant" for c in given),
        tuple(notes),
        VESSEL,
    )


def _rate(rate: float | None, number: int) -> float:
    if rate is None:
        raise FormatError(
            "F343",
            f"reaction {number} of the PIL document",
            "it has no rate constant, which SBML needs",
            "write it in front of the reaction, such as [condensed = 1e6 /M/s]",
        )
    return rate
