"""The plate order as a spreadsheet in the layout of the IDT plate upload."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook

from ncrn_dsd.handoff.orders.plates import Plate

HEADER = ("Well Position", "Name", "Sequence")

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIXED_TIME = datetime(*_ZIP_EPOCH)  # noqa: DTZ001 - openpyxl wants no time zone
_CORE_XML = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def plates_workbook(plates: tuple[Plate, ...]) -> bytes:
    """The workbook of a plate order, one sheet per plate."""
    return workbook(
        tuple(
            (plate.name, (HEADER, *((w, s.name, s.ordered_sequence) for w, s in plate.wells)))
            for plate in plates
        )
    )


def workbook(sheets: Sequence[tuple[str, Sequence[tuple[str, ...]]]]) -> bytes:
    """A workbook of named sheets of rows; equal input gives equal bytes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.created = _FIXED_TIME
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _without_clock(buffer.getvalue())


def _without_clock(content: bytes) -> bytes:
    """The same archive without the moment at which it was made.

    Entries are stored and not compressed, since compressed bytes differ between zlib versions.
    """
    stamp = _FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == _CORE_XML:
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            target.writestr(entry, data)
    return buffer.getvalue()
