"""Which strands a fuel, signal or reporter is mixed from, and in which ratio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ncrn_dsd.ir.bench import ComplexPart, Component, Reporter
from ncrn_dsd.ir.dsd import Complex, DsdSystem, Signal

SIGNAL, FUEL, REPORTER = "signal", "fuel", "reporter"


def components_of(
    system: DsdSystem,
    names: Mapping[tuple[str, ...], str],
    reporters: Iterable[Reporter],
    excess_ratio: float,
) -> tuple[Component, ...]:
    """Signals, fuels and reporters, in this order.

    Strands that are no base are mixed in excess, unless the spare ones would act as a signal or
    as a fuel of one strand: those are mixed one to one.

    Parameters
    ----------
    names: of strands, by their domains.
    """
    bodies = tuple(body for s in system.signals for body in _body(s))
    bodies += tuple(f.complex.strands[0] for f in system.fuels if f.complex.size_strands == 1)
    found = [
        Component(s.species, SIGNAL, _parts(s.complex, names, bodies, excess_ratio))
        for s in system.signals
    ]
    found += [
        Component(f.name, FUEL, _parts(f.complex, names, bodies, excess_ratio))
        for f in system.fuels
    ]
    found += [
        Component(
            r.name,
            REPORTER,
            (ComplexPart(r.base, 1.0, True), ComplexPart(r.top, excess_ratio, False)),
        )
        for r in reporters
    ]
    return tuple(found)


def _body(signal: Signal) -> tuple[tuple[str, ...], ...]:
    """The strands of a signal without the domain that may be any."""
    return tuple(tuple(o for o in s if o != signal.history) for s in signal.complex.strands)


def _parts(
    complex_: Complex,
    names: Mapping[tuple[str, ...], str],
    bodies: tuple[tuple[str, ...], ...],
    excess_ratio: float,
) -> tuple[ComplexPart, ...]:
    base = complex_.base
    parts = []
    for place, strand in enumerate(complex_.strands):
        spare_acts = any(_contains(strand, body) for body in bodies)
        ratio = 1.0 if place == base or spare_acts else excess_ratio
        parts.append(ComplexPart(names[strand], ratio, place == base))
    return tuple(parts)


def _contains(strand: tuple[str, ...], body: tuple[str, ...]) -> bool:
    n = len(body)
    return any(strand[i : i + n] == body for i in range(len(strand) - n + 1))
