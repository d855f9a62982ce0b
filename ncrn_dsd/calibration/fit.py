"""What gates do, from fluorescence over time, with intervals.

Fluorescence is brought to the scale of zero and saturated reporter at every time, so that an offset
and a drift of the reader fall out. Amounts count by the standards of the signal that a gate makes.
What is not of interest is fitted along, each within what a laboratory does: the stock of every
input, fuel and reporter, and what was pipetted into each well. A well that nothing explains is
left out and named. Least squares are those of SciPy (trust region reflective, soft L1 loss).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from ncrn_dsd.calibration.assays import REPORTER_NM, Assay, CalibrationWell
from ncrn_dsd.calibration.gate_model import CLOSED, GateConstants, GateModel, opened_nM
from ncrn_dsd.errors import HandoffError

Vector = NDArray[np.float64]
Curve = Sequence[tuple[float, float]]
"""Times [s] and values."""

READ_ERROR = 0.03
"""Of a value, as of plate readers."""
PIPETTING = 0.05
STOCK = 0.10
FLOOR_NM = 0.1
"""Smaller amounts than that no reader tells apart."""
CONFIDENCE = 0.9
_NORMAL = 1.6448536269514722
"""Half the width of an interval of 90 % in standard deviations."""
_WIDE_LN = 1.5
"""Standard deviation ln of k and K before anything was measured."""
_KNOWN = 0.5
"""Of that: what an interval has to be narrower than for the measurement to say anything."""
_STRANGE = 4.0
"""Root mean square of a well's residuals from which on nothing explains it."""
_FIRST_LEAK, _LEAST_LEAK, _MOST_LEAK = 1.0, 1e-2, 1e5
_MOST_BURST = 0.5
_DEAD = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and within what it lies with 90 %; `is_known` where measurements say so."""

    value: float
    low: float
    high: float
    is_known: bool


@dataclass(frozen=True, slots=True)
class FittedGate:
    """What was fitted of a gate.

    Parameters
    ----------
    k, K: over what was predicted.
    leak_per_M_s, burst, active: see `GateConstants`.
    outliers: wells that nothing explains, left out.
    residual: root mean square of what is left, in standard deviations.
    """

    name: str
    reaction: str
    k: Interval
    K: Interval
    leak_per_M_s: Interval
    burst: Interval
    active: Interval
    wells: int
    outliers: tuple[str, ...]
    residual: float

    @property
    def constants(self) -> GateConstants:
        """The values."""
        return GateConstants(
            self.k.value,
            self.K.value,
            self.leak_per_M_s.value,
            self.burst.value,
            self.active.value,
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A well with what was opened in it, by the scale of its reporter."""

    well: CalibrationWell
    times_s: Vector
    opened_nM: Vector


def fit_gates(
    models: Sequence[GateModel],
    wells: Sequence[CalibrationWell],
    readout: Mapping[str, Curve],
) -> tuple[FittedGate, ...]:
    """Every gate of which there are wells.

    Parameters
    ----------
    readout: fluorescence by well, in any unit.

    Raises
    ------
    HandoffError: H141, the standards of a reporter give no scale; H142, nothing of any gate was
        measured; H140, a well cannot be simulated.
    """
    found = [fitted for model in models if (fitted := _fit_gate(model, wells, readout)) is not None]
    if not found:
        raise HandoffError(
            "H142",
            "the readout",
            "it has no well of any gate of this set",
            "fill in calibration/readout.csv of the package",
        )
    return tuple(found)


def _fit_gate(
    model: GateModel, wells: Sequence[CalibrationWell], readout: Mapping[str, Curve]
) -> FittedGate | None:
    mine = [w for w in wells if w.subject == model.name and readout.get(w.place)]
    if not mine:
        return None
    standards = [w for w in wells if w.subject == model.product and readout.get(w.place)]
    series = [w for w in standards if w.assay is Assay.SERIES]
    seen = [_scaled(w, standards, readout) for w in (*series, *mine)]
    outliers: list[str] = []
    while True:
        problem = _Problem(model, seen)
        solved = problem.solve()
        strange = problem.strangest(solved)
        # Of every assay one well has to stay.
        if strange is None or len(outliers) >= len(mine) // 3:
            return problem.fitted(solved, len(mine), tuple(sorted(outliers)))
        outliers.append(strange)
        seen = [one for one in seen if one.well.place != strange]


