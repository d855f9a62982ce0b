"""What is known about the quality of nucleotide sequences before they are bought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["low", "high"]
Verdict = Literal["ok", "warn", "fail"]

LEAST_GAP_KCAL = 4.0
"""Worst off-target gap of long domains that still keeps wrong strands out."""

LEAST_INVASION_MARGIN_KCAL = 3.0
"""By how much the duplex of a gate with its own strand should beat that with any other."""


@dataclass(frozen=True, slots=True)
class QualityMeasure:
    """One number about a set of sequences.

    Parameters
    ----------
    better: whether low or high values are better.
    model: where the number comes from.
    random_baseline: mean of the same measure over random sequences; None without any.
    percentile_vs_random: percentage of the random sequences that are worse.
    worst: what it is of, where the measure knows.
    verdict: "fail" beyond a fixed limit, "warn" when most random sequences are better.
    """

    name: str
    value: float
    unit: str
    better: Better
    model: str
    random_baseline: float | None = None
    percentile_vs_random: float | None = None
    worst: str = ""
    verdict: Verdict = "ok"


@dataclass(frozen=True, slots=True)
class WorstPair:
    """Two that hold on to each other more strongly than they should.

    Parameters
    ----------
    kind: "branch_off", a long domain with the complement of another; "top_top", two long
        domains; "toehold_off", a toehold with the complement of another; "gate_invasion", a
        gate with a foreign strand.
    longest_match_nt: letters in a row that pair.
    """

    a: str
    b: str
    kind: Literal["branch_off", "top_top", "toehold_off", "gate_invasion"]
    energy_kcal: float
    longest_match_nt: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Invasion:
    """The strongest unintended invader of a gate beside the weakest intended one.

    An intended invader has the toehold of an open foot of the gate and, beside it, the domain that
    the foot stands beside. A foreign one shares no long domain with the gate; strands that share
    one are part of the mechanism (outputs, incumbents), whatever their energy.

    Parameters
    ----------
    gate: name of the complex.
    cognate, cognate_kcal: weakest intended invader; "" and 0 for gates without an open foot.
    foreign, foreign_kcal: strongest foreign one; "" and 0 when there is none.
    """

    gate: str
    cognate: str
    cognate_kcal: float
    foreign: str
    foreign_kcal: float

    @property
    def is_judged(self) -> bool:
        """Whether there are both, so that one can be too near to the other."""
        return bool(self.cognate and self.foreign)

    @property
    def margin_kcal(self) -> float:
        """How far the foreign duplex is from the intended one."""
        return self.foreign_kcal - self.cognate_kcal


@dataclass(frozen=True, slots=True)
class DomainQuality:
    """Binding of one domain with its complement in kcal/mol, 25 C, 1 M Na+, closed form.

    Parameters
    ----------
    duplex_kcal: both ends free.
    external_kcal, internal_kcal: of a toehold at the end of a strand, and inside one beside a
        helix; None for long domains.
    """

    domain: str
    duplex_kcal: float
    external_kcal: float | None
    internal_kcal: float | None


@dataclass(frozen=True, slots=True)
class StrandQuality:
    """One strand on its own.

    Parameters
    ----------
    domains: occurrences 5' to 3', by which other stages know the strand.
    role: "top" or "base".
    min_unpaired, toehold_min_unpaired: worst base of a free top strand, and of its toeholds;
        None for bases and for strands without toehold.
    hairpin_kcal, self_dimer_kcal: strongest ones, at 1 M Na+.
    full_length_fraction: of the synthesis, at the coupling efficiency of the options.
    """

    name: str
    domains: tuple[str, ...]
    role: Literal["top", "base"]
    length_nt: int
    min_unpaired: float | None
    toehold_min_unpaired: float | None
    hairpin_kcal: float
    self_dimer_kcal: float
    full_length_fraction: float


@dataclass(frozen=True, slots=True)
class ComplexQuality:
    """How well the strands of a complex form it, each strand at 1 uM.

    Parameters
    ----------
    defect_nt: bases whose partner is not the intended one.
    formed_fraction: of the strands that are in the complex at equilibrium.
    bad_percent: bad bases over paired bases ("BN%"), with the strands that are not in it.
    frayed: largest probability that a pair at the end of an intended helix is open.
    """

    name: str
    parameters: str
    length_nt: int
    defect_nt: float
    formed_fraction: float
    bad_percent: float
    frayed: float


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything that is known about the quality of sequences before they are bought.

    Parameters
    ----------
    measures: in the order of the report.
    worst_pairs: by kind, the worst of each kind first.
    invasions: one per complex of several strands.
    complexes: one per complex and set of parameters; none without ViennaRNA.
    notes: what was left out, and why, one sentence each.
    """

    measures: tuple[QualityMeasure, ...]
    worst_pairs: tuple[WorstPair, ...]
    invasions: tuple[Invasion, ...]
    strands: tuple[StrandQuality, ...]
    complexes: tuple[ComplexQuality, ...]
    notes: tuple[str, ...]
    domains: tuple[DomainQuality, ...] = ()

    def measure(self, name: str, model: str = "") -> QualityMeasure:
        """The measure of this name whose model has `model` in it; StopIteration without any."""
        return next(m for m in self.measures if m.name == name and model in m.model)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all measures."""
        verdicts = {m.verdict for m in self.measures}
        return "fail" if "fail" in verdicts else "warn" if "warn" in verdicts else "ok"
