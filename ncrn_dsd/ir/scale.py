"""How a learner grows with the number of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from ncrn_dsd.ir.headings import DESIGN, REACTIONS, SPECIES
from ncrn_dsd.ir.shown import Shown, Style


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """Counts of one network.

    Parameters
    ----------
    dimension: number of inputs.
    parameters: trained numbers.
    max_order: largest number of reactants of one reaction.
    """

    dimension: Annotated[int, Shown("Inputs", Style.COUNT)]
    parameters: Annotated[int, Shown("Parameters", Style.COUNT)]
    reactions: Annotated[int, REACTIONS]
    species: Annotated[int, SPECIES]
    max_order: Annotated[int, Shown("Largest order", Style.COUNT)]


@dataclass(frozen=True, slots=True)
class Scale:
    """One learner with more and more inputs.

    Parameters
    ----------
    exponents: by count, the power of the number of inputs with which it grows; none without three
        dimensions to tell a growth from.
    """

    design: Annotated[str, DESIGN]
    title: str
    rows: tuple[ScaleRow, ...]
    exponents: Mapping[str, float] = field(hash=False)
