"""Picklists of Labcyte/Beckman Echo acoustic dispensers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = (
    "Source Plate Name",
    "Source Plate Type",
    "Source Well",
    "Destination Plate Name",
    "Destination Plate Type",
    "Destination Well",
    "Transfer Volume",
    "Sample Name",
)


@dataclass(frozen=True, slots=True)
class Pick:
    """One acoustic transfer; `volume_nL` is a whole number of droplets."""

    source_plate: str
    source_type: str
    source_well: str
    target_plate: str
    target_type: str
    target_well: str
    volume_nL: float
    sample: str


def write_picklist(picks: Iterable[Pick]) -> str:
    """The picklist as CSV; volumes in nL."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for p in picks:
        writer.writerow(
            (
                p.source_plate,
                p.source_type,
                p.source_well,
                p.target_plate,
                p.target_type,
                p.target_well,
                f"{p.volume_nL:g}",
                p.sample,
            )
        )
    return text.getvalue()
