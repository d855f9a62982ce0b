"""Final names of domains and fuels: short, stable, and never the name of a species."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ncrn_dsd.ir.dsd import Complex, complement, domain_name


def domain_names(complexes: Iterable[Complex], taken: frozenset[str]) -> dict[str, str]:
    """New names of domains by their working names, numbered in order of first use.

    The letter of the working name is kept: ``t`` short, ``d`` long, ``u`` given length, ``h``
    history. One counter serves all letters.
    """
    renamed: dict[str, str] = {}
    number = 0
    for complex_ in complexes:
        for strand in complex_.strands:
            for occurrence in strand:
                working = domain_name(occurrence)
                if working in renamed:
                    continue
                number += 1
                while f"{working[0]}{number}" in taken:
                    number += 1
                renamed[working] = f"{working[0]}{number}"
    return renamed


def renamer(renamed: dict[str, str]) -> Callable[[Complex], Complex]:
    """A function that gives a complex its final domain names."""
    occurrences = {**renamed, **{complement(k): complement(v) for k, v in renamed.items()}}

    def rename(complex_: Complex) -> Complex:
        strands = tuple(tuple(occurrences[o] for o in strand) for strand in complex_.strands)
        return Complex(strands, complex_.structure)

    return rename


def fuel_name(module: int, number: int, taken: frozenset[str]) -> str:
    """``g3_1``: the first new fuel of module 3."""
    name = f"g{module}_{number}"
    while name in taken:
        name += "_"
    return name
