"""Rates of the gates of formal reactions from their nucleotides, each module alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalCrn, FormalReaction
from ncrn_dsd.ir.dsd import Complex, DsdSystem, domain_name
from ncrn_dsd.ir.gate_rates import (
    BETWEEN_RAILS,
    WITHIN_GROUP,
    AlikeToeholds,
    GateRates,
    other_rail,
    sorted_names,
)
from ncrn_dsd.model.rates import Conditions, RateModel
from ncrn_dsd.sequences.displacements import Displacement, find_displacements
from ncrn_dsd.sequences.reaction_rates import NucleotideRates

MOST_COMPLEXES = 60
"""Of one module; what comes after them is left out."""


def gate_rates(
    system: DsdSystem,
    crn: FormalCrn,
    sequences: Mapping[str, str],
    model: RateModel,
    conditions: Conditions,
) -> tuple[GateRates, ...]:
    """One for each gate module, in their order.

    The fuels of a module and the signals that it consumes meet, and what they make by toehold and
    branch meets again. No enumeration is needed, and other modules are not looked at.

    Parameters
    ----------
    sequences: of every domain.
    """
    rates = NucleotideRates(system, sequences, model, conditions)
    return tuple(_rates_of(gate, rates) for gate in _gates(system, crn))


def toeholds_alike(system: DsdSystem, crn: FormalCrn) -> tuple[AlikeToeholds, ...]:
    """Toeholds of gates that have one formal rate, and of two rails, as far as they differ.

    Exchanges of toeholds are left out: their k and K follow from equal words between equal letters.
    """
    by_rate: dict[tuple[float, int], set[str]] = {}
    by_species: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for gate in _gates(system, crn):
        own = [
            domain_name(d.toehold.domains[0])
            for _, d in gate.displacements
            if not d.incumbents and len(d.toehold.domains) == 1
        ]
        formal = gate.formal
        by_rate.setdefault((formal.rate, formal.order), set()).update(own)
        by_species[sorted_names(formal.reactants), sorted_names(formal.products)] = own
    rails = [
        sorted_names(set(own) ^ set(by_species[other]))
        for species, own in by_species.items()
        if (other := other_rail(*species)) != species and other in by_species
    ]
    found = [
        *(AlikeToeholds(sorted_names(names), WITHIN_GROUP) for names in by_rate.values()),
        *(AlikeToeholds(names, BETWEEN_RAILS) for names in rails),
    ]
    return tuple(one for one in dict.fromkeys(found) if len(one.names) > 1)


@dataclass(frozen=True, slots=True)
class _Gate:
    """A gate module and what happens in it.

    Parameters
    ----------
    consumed: complexes of the signals that it takes.
    """

    formal: FormalReaction
    consumed: list[Complex]
    displacements: list[tuple[frozenset[Complex], Displacement]]


def _gates(system: DsdSystem, crn: FormalCrn) -> Iterator[_Gate]:
    signals: dict[str, list[Complex]] = {}
    for signal in system.signals:
        signals.setdefault(signal.species, []).append(signal.complex.canonical())
    fuels = {f.name: f.complex.canonical() for f in system.fuels}
    lengths_nt = {d.name: d.length_nt for d in system.domains}
    for module in system.modules:
        formal = crn.reactions[module.reactions[0]]
        consumed = [one for name in formal.reactants for one in signals.get(name, ())]
        known = list(dict.fromkeys([*consumed, *(fuels[name] for name in module.fuels)]))
        yield _Gate(formal, consumed, _displacements(known, lengths_nt))


def _rates_of(gate: _Gate, rates: NucleotideRates) -> GateRates:
    formal, consumed = gate.formal, gate.consumed
    exchange, equilibrium, irreversible = [], [], []
    for one, displacement in gate.displacements:
        rate, back = rates.displacement_rates(displacement)
        if back is None:
            irreversible.append(rate)
        elif one.isdisjoint(consumed):
            continue
        else:
            exchange.append(rate)
            equilibrium.append(back)
    return GateRates(
        str(formal),
        formal.rate,
        formal.order,
        formal.reactants,
        formal.products,
        tuple(exchange),
        tuple(equilibrium),
        tuple(irreversible),
    )


def _displacements(
    known: list[Complex], lengths_nt: Mapping[str, int]
) -> list[tuple[frozenset[Complex], Displacement]]:
    """All displacements among complexes and what these make, each with its two reactants."""
    found: list[tuple[frozenset[Complex], Displacement]] = []
    met = 0
    while met < len(known):
        one = known[met]
        met += 1
        for other in known[:met]:
            for displacement in find_displacements(one, other, lengths_nt):
                found.append((frozenset({one, other}), displacement))
                new = (p for p in displacement.products if p not in known)
                known += list(dict.fromkeys(new))[: MOST_COMPLEXES - len(known)]
    return found
