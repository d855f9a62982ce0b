"""Formal and enumerated networks as SBML models."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.identifiers import distinct_identifiers
from ncrn_dsd.formats.sbml_model import (
    POWER,
    TIMES,
    Apply,
    Number,
    SbmlCompartment,
    SbmlModel,
    SbmlParameter,
    SbmlReaction,
    SbmlSpecies,
    Symbol,
    Term,
    Unit,
)
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.reaction import Molar, Reaction

ROLE = "role: "
"""How the paragraph of a species' notes starts that says its role."""

VESSEL = "vessel"
"""Identifier of the one compartment."""

_MODEL, _RATE = "network", "k"
_SID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOT_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ABSTRACT = (
    "A formal chemical reaction network in abstract units: concentrations in u, times in tau, "
    "rate constants of n reactants in 1/(u^(n-1) tau)."
)
_IN_NM = "A formal chemical reaction network in nM and s."
_NANOMOLE = "nanomole"
_PLAIN = "A rate constant k of 2 A -> ... means the rate k [A]^2."


def crn_model(document: CrnText, notes: Sequence[str] = (), *, in_nM: bool = False) -> SbmlModel:
    """A formal network; rates follow the plain convention.

    Parameters
    ----------
    notes: more paragraphs.
    in_nM: its numbers count in nM and s; otherwise they are abstract and without dimension.

    Raises
    ------
    FormatError: a name XML cannot express, a name twice, a species that is not declared, or a
        number that is negative or not finite.
    """
    crn = document.crn
    ids = species_ids(crn.names, len(crn.reactions))
    given = {c.species: c for c in document.concentrations}
    for name, concentration in given.items():
        _id_of(ids, name, "a concentration")
        check_number(concentration.value_nM, f"concentration of '{name}'")
    species = tuple(
        SbmlSpecies(
            ids[s.name],
            s.name,
            given[s.name].value_nM if s.name in given else None,
            s.name in given and given[s.name].mode == "constant",
            (f"{ROLE}{s.role.value}",),
            VESSEL,
        )
        for s in crn.species
    )
    reactions = tuple(
        _reaction(
            number,
            (r.reactants, r.products),
            ids,
            r.rate,
            _rate_unit(r.order) if in_nM else "dimensionless",
            (f"origin: {r.origin}",),
        )
        for number, r in enumerate(crn.reactions, 1)
    )
    orders = sorted({r.order for r in crn.reactions})
    units = (
        (_NANOMOLE, (Unit("mole", scale=-9),)),
        *((_rate_unit(order), _rate_unit_factors(order, -9)) for order in orders),
    )
    return SbmlModel(
        _MODEL,
        (_IN_NM if in_nM else _ABSTRACT, _PLAIN, *notes),
        *((_NANOMOLE, "litre", "second") if in_nM else ("dimensionless",) * 3),
        units if in_nM else (),
        (SbmlCompartment(VESSEL, 1.0),),
        species,
        reactions,
    )


def network_model(network: ReactionNetwork, initial_M: Mapping[str, float] | None) -> SbmlModel:
    """An enumerated network in mole, litre and second.

    Parameters
    ----------
    initial_M: initial concentrations by species, in M. Species that are not in it start at
        zero; with None no species has an initial concentration.

    Raises
    ------
    FormatError: as for `crn_model`.
    """
    ids = species_ids([s.name for s in network.species], len(network.reactions))
    for name, value in (initial_M or {}).items():
        _id_of(ids, name, "a concentration")
        check_number(value, f"concentration of '{name}'")
    species = []
    for s in network.species:
        notes = [f"{ROLE}{s.role.value}"]
        notes += [f"formal species: {s.formal}"] if s.formal is not None else []
        notes.append(f"complex: {s.complex.kernel()}")
        initial = None if initial_M is None else float(initial_M.get(s.name, 0.0))
        species.append(SbmlSpecies(ids[s.name], s.name, initial, False, tuple(notes), VESSEL))
    title = f"Condensed reactions of strand displacement, enumerated {network.scope}."
    return molar_model(
        molar_notes(title, network.truncated_by), tuple(species), ids, network.reactions
    )


