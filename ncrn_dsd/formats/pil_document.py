"""The content of a PIL file: domains, named complexes, and what an enumerator adds to them."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.formats.signal_map import NOTHING_SAID, SignalMap
from ncrn_dsd.ir.dsd import Complex, Domain


@dataclass(frozen=True, slots=True)
class PilConcentration:
    """How much of a complex there is; `mode` is "initial" or "constant"."""

    mode: str
    value_M: float


@dataclass(frozen=True, slots=True)
class NamedComplex:
    """A complex, its name in the file, and its concentration if one is given."""

    name: str
    complex: Complex
    concentration: PilConcentration | None = None


@dataclass(frozen=True, slots=True)
class PilReaction:
    """A reaction line.

    Parameters
    ----------
    kind: "bind21", "open", "condensed", ...; None when the line does not say.
    rate: 1/s for one reactant, 1/(M s) for two; None when the line does not say.
    reactants, products: names of complexes or macrostates, repeated by multiplicity.
    comment: written behind the line; a reader leaves it out.
    """

    kind: str | None
    rate: float | None
    reactants: tuple[str, ...]
    products: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PilMacrostate:
    """A macrostate and the names of its complexes."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PilDocument:
    """Everything a PIL file says, in its order.

    Parameters
    ----------
    sequences: pairs of domain name and nucleotides, for domains that have some.
    composites: pairs of the name of a composite and the occurrences it stands for; in
        complexes they are already expanded.
    map: what the complexes are for, where comments of the file say it.
    """

    domains: tuple[Domain, ...]
    complexes: tuple[NamedComplex, ...]
    sequences: tuple[tuple[str, str], ...] = ()
    composites: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reactions: tuple[PilReaction, ...] = ()
    macrostates: tuple[PilMacrostate, ...] = ()
    map: SignalMap = NOTHING_SAID
