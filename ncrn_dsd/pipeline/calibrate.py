"""A readout of the calibration set -> what every gate does, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ncrn_dsd.calibration.decision import Judged, judge
from ncrn_dsd.calibration.fit import Curve, FittedGate, Interval, fit_gates
from ncrn_dsd.calibration.gate_model import CONSTANTS
from ncrn_dsd.calibration.set_json import SET_JSON, read_set
from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.csv_table import TableError
from ncrn_dsd.handoff.analysis.fit_leak import placed
from ncrn_dsd.handoff.analysis.measured import read_table
from ncrn_dsd.handoff.folder import read_package
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.pipeline.handoff_calibration import CHANNEL

COLUMNS = (
    *("gate", "reaction", "decision", "level"),
    *(f"{name}{end}" for name in CONSTANTS for end in ("", "_low", "_high", "_known")),
    *("wells", "outliers", "residual", "why"),
)


def calibrated(
    package: Path, readout: Path, report: Callable[[int, int], None]
) -> tuple[Judged, ...]:
    """Fit every gate of a package that was measured.

    Raises
    ------
    HandoffError: H018, the readout is no table of these wells; H021, there is no package; H140 to
        H144, nothing can be fitted.
    """
    files = read_package(package)
    if SET_JSON not in files:
        raise HandoffError(
            "H144",
            str(package),
            "the package has no calibration set",
            "make it again with `ncrn-dsd handoff`; where no gate can be measured by itself there "
            "is none",
        )
    models, wells = read_set(str(package), files[SET_JSON])
    curves = _curves(readout, [w.place for w in wells])
    found: list[Judged] = []
    for number, model in enumerate(models):
        if any(w.subject == model.name and w.place in curves for w in wells):
            found += [judge(gate) for gate in fit_gates([model], wells, curves)]
        report(number + 1, len(models))
    if not found:
        fit_gates(models, wells, curves)
    return tuple(found)


def gates_csv(judged: tuple[Judged, ...]) -> bytes:
    """The table that other commands read."""

    def cells(gate: FittedGate) -> list[object]:
        intervals: list[Interval] = [getattr(gate, name) for name in CONSTANTS]
        return [
            cell
            for one in intervals
            for cell in (one.value, one.low, one.high, "yes" if one.is_known else "no")
        ]

    rows = (
        (
            *(one.gate.name, one.gate.reaction, one.decision.value, one.level),
            *cells(one.gate),
            *(one.gate.wells, " ".join(one.gate.outliers), one.gate.residual, one.why),
        )
        for one in judged
    )
    return csv_bytes("gates.csv", COLUMNS, rows)


def _curves(path: Path, wells: list[str]) -> Mapping[str, Curve]:
    try:
        readout = placed(_any_channel(read_table(path)), {well: [CHANNEL] for well in wells})
    except TableError as problem:
        raise HandoffError("H018", str(path), problem.what, problem.hint) from problem
    return {well: points for (well, _), points in readout.items()}


def _any_channel(
    readout: Mapping[tuple[str, str], list[tuple[float, float]]],
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Wells of the set have one reporter each, whatever its dye is called."""
    return {(well, CHANNEL): points for (well, _), points in readout.items()}
