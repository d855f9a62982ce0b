"""Stocks on paper: what to dissolve, and the laboratory's measurements coming back."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.handoff.orders.physical import extinction_260_M_cm
from ncrn_dsd.handoff.orders.scales import ScaleChoice
from ncrn_dsd.ir.lab import LabPackage

STOCKS_CSV = "bench/stocks.csv"
COLUMNS = (
    "name",
    "yield_nmol",
    "resuspend_uL",
    "target_uM",
    "measured_A260",
    "dilution_factor",
    "measured_uM",
    "used_uM",
    "lot",
    "location",
)
_PATH_CM = 1.0


def stocks_csv(
    package: LabPackage,
    choices: Mapping[str, ScaleChoice],
    target_uM: float,
    measured_uM: Mapping[str, float],
    locations: Mapping[str, str],
) -> bytes:
    """One row per strand; what the laboratory measures is left empty unless it came back before."""
    rows = []
    for strand in package.strands:
        choice = choices[strand.name]
        yielded = choice.scale.yield_nmol if choice.scale else 0.0
        measured = measured_uM.get(strand.name)
        rows.append(
            (
                strand.name,
                yielded,
                yielded * 1000 / target_uM,
                target_uM,
                "",
                "",
                "" if measured is None else measured,
                target_uM if measured is None else measured,
                "",
                locations.get(strand.name, ""),
            )
        )
    return csv_bytes(STOCKS_CSV, COLUMNS, rows)


def read_stocks(path: str, text: str, package: LabPackage) -> dict[str, float]:
    """Measured concentrations [uM] of the strands that were measured.

    ``measured_uM`` counts; where it is empty, ``measured_A260`` times ``dilution_factor`` over
    the extinction coefficient does.

    Raises
    ------
    HandoffError: H015 a column is missing, H016 an unknown strand or a value that is no
        positive number.
    """
    sequences = {s.name: s.sequence for s in package.strands}
    rows = csv.DictReader(io.StringIO(text))
    missing = {"name", "measured_uM", "measured_A260", "dilution_factor"} - set(
        rows.fieldnames or ()
    )
    if missing:
        raise HandoffError(
            "H015",
            path,
            f"the column {min(missing)} is missing",
            "fill in the stocks.csv of a package and keep its header",
        )
    found: dict[str, float] = {}
    for number, row in enumerate(rows, start=2):
        where = f"{path}:{number}"
        name = row["name"] or ""
        if name not in sequences:
            raise HandoffError(
                "H016",
                where,
                f"the package has no strand '{name}'",
                "use the stocks.csv of this very design and seed",
            )
        if row["measured_uM"]:
            found[name] = _positive(where, "measured_uM", row["measured_uM"])
        elif row["measured_A260"]:
            absorbance = _positive(where, "measured_A260", row["measured_A260"])
            dilution = _positive(where, "dilution_factor", row["dilution_factor"] or "1")
            molar = absorbance * dilution / (extinction_260_M_cm(sequences[name]) * _PATH_CM)
            found[name] = molar * 1e6
    return found


def _positive(where: str, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise HandoffError(
            "H016", where, f"{column} is '{text}'", "give a positive number, or leave it empty"
        )
    return value
