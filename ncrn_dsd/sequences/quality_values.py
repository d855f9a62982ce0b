"""What a report about the quality of sequences consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ncrn_dsd.ir.sequence_spec import SequenceSpec
from ncrn_dsd.sequences.ensemble import ComplexQuality
from ncrn_dsd.sequences.invasion import Invasion
from ncrn_dsd.sequences.vienna_adapter import ParameterSet

Better = Literal["low", "high"]
Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Value:
    """A measure of one set of sequences, not yet compared with any other.

    Parameters
    ----------
    better: whether low or high values are better.
    model: where the number comes from.
    worst: who is to blame, where the measure knows.
    """

    number: float
    unit: str
    better: Better
    model: str
    worst: str = ""


@dataclass(frozen=True, slots=True)
class QualityMeasure:
    """One number about a set of sequences.

    Parameters
    ----------
    better: whether low or high values are better.
    model: where the number comes from.
    random_baseline: mean of the same measure over random sequences; None without any.
    percentile_vs_random: percentage of the random sequences that are worse.
    worst: who is to blame, where the measure knows.
    verdict: "fail" beyond a fixed limit, "warn" when most random sequences are better.
    """

    name: str
    value: float
    unit: str
    better: Better
    model: str
    random_baseline: float | None
    percentile_vs_random: float | None
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
class QualityOptions:
    """What is compared, and how much of it.

    Parameters
    ----------
    spec: letters of the random sequences, and the longest run that domains may share.
    randoms: random assignments that everything is compared with.
    folding: "auto" for ViennaRNA where it is installed, "off" for closed forms alone.
    parameters: sets of DNA parameters for ensembles, each reported under its name; the first
        gives the unpaired probabilities of strands.
    most_pairs: pairs of strands beyond which dimers by ViennaRNA are left out.
    random_pairs: the same for all random assignments together, which become fewer.
    most_duplexes: the same as `most_pairs` for invasions of gates, and for dimers without
        ViennaRNA, where a pair costs a hundredth; also for all random assignments together.
    coupling: chance of each step of a synthesis to succeed.
    """

    spec: SequenceSpec
    randoms: int = 10
    folding: Literal["auto", "off"] = "auto"
    parameters: tuple[ParameterSet, ...] = ("mathews2004", "mathews1999")
    temperature_C: float = 25.0
    sodium_M: float = 0.5
    most_pairs: int = 4_000
    random_pairs: int = 2_000
    most_duplexes: int = 100_000
    coupling: float = 0.99


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

    def measure(self, name: str, model: str = "") -> QualityMeasure:
        """The measure of this name whose model has `model` in it; StopIteration without any."""
        return next(m for m in self.measures if m.name == name and model in m.model)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all measures."""
        verdicts = {m.verdict for m in self.measures}
        return "fail" if "fail" in verdicts else "warn" if "warn" in verdicts else "ok"
