"""Rates of the gates of formal reactions from their nucleotides, each module alone."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, DsdSystem, GateModule
from ncrn_dsd.ir.gate_rates import GateRates
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
    signals: dict[str, list[Complex]] = {}
    for signal in system.signals:
        signals.setdefault(signal.species, []).append(signal.complex.canonical())
    fuels = {f.name: f.complex.canonical() for f in system.fuels}
    lengths_nt = {d.name: d.length_nt for d in system.domains}
    return tuple(
        _rates_of(module, crn, rates, signals, fuels, lengths_nt) for module in system.modules
    )


def _rates_of(
    module: GateModule,
    crn: FormalCrn,
    rates: NucleotideRates,
    signals: Mapping[str, list[Complex]],
    fuels: Mapping[str, Complex],
    lengths_nt: Mapping[str, int],
) -> GateRates:
    formal = crn.reactions[module.reactions[0]]
    consumed = [one for name in formal.reactants for one in signals.get(name, ())]
    known = list(dict.fromkeys([*consumed, *(fuels[name] for name in module.fuels)]))
    exchange, equilibrium, irreversible = [], [], []
    for one, displacement in _displacements(known, lengths_nt):
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
