"""Reporters as fuels of a system, so that they are counted, designed and judged with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ncrn_dsd.ir.dsd import DsdSystem, Fuel
from ncrn_dsd.ir.lab_reporter import reporter_of
from ncrn_dsd.ir.provenance import Origin

BUILDER = "reporters"


def reporter_fuels(system: DsdSystem, species: Iterable[str]) -> tuple[Fuel, ...]:
    """One reporter per species whose signal has an open toehold beside an open long domain.

    Species without such a signal get none; compare the number with what was asked for.
    """
    designs = (reporter_of(system, one) for one in dict.fromkeys(species))
    return tuple(
        Fuel(one.name, one.complex, (), Origin(BUILDER, f"reporter of {one.species}"))
        for one in designs
        if one is not None
    )


def with_reporters(system: DsdSystem, species: Iterable[str]) -> DsdSystem:
    """The same system with reporters of these species among its fuels."""
    return replace(system, fuels=(*system.fuels, *reporter_fuels(system, species)))
