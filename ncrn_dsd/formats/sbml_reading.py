"""Formal networks from SBML models."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import MAX_COPIES, Concentration, CrnText
from ncrn_dsd.formats.identifiers import distinct_identifiers
from ncrn_dsd.formats.sbml_model import (
    Monomial,
    SbmlModel,
    SbmlReaction,
    SbmlSpecies,
    monomial,
)
from ncrn_dsd.formats.sbml_model_units import ModelUnits, error_at
from ncrn_dsd.formats.sbml_writing import ROLE
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species, SpeciesRole
from ncrn_dsd.ir.provenance import Origin

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ROLES = {role.value: role for role in SpeciesRole}
_WANTED = "write a constant times the reactants to their stoichiometries, such as k * A^2 * B"


def crn_text(model: SbmlModel, path: str) -> CrnText:
    """The network of a model; concentrations come in the order of the species.

    Concentrations become nM, and times seconds. A quantity for which a model declares no unit, or a
    dimensionless one, is taken as it is.

    Raises
    ------
    FormatError: a reaction is not mass action, a number is missing or out of range, or a unit
        cannot be converted.
    """
    reader = _Reader(model, path)
    species = tuple(Species(reader.names[s.id], _role(s)) for s in model.species)
    reactions = tuple(reader.reaction(r) for r in model.reactions)
    concentrations = [reader.concentration(s) for s in model.species]
    return CrnText(
        FormalCrn(species, reactions),
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


class _Reader:
    def __init__(self, model: SbmlModel, path: str) -> None:
        self._path = path
        self._units = ModelUnits(model, path)
        self._species = {s.id: s for s in model.species}
        self._sizes = {c.id: c.size for c in model.compartments}
        self._parameters = {p.id: p for p in model.parameters}
        self.names = species_names(model.species)

    def concentration(self, species: SbmlSpecies) -> Concentration | None:
        value = species.initial
        if value is None and species.constant:
            raise self._error(
                "F334",
                species.line,
                f"species '{species.id}' is constant but has no initial concentration",
                "give it one",
            )
        if value is None:
            return None
        if math.isnan(value):
            raise self._error(
                "F336",
                species.line,
                f"species '{species.id}' has no initial concentration that is a number, as when it "
                "has an amount in a compartment without a size",
                "give the compartment a size, or the species a concentration",
            )
        if not math.isfinite(value) or value < 0:
            raise self._error(
                "F334",
                species.line,
                f"the initial concentration of species '{species.id}' is {value:g}",
                "give a finite number of zero or more",
            )
        mode = "constant" if species.constant else "initial"
        return Concentration(self.names[species.id], mode, value * self._units.nM_per_unit(species))

    def reaction(self, reaction: SbmlReaction) -> FormalReaction:
        sides = [self._side(reaction, side) for side in (reaction.reactants, reaction.products)]
        rate = self._rate(reaction, *sides)
        left, right = (tuple(self.names[s] for s in side) for side in sides)
        origin = Origin(self._path, f"reaction '{reaction.id}'", reaction.line or None)
        return FormalReaction(left, right, rate, origin)

    def _side(self, reaction: SbmlReaction, side: tuple[tuple[str, float], ...]) -> list[str]:
        found: list[str] = []
        for species, copies in side:
            if species not in self._species:
                raise self._error(
                    "F335",
                    reaction.line,
                    f"reaction '{reaction.id}' uses '{species}', which is not a species",
                    "declare it in the list of species",
                )
            if not (copies.is_integer() and 1 <= copies <= MAX_COPIES - len(found)):
                raise self._error(
                    "F335",
                    reaction.line,
                    f"'{species}' in reaction '{reaction.id}' has the stoichiometry {copies:g}",
                    f"write whole numbers, and at most {MAX_COPIES} copies on a side",
                )
            found += [species] * int(copies)
        return found

    def _volume(self, reaction: SbmlReaction, members: Sequence[str]) -> float:
        """Size of the one compartment in which a reaction happens."""
        places = {self._species[s].compartment for s in members}
        if len(places) > 1:
            raise self._error(
                "F336",
                reaction.line,
                f"reaction '{reaction.id}' goes across the compartments "
                f"{', '.join(sorted(places))}",
                "put all its species into one compartment",
            )
        size = self._sizes.get(places.pop()) if places else 1.0
        if size is None or not (math.isfinite(size) and size > 0):
            raise self._error(
                "F336",
                reaction.line,
                f"the compartment of reaction '{reaction.id}' has no positive size",
                "give the compartment a constant size",
            )
        return size

    def _rate(self, reaction: SbmlReaction, reactants: list[str], products: list[str]) -> float:
        """The rate constant in nM and seconds, from the amount per time of the model."""
        members = [*reactants, *products]
        volume = self._volume(reaction, members)
        found = self._monomial(reaction)
        wanted = Counter(reactants)
        if found.powers != wanted:
            raise self._error(
                "F333",
                reaction.line,
                f"the rate law of reaction '{reaction.id}' has {_powers_text(found.powers)} where "
                f"mass action has {_powers_text(wanted)}",
                _WANTED,
            )
        amounts = sum(n for s, n in found.powers.items() if self._species[s].is_amount)
        rate = found.coefficient * volume**amounts / volume
        local = {**self._parameters, **{p.id: p for p in reaction.parameters}}
        per_unit = self._units.of_reaction(
            reaction, [self._species[s] for s in members], local, volume
        )
        rate *= self._units.per_second / per_unit ** (len(reactants) - 1)
        if not math.isfinite(rate) or rate < 0:
            raise self._error(
                "F333",
                reaction.line,
                f"the rate constant of reaction '{reaction.id}' is {rate:g}",
                "give its parameters finite values, so that it is zero or more",
            )
        return rate

    def _monomial(self, reaction: SbmlReaction) -> Monomial:
        if reaction.law is None:
            raise self._error(
                "F333", reaction.line, f"reaction '{reaction.id}' has no rate law", _WANTED
            )
        parameters = {**self._parameters, **{p.id: p for p in reaction.parameters}}
        constants = {**self._sizes, **{name: p.value for name, p in parameters.items()}}
        try:
            return monomial(reaction.law, constants, self._species)
        except ValueError as problem:
            raise self._error(
                "F333",
                reaction.line,
                f"the rate law of reaction '{reaction.id}' {problem}",
                _WANTED,
            ) from None

    def _error(self, code: str, line: int, what: str, hint: str) -> FormatError:
        return error_at(self._path, line, code, what, hint)


def _role(species: SbmlSpecies) -> SpeciesRole:
    """The role that the notes tell, when it is one of a formal species."""
    roles = [note.removeprefix(ROLE) for note in species.notes if note.startswith(ROLE)]
    return _ROLES.get(roles[0], SpeciesRole.PLAIN) if roles else SpeciesRole.PLAIN


def _powers_text(powers: Mapping[str, int]) -> str:
    factors = [s if n == 1 else f"{s}^{n}" for s, n in sorted(powers.items())]
    return " * ".join(factors) or "no reactants"
