"""Stocks on paper: what to dissolve, and the laboratory's measurements coming back."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.csv_table import CellError, ColumnError, CsvTable, Row, TableError
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
_READ = ("name", "measured_uM", "measured_A260", "dilution_factor")
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
        positive number, H130 a row does not fit the header.
    """
    sequences = {s.name: s.sequence for s in package.strands}
    try:
        return _measured(path, CsvTable(text, _READ), sequences)
    except TableError as problem:
        codes = {ColumnError: "H015", CellError: "H016"}
        code = codes.get(type(problem), "H130")
        where = f"{path}:{problem.line}"
        raise HandoffError(code, where, problem.what, problem.hint) from None


def _measured(path: str, table: CsvTable, sequences: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in table:
        where, name = f"{path}:{row.line}", row["name"]
        if name not in sequences:
            raise HandoffError(
                "H016",
                where,
                f"the package has no strand '{name}'",
                "use the stocks.csv of this very design and seed",
            )
        if row["measured_uM"]:
            found[name] = _positive(where, row, "measured_uM")
        elif row["measured_A260"]:
            absorbance = _positive(where, row, "measured_A260")
            dilution = _positive(where, row, "dilution_factor") if row["dilution_factor"] else 1.0
            molar = absorbance * dilution / (extinction_260_M_cm(sequences[name]) * _PATH_CM)
            found[name] = molar * 1e6
    return found


def _positive(where: str, row: Row, column: str) -> float:
    value = row.number(column)
    if value <= 0:
        raise HandoffError(
            "H016",
            where,
            f"{column} is '{row[column]}'",
            "give a positive number, or leave it empty",
        )
    return value