def _scaled(
    well: CalibrationWell, standards: Sequence[CalibrationWell], readout: Mapping[str, Curve]
) -> _Seen:
    """Between zero and saturated reporter at every time."""
    times = np.array([t for t, _ in readout[well.place]])
    values = np.array([v for _, v in readout[well.place]])
    ends = {}
    for assay in (Assay.ZERO, Assay.FULL):
        curves = [readout[w.place] for w in standards if w.assay is assay]
        if not curves:
            raise _no_scale(well.product, f"no well of '{assay.words}' was measured")
        # The median, so that one swapped well of several does no harm.
        at = [np.interp(times, [t for t, _ in c], [v for _, v in c]) for c in curves]
        ends[assay] = np.median(np.array(at), axis=0)
    span = ends[Assay.FULL] - ends[Assay.ZERO]
    if span.min() <= 0:
        raise _no_scale(well.product, "saturated reporter is not brighter than reporter alone")
    return _Seen(well, times, REPORTER_NM * (values - ends[Assay.ZERO]) / span)


def _no_scale(product: str, what: str) -> HandoffError:
    return HandoffError(
        "H141",
        f"the reporter of {product}",
        f"its standards give no scale: {what}",
        "measure both kinds of wells, and look whether they were swapped",
    )


class _Problem:
    """One gate: parameters, residuals, and what they say."""

    def __init__(self, model: GateModel, seen: Sequence[_Seen]) -> None:
        self.model, self.seen = model, tuple(seen)
        inputs = [name for name, _ in model.inputs]
        self.names = [
            *("k", "K", "leak", "burst", "active", "reporter_k", "reporter"),
            *(f"stock {name}" for name in (*inputs, *model.fuels)),
            *(f"{part} {one.well.place}" for part in ("gate", "input") for one in seen),
        ]
        self.place = {name: i for i, name in enumerate(self.names)}
        self.priors = np.array([self._prior(name) for name in self.names])
        self.rows = np.cumsum([0, *(len(one.times_s) for one in seen)])

    @staticmethod
    def _prior(name: str) -> float:
        """Standard deviation beforehand; infinite for what nothing is known of."""
        if name in {"k", "K", "reporter_k"}:
            return _WIDE_LN
        if name.startswith(("stock", "reporter")):
            return STOCK
        return PIPETTING if name.startswith(("gate", "input")) else math.inf

    def start(self) -> Vector:
        """As predicted, with a small leak."""
        found = np.zeros(len(self.names))
        found[self.place["leak"]] = math.log(_FIRST_LEAK)
        return found

    def bounds(self) -> tuple[Vector, Vector]:
        """Of all parameters."""
        low = np.full(len(self.names), -8.0)
        high = np.full(len(self.names), 8.0)
        for name, (least, most) in {
            "leak": (math.log(_LEAST_LEAK), math.log(_MOST_LEAK)),
            "burst": (-0.01, _MOST_BURST),
            "active": (math.log(1e-3), math.log(3.0)),
        }.items():
            low[self.place[name]], high[self.place[name]] = least, most
        return low, high

    def well_nM(self, x: Vector, number: int) -> Vector:
        """What is opened in a well, on the scale of its reporter [nM]."""
        one, at = self.seen[number], self.place
        inputs = {name for name, _ in self.model.inputs}
        reporter = math.exp(x[at["reporter"]])
        gate = math.exp(x[at[f"gate {one.well.place}"]])
        poured = math.exp(x[at[f"input {one.well.place}"]])
        contents: dict[str, float] = {}
        for name, amount in one.well.contents_nM.items():
            if name == CLOSED:
                contents[name] = amount * reporter
            elif name in inputs:
                contents[name] = amount * poured * math.exp(x[at[f"stock {name}"]])
            elif name == self.model.product:
                contents[_standard(self.model)] = amount * poured
            else:
                contents[name] = amount * gate * math.exp(x[at[f"stock {name}"]])
        opened = opened_nM(
            self.model, self.constants(x), math.exp(x[at["reporter_k"]]), contents, one.times_s
        )
        return opened / reporter

    def constants(self, x: Vector) -> GateConstants:
        """Of the gate."""
        k, K, leak, burst, active = x[:5]
        return GateConstants(
            math.exp(k), math.exp(K), math.exp(leak), max(0.0, float(burst)), math.exp(active)
        )

    def residuals(self, x: Vector) -> Vector:
        """Of all reads and of what is known beforehand, in standard deviations."""
        return np.concatenate(
            [*(self._of_well(x, n) for n in range(len(self.seen))), self._kept(x)]
        )

    def _kept(self, x: Vector) -> Vector:
        found: Vector = x / self.priors
        return found

    def _of_well(self, x: Vector, number: int) -> Vector:
        seen = self.seen[number].opened_nM
        sigma = np.hypot(READ_ERROR * np.maximum(seen, 0.0), self.floor_nM)
        found: Vector = (self.well_nM(x, number) - seen) / sigma
        return found

    @property
    def floor_nM(self) -> float:
        """What reads differ by where nothing is opened."""
        return FLOOR_NM + READ_ERROR * 2.0

    def jacobian(self, x: Vector) -> Vector:
        """By differences; a well has only its own volumes in it."""
        base = [self._of_well(x, n) for n in range(len(self.seen))]
        found = np.zeros((self.rows[-1] + len(x), len(x)))
        found[self.rows[-1] :, :] = np.diag(1 / self.priors)
        for column, name in enumerate(self.names):
            step = 1e-4
            moved = x.copy()
            moved[column] += step
            _, _, well = name.partition(" ")
            for number, one in enumerate(self.seen):
                if name.startswith(("gate ", "input ")) and well != one.well.place:
                    continue
                change = (self._of_well(moved, number) - base[number]) / step
                found[self.rows[number] : self.rows[number + 1], column] = change
        return found

    def solve(self) -> Vector:
        """The best parameters."""
        solved = least_squares(
            self.residuals,
            self.start(),
            jac=self.jacobian,
            bounds=self.bounds(),
            loss="soft_l1",
            f_scale=3.0,
            x_scale="jac",
            max_nfev=60,
        )
        found: Vector = solved.x
        return found

    def strangest(self, x: Vector) -> str | None:
        """The well that is least explained, if nothing explains it."""
        worst = {
            one.well.place: float(np.sqrt(np.mean(self._of_well(x, n) ** 2)))
            for n, one in enumerate(self.seen)
            if one.well.assay is not Assay.SERIES
        }
        place = max(worst, key=lambda name: worst[name])
        return place if worst[place] > _STRANGE else None

    def _scarcest(self, x: Vector) -> int:
        """The place of the stock of the gate that there is least of."""
        return min((self.place[f"stock {gate}"] for gate in self.model.gates), key=lambda p: x[p])

    def fitted(self, x: Vector, wells: int, outliers: tuple[str, ...]) -> FittedGate:
        """Values with their intervals."""
        x, scarcest = x.copy(), self._scarcest(x)
        slopes = self.jacobian(x)
        left = self.residuals(x)[: self.rows[-1]]
        rms = float(np.sqrt(np.mean(left**2)))
        covariance = np.linalg.pinv(slopes.T @ slopes)
        # What works of a gate is known by what the scarcer of its complexes ends.
        mix = np.eye(len(x))
        mix[self.place["active"], scarcest] = 1.0
        spread = np.sqrt(np.diag(mix @ covariance @ mix.T)) * max(1.0, rms)
        x[self.place["active"]] += x[scarcest]
        is_dead = math.exp(x[self.place["active"]]) < _DEAD

        def interval(name: str, known_below: float) -> Interval:
            value, half = x[self.place[name]], _NORMAL * spread[self.place[name]]
            if name == "burst":
                ends = max(0.0, value), max(0.0, value - half), min(1.0, value + half)
            else:
                ends = math.exp(value), math.exp(value - half), math.exp(min(value + half, 50.0))
            known = half < known_below and (not is_dead or name == "active")
            value_there, low, high = (float(end) for end in ends)
            return Interval(value_there, low, high, is_known=bool(known))

        wide = _KNOWN * _NORMAL * _WIDE_LN
        return FittedGate(
            name=self.model.name,
            reaction=self.model.reaction,
            k=interval("k", wide),
            K=interval("K", wide),
            leak_per_M_s=interval("leak", math.log(3.0)),
            burst=interval("burst", 0.1),
            active=interval("active", wide),
            wells=wells,
            outliers=outliers,
            residual=rms,
        )


def _standard(model: GateModel) -> str:
    """The species of the model that stands for the poured product."""
    # A standard has no gate in it, so that any form of the signal does.
    taken = [s.reactants[0] for s in model.steps if s.kind.value == "reporter"]
    return model.species[taken[0]]
