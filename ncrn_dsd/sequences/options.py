"""Choices of the search: those of the design file, and usual values for all others."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES, SequenceSpec
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C
from ncrn_dsd.sequences.nucleotides import LETTERS

IUPAC = {
    "A": "A",
    "C": "C",
    "G": "G",
    "T": "T",
    "W": "AT",
    "S": "CG",
    "R": "AG",
    "Y": "CT",
    "M": "AC",
    "K": "GT",
    "H": "ACT",
    "B": "CGT",
    "D": "AGT",
    "V": "ACG",
    "N": "ACGT",
}
"""Letters that stand for several nucleotides."""

REACHED_AT_50 = 0.575
LOST_PER_FOLD = 0.0735
"""Share of the energy of a 15-nt domain that a gap of 50 domains reaches, and what each e-fold of
their number costs; measured on this search, to know when a candidate is good enough."""


def _runs(spec: SequenceSpec) -> tuple[int, int, int, int]:
    runs = spec.longest_runs
    return (runs.A, runs.C, runs.G, runs.T)


TRIES_SHARED = 60_000
FEWEST_TRIES = 60
MOST_TRIES = 1_000
"""Candidates of all domains together, and of each one at least and at most: a second for 50
domains and less than a minute for a thousand."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How hard and in which bounds nucleotides are searched for.

    Parameters
    ----------
    temperature_C: of all energies of the search.
    window_kcal: how far the energy of a long domain with its complement may be from the median
        of random domains of its length: equal energies make equal rates.
    gap_kcal: energy gap with which a long domain is taken at once; None for what experience
        shows to be within reach for the number of domains.
    tries: candidates for a long domain of which the best is taken when none has that gap; None
        for the more the fewer domains there are.
    clamp_5, clamp_3: IUPAC letters that the ends of every long domain must match, such as "CW"
        and "WC"; "" for no rule.
    toehold_window_kcal: the same window for toeholds.
    toehold_clash: strongest unintended duplex of a toehold, as a share of the intended one.
    repairs: domains drawn anew for the sake of whole strands, at most.
    longest_runs: longest run allowed of A, C, G and T.
    hairpin_kcal: strongest hairpin that a strand may keep without a redraw, at 1 M Na+; with the
        usual value a strand is folded about two times out of three at most.
    """

    temperature_C: float = DEFAULT_TEMPERATURE_C
    window_kcal: float = DEFAULT_SEQUENCES.window_kcal
    gap_kcal: float | None = None
    tries: int | None = None
    clamp_5: str = ""
    clamp_3: str = ""
    toehold_window_kcal: float = DEFAULT_SEQUENCES.toehold_window_kcal
    toehold_clash: float = DEFAULT_SEQUENCES.toehold_clash
    repairs: int = 120
    longest_runs: tuple[int, int, int, int] = _runs(DEFAULT_SEQUENCES)
    hairpin_kcal: float = -0.5

    @classmethod
    def of(cls, spec: SequenceSpec) -> SearchOptions:
        """The choices that a design makes, and usual values for all others."""
        return cls(
            window_kcal=spec.window_kcal,
            gap_kcal=spec.gap_kcal,
            toehold_window_kcal=spec.toehold_window_kcal,
            toehold_clash=spec.toehold_clash,
            clamp_5=spec.clamp_5,
            clamp_3=spec.clamp_3,
            longest_runs=_runs(spec),
        )

    @property
    def longest_run_nt(self) -> dict[str, int]:
        """Letter to its longest run."""
        return dict(zip(LETTERS, self.longest_runs, strict=True))

    def gap_for(self, domains: int, energy_kcal: float) -> float:
        """The gap in kcal/mol with which a candidate is good enough."""
        if self.gap_kcal is not None:
            return self.gap_kcal
        share = REACHED_AT_50 - LOST_PER_FOLD * math.log(max(domains, 1) / 50)
        return max(share, 0.1) * -energy_kcal

    def tries_for(self, domains: int) -> int:
        """Candidates for each of so many domains."""
        if self.tries is not None:
            return self.tries
        return min(max(TRIES_SHARED // max(domains, 1), FEWEST_TRIES), MOST_TRIES)

    def check(self, alphabet: str) -> None:
        """Raise SequenceError (Q001) for options that leave no sequence."""
        for clamp in (self.clamp_5, self.clamp_3):
            for letter in clamp:
                if not set(IUPAC.get(letter, "")) & set(alphabet):
                    what = f"the clamp '{clamp}' has '{letter}', which no letter of {alphabet} is"
                    hint = "use IUPAC letters such as C, W, S, H or N that the alphabet can meet"
                    raise SequenceError("Q001", "sequences", what, hint)
        if min(self.longest_runs) < 1:
            what = "a longest run of letters is less than 1"
            raise SequenceError("Q001", "sequences", what, "allow runs of at least 1")
        if min(self.window_kcal, self.toehold_window_kcal) <= 0 or min(self.tries_for(1), 1) < 1:
            what = "an energy window or the number of tries is not positive"
            raise SequenceError("Q001", "sequences", what, "leave them at their defaults")
