"""The answer to the question whether a system can be built."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Buildable(Enum):
    """The verdict, from good to bad."""

    FITS = "fits"
    NEEDS_STAGING = "needs staging"
    CANNOT_BE_BUILT = "cannot be built"

    @property
    def rank(self) -> int:
        return list(Buildable).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    subject: "toeholds", "longest strand", "strands", "time" and the like.
    means: what this alone makes of the system.
    sentence: what was found, with numbers.
    remedy: what would help; empty where nothing has to.
    """

    subject: str
    means: Buildable
    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ToeholdNeed:
    """Distinct toeholds of one length against the words that can live side by side.

    Parameters
    ----------
    room: size of the pool that the energy window allows; None when it is not known.
    """

    length_nt: int
    needed: int
    room: int | None


@dataclass(frozen=True, slots=True)
class Feasibility:
    """What it takes to build a system, before any sequence is searched.

    Parameters
    ----------
    strands, nucleotides_nt, longest_nt: of all distinct strands, reporters included.
    above_cheap: strands longer than the cheapest scale of synthesis makes.
    cost_low, cost_high: in `currency`, for the synthesis alone; see `prices`.
    prices: what the prices are: placeholders until somebody puts in real ones.
    hours_per_sample, hours_of_training: None without an operating point.
    """

    verdict: Buildable
    findings: tuple[Finding, ...]
    strands: int
    nucleotides_nt: int
    longest_nt: int
    above_cheap: int
    plates: int
    toeholds: tuple[ToeholdNeed, ...]
    reporters: int
    cost_low: float
    cost_high: float
    currency: str
    prices: str
    hours_per_sample: float | None
    hours_of_training: float | None

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that made the verdict what it is; none for a system that fits."""
        if self.verdict is Buildable.FITS:
            return ()
        return tuple(f for f in self.findings if f.means is self.verdict)
