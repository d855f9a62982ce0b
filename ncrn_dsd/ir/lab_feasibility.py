"""The answer to the question whether a system can be built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated

from ncrn_dsd.ir.headings import FINDING, NUCLEOTIDES, PER_SAMPLE, STRANDS, VERDICT
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.units import S_PER_H, show_volume


class Buildable(Enum):
    """The verdict, from good to bad."""

    FITS = "fits"
    NEEDS_STAGING = "needs staging"
    CANNOT_BE_BUILT = "cannot be built"

    @property
    def rank(self) -> int:
        return list(Buildable).index(self)

    @property
    def tone(self) -> str:
        """How it is coloured."""
        return ("good", "open", "bad")[self.rank]


_VERDICT = replace(VERDICT, tones=tuple((b.value, b.tone) for b in Buildable))


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

    subject: Annotated[str, Shown("What", Style.WORD)]
    means: Annotated[Buildable, _VERDICT]
    sentence: Annotated[str, FINDING]
    remedy: Annotated[str, Shown("What would help", Style.WORD, missing="")] = ""


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

    verdict: Annotated[Buildable, _VERDICT]
    findings: tuple[Finding, ...]
    strands: Annotated[int, STRANDS]
    nucleotides_nt: Annotated[int, NUCLEOTIDES]
    longest_nt: int
    above_cheap: int
    plates: int
    toeholds: tuple[ToeholdNeed, ...]
    reporters: int
    cost_low: Annotated[float, Shown("Strands cost from")]
    cost_high: Annotated[float, Shown("to")]
    currency: Annotated[str, Shown("Currency", Style.WORD)]
    prices: str
    hours_per_sample: Annotated[float | None, PER_SAMPLE]
    hours_of_training: float | None

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that made the verdict what it is; none for a system that fits."""
        if self.verdict is Buildable.FITS:
            return ()
        return tuple(f for f in self.findings if f.means is self.verdict)


@dataclass(frozen=True, slots=True)
class BenchJudgement:
    """What handing a design over would say, as far as no sequence and no simulation is needed.

    Parameters
    ----------
    duration_s: of the whole schedule.
    vessel: what the main vessel is; None when nothing could be planned.
    vessel_uL, most_uL: its fullest, every dose included, and the most that it takes.
    steps: that are pipetted; None when nothing could be planned.
    errors: sentences of checks that would block a package.
    by_hand: washes and moves into fresh vessels, which a person does.
    """

    feasibility: Buildable
    reasons: tuple[str, ...]
    duration_s: float
    vessel: str | None
    vessel_uL: float | None
    most_uL: float | None
    steps: int | None
    errors: tuple[str, ...]
    by_hand: int = 0

    @property
    def verdict(self) -> Annotated[Buildable, _VERDICT]:
        """An error of a check weighs as much as a count that is too high."""
        return Buildable.CANNOT_BE_BUILT if self.errors else self.feasibility

    @property
    def why(self) -> tuple[str, ...]:
        """Every reason against building it as it is, in sentences."""
        return (*self.errors, *self.reasons)

    @property
    def size(self) -> str:
        """How long it takes, and in how large a vessel."""
        if self.vessel_uL is None or self.most_uL is None:
            return f"{_days(self.duration_s)}; no vessel can be planned."
        return (
            f"{_days(self.duration_s)}; a {self.vessel} would hold "
            f"{show_volume(self.vessel_uL * 1e-6)} with every dose "
            f"(at most {show_volume(self.most_uL * 1e-6)}); {self.steps:,} pipetting steps"
            f"{f', {self.by_hand:,} washes and moves by hand' if self.by_hand else ''}."
        )

    @property
    def sentence(self) -> str:
        """Whether it can be built, and if not why; nothing is said of sequences."""
        verdict = self.verdict.value.capitalize()
        if self.why:
            return f"{verdict}: {' '.join(self.why)}"
        return (
            f"{verdict}, before `ncrn-dsd handoff` has looked at sequences and simulated volumes."
        )


def _days(duration_s: float) -> str:
    days = duration_s / S_PER_H / 24
    return f"{days:,.0f} days" if days >= 100 else f"{days:.3g} days"
