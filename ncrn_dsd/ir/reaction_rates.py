"""What a rate model says about every reaction of a system with nucleotides, and about its leaks."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from ncrn_dsd.ir.gate_rates import GateSpread
from ncrn_dsd.ir.headings import RATE_MODEL
from ncrn_dsd.ir.shown import Shown, Style

_PER_M_S = "1/(M s)"

FROM_LENGTHS = "lengths"
"""Why a reaction has the rate of the enumerator: no single toehold and branch explain it."""


@dataclass(frozen=True, slots=True)
class ReactionRate:
    """The rate of one reaction, and what it comes from; the toehold is None for `FROM_LENGTHS`.

    Parameters
    ----------
    forward: a formal species takes part in it, and not only in the way back.
    """

    reaction: Annotated[str, Shown("Condensed reaction", Style.WORD)]
    mechanism: Annotated[str, Shown("Mechanism", Style.WORD)]
    forward: bool
    rate: Annotated[float, Shown("k", meaning="1/(M s) for two reactants, 1/s for one.")]
    rate_by_length: Annotated[float, Shown("k by lengths", meaning="Of the enumerator.")]
    toehold: Annotated[str | None, Shown("Toehold", Style.WORD)] = None
    letters: Annotated[
        str | None,
        Shown("Letters", Style.WORD, meaning="Stacked neighbours capital, unpaired ones small."),
    ] = None
    branch_nt: Annotated[int | None, Shown("Branch", Style.COUNT, unit="nt")] = None
    energy_kcal: Annotated[float | None, Shown("ΔG", unit="kcal/mol")] = None
    binds_per_M_s: Annotated[float | None, Shown("kf", unit=_PER_M_S)] = None
    opens_per_s: Annotated[float | None, Shown("kr", unit="1/s")] = None
    incumbent: Annotated[str | None, Shown("Incumbent toehold", Style.WORD)] = None
    incumbent_letters: Annotated[str | None, Shown("Incumbent letters", Style.WORD)] = None
    incumbent_kcal: Annotated[float | None, Shown("ΔG, incumbent", unit="kcal/mol")] = None
    equilibrium: Annotated[
        float | None, Shown("K", meaning="Forth over back, of an exchange of toeholds.")
    ] = None

    @property
    def kind(self) -> str:
        """What stands beside its toeholds, whatever the letters, and the length of the branch."""
        beside = [_beside(text) for text in (self.letters, self.incumbent_letters)]
        return f"{self.branch_nt} {' '.join(beside)}"


def _beside(letters: str | None) -> str:
    """Stacked "-", unpaired "~" or nothing on both sides of the toehold of a `letters`."""
    if letters is None:
        return ""
    before, _, after = letters.partition("[")
    after = after.partition("]")[2]
    marks = ["" if not side else "-" if side.isupper() else "~" for side in (before, after)]
    return "toehold".join(marks)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far positive numbers that should be equal are apart."""

    what: Annotated[str, Shown("Spread of", Style.WORD)]
    count: Annotated[int, Shown("Number", Style.COUNT)]
    median: Annotated[float | None, Shown("Median")]
    ratio: Annotated[float | None, Shown("Largest over smallest", Style.FACTOR)]
    deviation: Annotated[float | None, Shown("Geometric SD", Style.FACTOR)]

    @classmethod
    def of(cls, what: str, values: Sequence[float]) -> Spread:
        """The statistics of some numbers above zero; None for all where there are none."""
        if not values:
            return cls(what, 0, None, None, None)
        logs = [math.log(value) for value in values]
        deviation = math.exp(statistics.pstdev(logs))
        middle = statistics.median(values)
        return cls(what, len(values), middle, max(values) / min(values), deviation)


@dataclass(frozen=True, slots=True)
class PairLeak:
    """Displacement without a toehold between two complexes.

    Parameters
    ----------
    ends: ends of helices at which the one can start on the other, or the other on the one.
    rate: of all of them together; None where the model says nothing about leaks.
    """

    one: Annotated[str, Shown("Complex", Style.WORD)]
    other: Annotated[str, Shown("And", Style.WORD)]
    ends: Annotated[int, Shown("Ends", Style.COUNT)]
    branch_nt: Annotated[int, Shown("Shortest branch", Style.COUNT, unit="nt")]
    rate: Annotated[float | None, Shown("k leak", unit=_PER_M_S)]


@dataclass(frozen=True, slots=True)
class SystemRates:
    """Rates of all reactions of a network, predicted and not measured.

    Parameters
    ----------
    reactions: in the order of those of the network.
    residual: how far the model is from measured rates.
    gates: how far those are apart that have one formal rate; none where nobody asked.
    """

    model: Annotated[str, replace(RATE_MODEL, is_about=True)]
    residual: Annotated[str, Shown("Residual", Style.WORD, is_about=True)]
    temperature_C: Annotated[float, Shown("Temperature", Style.PLAIN, unit="C", is_about=True)]
    reactions: tuple[ReactionRate, ...]
    leaks: tuple[PairLeak, ...]
    gates: tuple[GateSpread, ...] = ()

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """Of irreversible rates, of exchanges forth, and of their K."""
        forth = [r for r in self.reactions if r.equilibrium is not None and r.forward]
        only = [r.rate for r in self.reactions if r.letters and r.equilibrium is None]
        return (
            Spread.of("k, irreversible", only),
            Spread.of("k, exchange forth", [r.rate for r in forth]),
            Spread.of("K, exchange", [r.equilibrium for r in forth if r.equilibrium is not None]),
        )

    @property
    def within_kinds(self) -> tuple[Spread, ...]:
        """The same among reactions alike but for their letters: of the kind that is widest."""
        kinds: dict[str, list[ReactionRate]] = {}
        for rate in self.reactions:
            if rate.letters is not None:
                kinds.setdefault(rate.kind, []).append(rate)
        rates = [Spread.of("k, one kind", [r.rate for r in alike]) for alike in kinds.values()]
        equilibria = [
            Spread.of("K, one kind", [r.equilibrium for r in alike if r.equilibrium is not None])
            for alike in kinds.values()
        ]
        return tuple(
            max(spreads, key=lambda s: s.ratio or 0.0) for spreads in (rates, equilibria) if spreads
        )

    @property
    def from_lengths(self) -> int:
        """Reactions that keep the rate of the enumerator."""
        return sum(r.mechanism == FROM_LENGTHS for r in self.reactions)