def molar_model(
    notes: tuple[str, ...],
    species: tuple[SbmlSpecies, ...],
    ids: Mapping[str, str],
    reactions: Sequence[Reaction[str, Molar]],
    reaction_notes: Sequence[tuple[str, ...]] | None = None,
) -> SbmlModel:
    """A model in mole, litre (volume 1) and second.

    Parameters
    ----------
    ids: `species_ids` of the names of the species.
    reaction_notes: paragraphs about each reaction.

    Raises
    ------
    FormatError: a reaction with a species that is not there, a rate SBML cannot express.
    """
    said = reaction_notes or [()] * len(reactions)
    orders = sorted({len(r.reactants) for r in reactions})
    return SbmlModel(
        _MODEL,
        notes,
        *("mole", "litre", "second"),
        tuple((_rate_unit(order), _rate_unit_factors(order)) for order in orders),
        (SbmlCompartment(VESSEL, 1.0),),
        species,
        tuple(
            _reaction(
                number,
                (r.reactants, r.products),
                ids,
                r.rate,
                _rate_unit(len(r.reactants)),
                notes_of,
            )
            for number, (r, notes_of) in enumerate(zip(reactions, said, strict=True), 1)
        ),
    )


def molar_notes(title: str, truncated_by: str | None) -> tuple[str, ...]:
    """Paragraphs about an enumerated network: what it is, what is missing, what rates mean."""
    cut = f"TRUNCATED by {truncated_by}: reactions are missing."
    return (title, *(() if truncated_by is None else (cut,)), _PLAIN)


def _rate_unit(order: int) -> str:
    return f"rate_of_order_{order}"


def _rate_unit_factors(order: int, scale: int = 0) -> tuple[Unit, ...]:
    """1/(c^(order-1) s), where c is 10^scale M."""
    per_c = (Unit("litre", order - 1), Unit("mole", 1 - order, scale)) if order != 1 else ()
    return (*per_c, Unit("second", -1))


def _reaction(
    number: int,
    sides: tuple[tuple[str, ...], tuple[str, ...]],
    ids: Mapping[str, str],
    rate: float,
    unit: str,
    notes: tuple[str, ...],
) -> SbmlReaction:
    name = _reaction_id(number)
    check_number(rate, f"rate constant of {name}")
    reactants, products = (tuple(_id_of(ids, species, name) for species in side) for side in sides)
    return SbmlReaction(
        name,
        _grouped(reactants),
        _grouped(products),
        _law(reactants),
        (SbmlParameter(_RATE, float(rate), unit),),
        tuple(_NOT_XML.sub(" ", note) for note in notes),
    )


def _reaction_id(number: int) -> str:
    return f"reaction_{number}"


def _grouped(side: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Neighbours that are equal become one entry, so that the order can be read back."""
    return tuple((species, float(len(tuple(same)))) for species, same in groupby(side))


def _law(reactants: Sequence[str]) -> Term:
    """Volume times k times the powers of the reactants: amount per time, as SBML wants it."""
    factors: list[Term] = [Symbol(VESSEL), Symbol(_RATE)]
    for species in dict.fromkeys(reactants):
        power = reactants.count(species)
        symbol = Symbol(species)
        factors.append(symbol if power == 1 else Apply(POWER, (symbol, Number(float(power)))))
    return Apply(TIMES, tuple(factors))


def species_ids(names: Sequence[str], reactions: int) -> dict[str, str]:
    """Identifiers of species by name, apart from those of everything else in the model.

    Raises
    ------
    FormatError: a name XML cannot express, or a name twice.
    """
    for name in names:
        if not name or _NOT_XML.search(name):
            raise FormatError(
                "F340",
                f"species {name!r}",
                "SBML cannot express this name",
                "use letters, digits and '_'",
            )
    for name in _repeated(names):
        raise FormatError(
            "F340", f"species '{name}'", "two species have this name", "rename one of them"
        )
    taken = {_MODEL, VESSEL, _RATE, *(_reaction_id(n) for n in range(1, reactions + 1))}
    return dict(zip(names, distinct_identifiers(names, _SID, "s_", taken), strict=True))


def _repeated(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)


def _id_of(ids: Mapping[str, str], name: str, where: str) -> str:
    if name not in ids:
        raise FormatError(
            "F341",
            where,
            f"'{name}' is not a species of the network",
            "declare it or correct the name",
        )
    return ids[name]


def check_number(value: float, where: str) -> None:
    """Raise FormatError if SBML cannot express a concentration or rate constant."""
    # Readers that use the C library refuse numbers below the smallest normal one.
    if not math.isfinite(value) or value < 0 or 0 < value < sys.float_info.min:
        raise FormatError(
            "F342",
            where,
            f"it is {value}",
            f"give zero, or a finite number of at least {sys.float_info.min:.2g}",
        )
