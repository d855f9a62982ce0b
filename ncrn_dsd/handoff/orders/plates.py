"""Which strand goes into which well of which plate."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.lab import LabPackage, StrandOrder

ROWS = "ABCDEFGH"
COLUMNS = 12
WELLS = tuple(f"{row}{column}" for row in ROWS for column in range(1, COLUMNS + 1))
"""Wells of a 96-well plate in order of filling: along the rows, numbers without zeros."""

PLATE_MINIMUM = 24
"""Vendors charge extra for a 96-well plate with fewer strands."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate to order.

    Parameters
    ----------
    wells: name of the well and its strand, in order of filling.
    """

    name: str
    wells: tuple[tuple[str, StrandOrder], ...]


def fill_plates(package: LabPackage, fewest: int) -> tuple[Plate, ...]:
    """The strands in their order, 96 to a plate; the last two share when one is too empty.

    Labelled strands come in tubes, and so do all others when they are fewer than `fewest`.
    """
    plates: list[Plate] = []
    start = 0
    plain = _plain(package)
    for number, size in enumerate(plate_sizes(len(plain), fewest), start=1):
        strands = plain[start : start + size]
        wells = tuple(zip(WELLS, strands, strict=False))
        plates.append(Plate(name=f"plate{number}", wells=wells))
        start += size
    return tuple(plates)


def tubes_of(package: LabPackage, fewest: int) -> tuple[StrandOrder, ...]:
    """The strands that come in tubes."""
    if len(_plain(package)) < fewest:
        return package.strands
    return tuple(s for s in package.strands if s.modified)


def _plain(package: LabPackage) -> tuple[StrandOrder, ...]:
    return tuple(s for s in package.strands if not s.modified)


def plate_sizes(strands: int, fewest: int) -> tuple[int, ...]:
    """How many strands each plate holds.

    When the last plate would hold fewer than `PLATE_MINIMUM`, the plate before it gives up as
    many as are missing; a single plate stays as it is.

    Parameters
    ----------
    fewest: strands that are worth a plate.
    """
    if strands < fewest:
        return ()
    full, rest = divmod(strands, len(WELLS))
    if rest == 0:
        return (len(WELLS),) * full
    if full == 0 or rest >= PLATE_MINIMUM:
        return (*(len(WELLS),) * full, rest)
    return (*(len(WELLS),) * (full - 1), len(WELLS) - (PLATE_MINIMUM - rest), PLATE_MINIMUM)
