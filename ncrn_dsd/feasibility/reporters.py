"""Reporters as fuels of a system, so that they are counted, designed and judged with it.

A reporter is a duplex with an open toehold: the signal takes the place of its top strand, once
and for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel, Signal, complement, domain_name
from ncrn_dsd.ir.provenance import Origin

BUILDER = "reporters"


def reporter_fuels(system: DsdSystem, species: Iterable[str]) -> tuple[Fuel, ...]:
    """One reporter per species whose signal has an open toehold beside an open long domain.

    Species without such a signal get none; compare the number with what was asked for.
    """
    domains = {domain.name: domain for domain in system.domains}
    fuels = []
    for one in dict.fromkeys(species):
        footing = _footing(system.signal_of(one), domains)
        if footing is not None:
            origin = Origin(BUILDER, f"reporter of {one}")
            fuels.append(Fuel(f"Rep_{one}", _reporter(footing, domains), (), origin))
    return tuple(fuels)


def with_reporters(system: DsdSystem, species: Iterable[str]) -> DsdSystem:
    """The same system with reporters of these species among its fuels."""
    return replace(system, fuels=(*system.fuels, *reporter_fuels(system, species)))


def _footing(signal: Signal, domains: Mapping[str, Domain]) -> tuple[str, str] | None:
    """Open neighbours of which one is a toehold and none the history, toehold first if any."""
    found: list[tuple[str, str]] = []
    marks_of = signal.complex.structure.split("+")
    for strand, marks in zip(signal.complex.strands, marks_of, strict=True):
        for (one, mark), (other, beside) in pairwise(zip(strand, marks, strict=True)):
            is_toehold = [domains[domain_name(o)].is_toehold for o in (one, other)]
            if mark == beside == "." and sum(is_toehold) == 1:
                found.append((one, other))
    found = [p for p in found if all(domain_name(o) != signal.history for o in p)]
    first = (p for p in found if domains[domain_name(p[0])].is_toehold)
    return next(first, found[0] if found else None)


def _reporter(footing: tuple[str, str], domains: Mapping[str, Domain]) -> Complex:
    base = tuple(complement(o) for o in reversed(footing))
    if domains[domain_name(footing[0])].is_toehold:
        return Complex(((footing[1],), base), "(+).")
    return Complex(((footing[0],), base), "(+.)")
