"""Formal networks as files: `.crn` text, SBML, or the reactions of a `.pil` file."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import Concentration, CrnText, read_crn
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.pil_network import condensed_network, detailed_network
from ncrn_dsd.formats.sbml_adapter import read_sbml
from ncrn_dsd.formats.text_file import CRN_SUFFIXES, PIL_SUFFIXES, SBML_SUFFIXES, read_text
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reaction import Reaction, in_nanomolar, reaction_text
from ncrn_dsd.units import NM_PER_M


def read_network(path: Path) -> CrnText:
    """A formal network with its concentrations, in nM and s.

    Raises
    ------
    FormatError: F001 the file cannot be read, F007 it is of another kind, F008 a `.pil` file has
        no reactions or one without a rate constant; and what is wrong in it.
    """
    suffix = path.suffix.lower()
    if suffix in CRN_SUFFIXES:
        return read_crn(read_text(path), str(path), with_units=True)
    if suffix in SBML_SUFFIXES:
        return read_sbml(read_text(path), str(path))
    if suffix in PIL_SUFFIXES:
        return _reactions_of_pil(read_text(path), str(path))
    raise FormatError(
        "F007",
        str(path),
        f"the suffix '{path.suffix}' is of no file of a formal network",
        f"name a file that ends in {', '.join((*CRN_SUFFIXES, *SBML_SUFFIXES, *PIL_SUFFIXES))}",
    )


def _reactions_of_pil(text: str, path: str) -> CrnText:
    """The condensed reactions where there are macrostates, else all reactions."""
    document = read_pil(text, path)
    found = condensed_network(document) if document.macrostates else detailed_network(document)
    origin = Origin(path, "reaction")
    reactions: list[FormalReaction] = []
    for r in found.reactions:
        if r.rate is None:
            raise FormatError(
                "F008",
                f"{path}, {reaction_text(r)}",
                "the reaction has no rate constant",
                "add one, as in [condensed = 1e6 /M/s]",
            )
        # In a file 1 u is 1 nM and 1 tau is 1 s.
        rate = in_nanomolar(Reaction(r.reactants, r.products, r.rate)).rate
        reactions.append(FormalReaction(r.reactants, r.products, rate, origin))
    if not reactions:
        raise FormatError(
            "F008",
            path,
            "the file has no reactions, so that it holds strands and no network",
            "enumerate it first, or read it as a system of strands",
        )
    given = [
        Concentration(s.name, m.concentration.mode, m.concentration.value_M * NM_PER_M)
        for s in found.species
        for m in s.members
        if m.concentration is not None
    ]
    species = tuple(Species(s.name) for s in found.species)
    # A macrostate is as much as its members together.
    totals = {c.species: c for c in given}
    concentrations = tuple(
        Concentration(name, one.mode, sum(c.value_nM for c in given if c.species == name))
        for name, one in totals.items()
    )
    return CrnText(FormalCrn(species, tuple(reactions)), concentrations)
