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
    KineticsError: K010, a level is of gates that no reaction has.
    """
    of_reactants = _levels_of_reactants_M(system, crn, levels)
    return {
        f.name: of_reactants.get(f.name, levels.gates_M)
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


def _levels_of_reactants_M(
    system: DsdSystem, crn: FormalCrn, levels: LevelSpec
) -> dict[str, float]:
    """Levels of the fuels of gates that are named by what they take."""
    fuels_of: dict[tuple[str, ...], list[str]] = {}
    for module in system.modules:
        for number in module.reactions:
            reactants = tuple(sorted(crn.reactions[number].reactants))
            fuels_of.setdefault(reactants, []).extend(module.fuels)
    of_fuels: dict[str, float] = {}
    for text, level in (levels.gates_of or {}).items():
        reactants = tuple(sorted(name.strip() for name in text.split("+")))
        if reactants not in fuels_of:
            there = ", ".join(f'"{" + ".join(names)}"' for names in fuels_of)
            raise KineticsError(
                "K010",
                f'the level of gates of "{text}"',
                "no reaction takes these and nothing else",
                f"use one of {there}",
            )
        of_fuels |= dict.fromkeys(fuels_of[reactants], level)
    return of_fuels


def _free(held: float) -> float:
    """The part of a signal that no gate holds."""
    return 1 / (1 + held) if math.isfinite(held) else 1.0
