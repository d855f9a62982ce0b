"""Formal networks from SBML models."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import MAX_COPIES, Concentration, CrnText
from ncrn_dsd.formats.identifiers import distinct_identifiers
from ncrn_dsd.formats.sbml_model import Monomial, SbmlModel, SbmlReaction, SbmlSpecies, monomial
from ncrn_dsd.formats.sbml_writing import ROLE
from ncrn_dsd.ir.crn import Crn, RateConvention, Reaction, Species, SpeciesRole
from ncrn_dsd.ir.provenance import Origin

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ROLES = {role.value: role for role in SpeciesRole}
_WANTED = "write a constant times the reactants to their stoichiometries, such as k * A^2 * B"
_L_PER_M3, _NM_PER_M = 1e3, 1e9


def crn_text(model: SbmlModel, path: str) -> CrnText:
    """The network of a model; concentrations come in the order of the species.

    A model in mole per volume is converted, so that its unit of concentration is nM; any other
    one is taken as it is. The unit of time stays that of the model.

    Raises
    ------
    FormatError: a reaction is not mass action, or a number is missing or out of range.
    """
    reader = _Reader(model, path)
    species = tuple(Species(reader.names[s.id], _role(s)) for s in model.species)
    reactions = tuple(reader.reaction(r) for r in model.reactions)
    concentrations = [reader.concentration(s) for s in model.species]
    return CrnText(
        Crn(species, reactions, RateConvention.PLAIN),
        tuple(c for c in concentrations if c is not None),
    )


def species_names(species: tuple[SbmlSpecies, ...]) -> dict[str, str]:
    """A name of a `.crn` text for every species id.

    It is the name where that is legal and no other species has it, else made from the id.
    """
    count = Counter(s.name for s in species)
    own = [
        s.name if s.name is not None and count[s.name] == 1 and _NAME.fullmatch(s.name) else None
        for s in species
    ]
    taken = {name for name in own if name is not None}
    rest = [s.id for s, name in zip(species, own, strict=True) if name is None]
    made = dict(zip(rest, distinct_identifiers(rest, _NAME, "x", taken), strict=True))
    return {s.id: name or made[s.id] for s, name in zip(species, own, strict=True)}


def nM_per_unit(species: SbmlSpecies) -> float | None:
    """The unit of its concentration in nM, or None when it is not mole per volume."""
    dimensions, size = Counter[str](), _NM_PER_M
    for unit in species.units:
        size *= (unit.multiplier * 10.0**unit.scale) ** unit.exponent
        kind = {"liter": "litre", "meter": "metre"}.get(unit.kind, unit.kind)
        if kind == "metre" and unit.exponent % 3 == 0:
            cubes = unit.exponent // 3
            size *= _L_PER_M3**cubes
            dimensions["litre"] += cubes
        elif kind != "dimensionless":
            dimensions[kind] += unit.exponent
    present = {kind: exponent for kind, exponent in dimensions.items() if exponent}
    return size if present == {"mole": 1, "litre": -1} else None


@dataclass(frozen=True, slots=True)
class _Reader:
    model: SbmlModel
    path: str

    @property
    def names(self) -> dict[str, str]:
        return species_names(self.model.species)
