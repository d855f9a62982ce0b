"""An operating point whose units and fuel levels a design gives, and what rates it has."""

from __future__ import annotations

import math

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation, RealisedRate
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.balance import targets_of
from ncrn_dsd.kinetics.effective_rates import effective_at
from ncrn_dsd.model.dsd import LevelSpec
from ncrn_dsd.units import show_concentration, show_time


def stated_levels_M(system: DsdSystem, crn: FormalCrn, levels: LevelSpec) -> dict[str, float]:
    """Levels of fuels by name, as a design gives them.

    Raises
    ------
    KineticsError: K010, a level is of the drain of a species that does not vanish by itself.
    """
    of_drains = _levels_of_drains_M(system, crn, levels)
    return {
        f.name: of_drains.get(f.name, levels.gates_M)
        if len(f.complex.strands) > 1
        else levels.single_strands_M
        for f in system.fuels
    }


def stated_point(
    system: DsdSystem, crn: FormalCrn, network: ReactionNetwork, levels: LevelSpec
) -> Realisation:
    """The operating point that a design gives, with the rates that gates have there.

    Nothing is calibrated: rates are off by what the levels make of them, and `relative_error` says
    by how much. Refills are no part of it, since they are planned by the training.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module; K010 as `stated_levels_M`.
    """
    unit_M, time_s = levels.concentration_unit_M, levels.time_unit_s
    fuels_M = stated_levels_M(system, crn, levels)
    found = effective_at(system, crn, network, fuels_M, unit_M)
    targets = targets_of(crn, unit_M ** (1 - crn.max_order) / time_s, unit_M)
    rates = zip(crn.reactions, targets, found.rates, found.holds, strict=True)
    return Realisation(
        concentration_unit_M=unit_M,
        time_unit_s=time_s,
        rates=tuple(
            RealisedRate(
                reaction=number,
                text=str(reaction),
                formal_rate=reaction.rate,
                target_rate=target,
                hold=hold,
                realised_rate=rate,
                relative_error=rate / target - 1,
                limited_by="levels as given",
            )
            for number, (reaction, target, rate, hold) in enumerate(rates)
        ),
        fuels=tuple(FuelLevel(name, level, 0.0, level) for name, level in fuels_M.items()),
        free=tuple(FreeFraction(s, _free(found.held[s])) for s in crn.names),
        refill_every=levels.refill_every,
        speed_limit=f"as given; one tau is {show_time(time_s)}",
        concentration_limit=f"as given; one u is {show_concentration(unit_M)}",
    )


def _levels_of_drains_M(system: DsdSystem, crn: FormalCrn, levels: LevelSpec) -> dict[str, float]:
    """Levels of the fuels of gates by which species vanish by themselves."""
    drained = {
        reaction.reactants[0]: module
        for module in system.modules
        for reaction in (crn.reactions[number] for number in module.reactions)
        if len(reaction.reactants) == 1 and not reaction.products
    }
    given = levels.drains or {}
    for species in given:
        if species not in drained:
            raise KineticsError(
                "K010",
                f"the level of the drain of {species}",
                f"no gate lets {species} vanish by itself",
                f"use one of {', '.join(drained)}" if drained else "leave drains out",
            )
    return {fuel: level for species, level in given.items() for fuel in drained[species].fuels}


def _free(held: float) -> float:
    """The part of a signal that no gate holds."""
    return 1 / (1 + held) if math.isfinite(held) else 1.0
