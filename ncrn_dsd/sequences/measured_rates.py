"""Rate models beside measured rate constants. Nothing is fitted to any of them.

The figures of four papers, as the public repository ArrheniusInference of the DNA and Natural
Algorithms Group collected them: Zhang and Winfree, J. Am. Chem. Soc. 131:17303 (2009), figure 3b;
Machinek et al., Nature Commun. 5:5324 (2014); Hertel et al. (2022), hybridisation of 10 and 14 nt;
Reynaldo et al., J. Mol. Biol. 297:511 (2000), displacement without a toehold at 30 to 55 C.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated

from ncrn_dsd.ir.headings import RATE_MODEL
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.model.rates import Conditions, Flank, RateModel, Toehold

HYBRIDISED_C = 25.0
"""Hertel et al. state one temperature for all strands; association is taken not to depend on it."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MeasuredRate:
    """A measured rate constant beside a predicted one [1/(M s)]."""

    what: str
    measured: float
    predicted: float

    @property
    def decades(self) -> float:
        """How far the prediction is above the measurement."""
        return math.log10(self.predicted / self.measured)


@dataclass(frozen=True, slots=True)
class Residual:
    """How far a model is from one set of measurements.

    Parameters
    ----------
    comparisons: one per measurement.
    """

    model: Annotated[str, RATE_MODEL]
    data: Annotated[str, Shown("Measured by", Style.WORD)]
    comparisons: tuple[MeasuredRate, ...]

    @property
    def count(self) -> Annotated[int, Shown("Rates", Style.COUNT)]:
        """Of the set."""
        return len(self.comparisons)

    @property
    def rms_decades(self) -> Annotated[float, Shown("RMS", unit="decades")]:
        """Root mean square of all errors."""
        return math.sqrt(math.fsum(c.decades**2 for c in self.comparisons) / self.count)

    @property
    def bias(self) -> Annotated[float, Shown("Bias", Style.FACTOR)]:
        """Predicted over measured, geometric mean."""
        return math.pow(10.0, math.fsum(c.decades for c in self.comparisons) / self.count)

    @property
    def scatter(self) -> Annotated[float, Shown("Scatter", Style.FACTOR)]:
        """Geometric standard deviation about the bias."""
        mean = math.log10(self.bias)
        squares = math.fsum((c.decades - mean) ** 2 for c in self.comparisons)
        return math.pow(10.0, math.sqrt(squares / self.count))

    @property
    def lowest(self) -> Annotated[float, Shown("Lowest", Style.FACTOR)]:
        """Predicted over measured."""
        return min(c.predicted / c.measured for c in self.comparisons)

    @property
    def highest(self) -> Annotated[float, Shown("Highest", Style.FACTOR)]:
        """Predicted over measured."""
        return max(c.predicted / c.measured for c in self.comparisons)


def residuals(model: RateModel) -> tuple[Residual, ...]:
    """One for each set of measurements about which the model says something."""
    found = []
    for name, (file, compare) in _SETS.items():
        comparisons = tuple(c for row in _rows(file) if (c := compare(model, row)) is not None)
        if comparisons:
            found.append(Residual(model.name, name, comparisons))
    return tuple(found)


def _zhang_winfree_toehold(row: Row) -> Toehold:
    """The substrate goes on beyond the invader, and the other end stacks on the branch."""
    gamma, length = row["gamma"], int(row["toehold_nt"])
    beyond = Flank("target", reverse_complement(gamma[length])) if length < len(gamma) else Flank()
    return Toehold(gamma[:length], Flank("stacked", row["beta"][-1]), beyond)


def _zhang_winfree(model: RateModel, row: Row) -> MeasuredRate:
    conditions = _conditions(row)
    predicted = model.displacement_per_M_s(
        _zhang_winfree_toehold(row), len(row["beta"]), conditions
    )
    measured = 10.0 ** float(row["log10_k_per_M_s"])
    return MeasuredRate(f"{row['set']}, {row['toehold_nt']} nt", measured, predicted)


def _machinek(model: RateModel, row: Row) -> MeasuredRate | None:
    if int(row["mismatch_position"]) >= 0:
        # No model here knows what a mismatch in the branch costs.
        return None
    length, invader = int(row["toehold_nt"]), row["invader"]
    beyond = reverse_complement(row["target"])[len(invader) :]
    after = Flank("target", reverse_complement(beyond[0])) if beyond else Flank()
    toehold = Toehold(invader[-length:], Flank("stacked", invader[-length - 1]), after)
    predicted = model.displacement_per_M_s(toehold, len(invader) - length, _conditions(row))
    return MeasuredRate(f"{length} nt", float(row["k_per_M_s"]), predicted)


def _hertel(model: RateModel, row: Row) -> MeasuredRate:
    predicted = model.association_per_M_s(Toehold(row["sequence"]), Conditions(HYBRIDISED_C))
    return MeasuredRate(row["sequence"], float(row["k_hyb_per_M_s"]), predicted)


def _reynaldo(model: RateModel, row: Row) -> MeasuredRate | None:
    probe = row["probe"]
    # The target is longer than the probe on both sides, so that both ends are blunt for a copy.
    ends = (probe[0], reverse_complement(probe)[0])
    predicted = model.leak_per_M_s(len(probe), ends, _conditions(row))
    if predicted is None:
        return None
    return MeasuredRate(f"{row['length']}, {row['T_C']} C", float(row["k_per_M_s"]), predicted)


def _conditions(row: Row) -> Conditions:
    return Conditions(float(row["T_C"]), 1000 * float(row["Na_M"]), 1000 * float(row["Mg_M"]))


def _rows(file: str) -> Iterator[Row]:
    text = (files("ncrn_dsd.sequences") / "measured" / file).read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text))


_SETS: dict[str, tuple[str, Callable[[RateModel, Row], MeasuredRate | None]]] = {
    "Zhang & Winfree 2009": ("zhang_winfree_2009.csv", _zhang_winfree),
    "Machinek 2014, no mismatch": ("machinek_2014.csv", _machinek),
    "Hertel 2022, association": ("hertel_2022.csv", _hertel),
    "Reynaldo 2000, no toehold": ("reynaldo_2000.csv", _reynaldo),
}
