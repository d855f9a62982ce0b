"""Read a plate order back, as the vendor does.

Nothing here is shared with the module that writes orders: a mistake in one of the two must not
hide in the other.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ncrn_dsd.errors import HandoffError

_WELL = re.compile(r"[A-H](?:[1-9]|1[0-2])")
_MODIFICATION = re.compile(r"/[^/]*/")
_EXPECTED_HEADER = ["Well Position", "Name", "Sequence"]


@dataclass(frozen=True, slots=True)
class OrderedStrand:
    """One row of an order.

    Parameters
    ----------
    codes: of its modifications, in order.
    written: the sequence with its codes, as it stands there.
    """

    plate: str
    well: str
    name: str
    sequence: str
    codes: tuple[str, ...]
    written: str = ""


def read_plates(path: Path, content: bytes | None = None) -> tuple[OrderedStrand, ...]:
    """Every row of a plate order; of `content` where it is given, `path` being its name.

    Codes of modifications such as ``/5ATTO590N/`` are taken out of the sequence.

    Raises
    ------
    HandoffError: H006, the file is no plate order, or a cell, well or sequence is not valid.
    """
    ordered: list[OrderedStrand] = []
    for title, rows in _sheets(path, content):
        where = f"{path}, sheet {title}"
        header = [cell.value for cell in rows[0]] if rows else []
        if header != _EXPECTED_HEADER:
            shown = ", ".join(_EXPECTED_HEADER)
            raise _unreadable(where, f"the header is {header} and not exactly {shown}")
        wells: set[str] = set()
        for number, row in enumerate(rows[1:], start=2):
            well, name, sequence = _texts(f"{where}, row {number}", row)
            if _WELL.fullmatch(well) is None or well in wells:
                fault = f"'{well}' is not a free well of a 96-well plate"
                raise _unreadable(f"{where}, row {number}", fault)
            wells.add(well)
            letters = _plain(f"{where}, row {number}", sequence)
            codes = tuple(_MODIFICATION.findall(sequence))
            ordered.append(OrderedStrand(title, well, name, letters, codes, sequence))
    return tuple(ordered)


def read_tubes(name: str, text: str) -> tuple[OrderedStrand, ...]:
    """Every line ``name,sequence,scale,purification`` of a tube order.

    Raises
    ------
    HandoffError: H006, a line does not have four fields or its sequence is not valid.
    """
    ordered: list[OrderedStrand] = []
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"{name}:{number}"
        fields = line.split(",")
        if len(fields) != 4:
            raise _unreadable(where, f"the line has {len(fields)} fields and not four")
        letters = _plain(where, fields[1])
        codes = tuple(_MODIFICATION.findall(fields[1]))
        ordered.append(OrderedStrand("tubes", "", fields[0], letters, codes, fields[1]))
    return tuple(ordered)


def _sheets(path: Path, content: bytes | None) -> list[tuple[str, list[tuple[Any, ...]]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path if content is None else io.BytesIO(content))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise _unreadable(str(path), "the file is not a readable xlsx workbook") from error
    return [(sheet.title, list(sheet.iter_rows())) for sheet in workbook.worksheets]


def _texts(where: str, row: tuple[Any, ...]) -> tuple[str, str, str]:
    for cell in row:
        if cell.data_type == "f":
            raise _unreadable(where, f"cell {cell.coordinate} is a formula")
        if not isinstance(cell.value, str) or not cell.value:
            raise _unreadable(where, f"cell {cell.coordinate} holds {cell.value!r} and not a text")
    well, name, sequence = (cell.value for cell in row)
    return well, name, sequence


def _plain(where: str, sequence: str) -> str:
    letters = _MODIFICATION.sub("", sequence)
    if not letters or set(letters) - set("ACGT"):
        raise _unreadable(where, f"'{sequence}' is not a sequence of the letters ACGT")
    return letters


def _unreadable(where: str, what: str) -> HandoffError:
    return HandoffError("H006", where, what, "write the order again and do not edit it by hand")
