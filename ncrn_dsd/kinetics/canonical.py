"""An order of the inner species of a cluster that does not depend on their names.

Species get colours from the reactions they take part in, refined until nothing changes
(Weisfeiler & Leman 1968). Species that stay equal are ordered by name: clusters may then be
missed as equal, but never taken for equal when they are not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

NamedReaction = tuple[tuple[str, ...], tuple[str, ...], float]
"""Reactants, products, rate constant."""


def canonical_order(
    reactions: Sequence[NamedReaction], inner: Sequence[str], place: Mapping[str, int]
) -> tuple[str, ...]:
    """The names in `inner`, ordered by their role in the reactions.

    Parameters
    ----------
    place: of every other species, a number that means the same in all clusters.
    """
    colour = dict.fromkeys(inner, "inner")
    colour |= {name: f"place {number}" for name, number in place.items()}
    classes = 0
    while len(set(colour.values())) > classes:
        classes = len(set(colour.values()))
        seen: dict[str, list[str]] = {name: [] for name in inner}
        for reactants, products, rate in reactions:
            text = f"{_colours(reactants, colour)}>{_colours(products, colour)}@{rate!r}"
            for name in reactants:
                if name in seen:
                    seen[name].append(f"-{text}")
            for name in products:
                if name in seen:
                    seen[name].append(f"+{text}")
        for name, texts in seen.items():
            colour[name] = _digest(colour[name], *sorted(texts))
    return tuple(sorted(inner, key=lambda name: (colour[name], name)))


def _colours(names: Sequence[str], colour: Mapping[str, str]) -> str:
    return ",".join(sorted(colour[name] for name in names))


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
