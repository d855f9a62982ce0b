"""How open toeholds are in strands and gates, and how far they are occupied where operated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from ncrn_dsd.ir.shown import Shown, Style

LEAST_OPEN = 0.7
"""Probability of a toehold to be open in its strand or gate that should be reached."""
LARGEST_RATIO = 0.1
"""Sum of K c over everything that binds an open toehold that should not be exceeded."""

_OPEN = Shown("P(open)", missing="not tested", meaning="All its letters at once; by ViennaRNA.")


@dataclass(frozen=True, slots=True)
class ToeholdOffTargets:
    """What binds a toehold by unpaired stretches without its complement.

    Parameters
    ----------
    toehold: its occurrence.
    stretches: how many there are that differ.
    binding_per_M: species with such stretches, and how strongly all of one bind together.
    strongest_per_M: of one stretch.
    """

    toehold: str
    stretches: int
    binding_per_M: tuple[tuple[str, float], ...]
    strongest_per_M: float


@dataclass(frozen=True, slots=True)
class StrandToehold:
    """A toehold of a strand that floats about."""

    strand: Annotated[str, Shown("Of strand", Style.WORD)]
    toehold: Annotated[str, Shown("Toehold there", Style.WORD)]
    open_probability: Annotated[float | None, _OPEN]


@dataclass(frozen=True, slots=True)
class GateToehold:
    """An open toehold of a gate at the levels of an operating point.

    Parameters
    ----------
    own: sum of K c over its own complements in other strands, those that lead somewhere included.
    others: over everything else, by the strongest duplex with each unpaired stretch, alone.
    worst: what binds it most.
    """

    gate: Annotated[str, Shown("Of gate", Style.WORD)]
    toehold: Annotated[str, Shown("Open toehold", Style.WORD)]
    own: Annotated[float, Shown("Σ K c, own complements")]
    others: Annotated[float, Shown("Σ K c, off-targets")]
    worst: Annotated[str, Shown("Bound most by", Style.WORD)]
    open_probability: Annotated[float | None, _OPEN]

    @property
    def occupied(self) -> Annotated[float, Shown("Occupied", Style.SHARE)]:
        """Share of its time in which something is bound."""
        ratio = self.own + self.others
        return ratio / (1 + ratio)


@dataclass(frozen=True, slots=True)
class OpenToeholds:
    """All toeholds of strands and gates; predicted, not measured.

    Parameters
    ----------
    parameters: of the folding that P(open) comes from; empty where nothing was folded.
    """

    parameters: Annotated[str, Shown("Folding", Style.WORD, is_about=True)]
    temperature_C: float
    strands: tuple[StrandToehold, ...]
    gates: tuple[GateToehold, ...]

    @property
    def closed(self) -> int:
        """Toeholds of strands and gates that are less open than they should be."""
        every = [t.open_probability for t in self.strands]
        every += [t.open_probability for t in self.gates]
        return sum(p is not None and p < LEAST_OPEN for p in every)

    @property
    def too_occupied(self) -> int:
        """Toeholds of gates that are more occupied than they should be."""
        return sum(g.own + g.others > LARGEST_RATIO for g in self.gates)
