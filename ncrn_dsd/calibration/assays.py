"""The wells that show what a gate does, and the standards of reporters beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.calibration.gate_model import CLOSED, GateConstants, GateModel, opened_nM

TIMES_MIN = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 120.0, 240.0, 480.0, 600.0)
"""Twelve reads, the last after ten hours, when a slow leak can be told from none."""

GATE_NM, INPUT_NM, REPORTER_NM = 20.0, 12.0, 30.0
"""So thin that half of it has reacted after some minutes, and so much that a reader sees it."""
EXCESS_NM = 50.0
"""Of inputs, where the gate is what ends the reaction."""
BACK_NM = 100.0
"""Of back strands, where the balance of the exchange is what is seen."""
LEAK_NM = 400.0
"""Of gates without an input."""
SATURATING_NM = 60.0
SERIES_NM = (10.0, 20.0)


class Assay(Enum):
    """Why a well exists, and how often it is set up."""

    RATE = ("inputs are fewer than gates", 2)
    EXCESS = ("gates are fewer than inputs", 4)
    BALANCE = ("with more of the back strand", 2)
    LEAK = ("gates without inputs", 2)
    ZERO = ("reporter alone", 2)
    FULL = ("reporter, saturated", 2)
    SERIES = ("reporter with a known amount", 3)

    def __init__(self, words: str, replicates: int) -> None:
        self.words = words
        self.replicates = replicates


@dataclass(frozen=True, slots=True)
class CalibrationWell:
    """One well.

    Parameters
    ----------
    place: such as ``cal1:A1``.
    subject: the gate, or the species whose reporter it is about.
    contents_nM: by species; `CLOSED` is the reporter of `product`.
    """

    place: str
    assay: Assay
    subject: str
    replicate: int
    product: str
    contents_nM: Mapping[str, float]


def wells_of(models: Sequence[GateModel]) -> tuple[CalibrationWell, ...]:
    """Standards of every reporter that is needed, then the assays of all gates, row by row."""
    wanted = [
        *(one for product in _products(models) for one in _standards(product)),
        *(one for model in models for one in _assays(model)),
    ]
    wells: list[CalibrationWell] = []
    for assay, subject, product, contents in wanted:
        for replicate in range(1, assay.replicates + 1):
            place = _place(len(wells))
            wells.append(CalibrationWell(place, assay, subject, replicate, product, contents))
    return tuple(wells)


def predicted_nM(well: CalibrationWell, model: GateModel | None) -> list[float]:
    """Opened reporter at `TIMES_MIN` [nM], for a gate as predicted; standards have no gate."""
    if model is not None:
        times_s = [60 * t for t in TIMES_MIN]
        constants = GateConstants()
        return [float(v) for v in opened_nM(model, constants, 1.0, well.contents_nM, times_s)]
    opened = min(well.contents_nM.get(well.product, 0.0), REPORTER_NM)
    return [opened for _ in TIMES_MIN]


_Wanted = tuple[Assay, str, str, Mapping[str, float]]


def _products(models: Sequence[GateModel]) -> list[str]:
    return list(dict.fromkeys(model.product for model in models))


def _standards(product: str) -> Iterator[_Wanted]:
    reporter = {CLOSED: REPORTER_NM}
    yield Assay.ZERO, product, product, reporter
    yield Assay.FULL, product, product, {product: SATURATING_NM, **reporter}
    for amount in SERIES_NM:
        yield Assay.SERIES, product, product, {product: amount, **reporter}


def _assays(model: GateModel) -> Iterator[_Wanted]:
    reporter = {CLOSED: REPORTER_NM}
    fuels = dict.fromkeys(model.fuels, GATE_NM)
    few = {name: INPUT_NM * number for name, number in model.inputs}
    many = {name: EXCESS_NM * number for name, number in model.inputs}
    yield Assay.RATE, model.name, model.product, {**fuels, **few, **reporter}
    yield Assay.EXCESS, model.name, model.product, {**fuels, **many, **reporter}
    if model.backs:
        pushed = fuels | dict.fromkeys(model.backs, BACK_NM)
        yield Assay.BALANCE, model.name, model.product, {**pushed, **few, **reporter}
    alone = dict.fromkeys(model.gates, LEAK_NM)
    yield Assay.LEAK, model.name, model.product, {**alone, **reporter}


def _place(number: int) -> str:
    plate, well = divmod(number, 96)
    row, column = divmod(well, 12)
    return f"cal{plate + 1}:{'ABCDEFGH'[row]}{column + 1}"
