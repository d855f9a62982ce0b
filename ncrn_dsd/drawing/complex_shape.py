"""Find out whether a complex can be drawn as a row of top strands on one bottom strand."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.dsd import Complex


@dataclass(frozen=True, slots=True)
class TopStrand:
    """A strand above the bottom strand.

    Parameters
    ----------
    first_column: column of the bottom strand, from the left, that its first pair is on.
    lead: number of free domains at its 5' end.
    paired: number of bound domains; what follows them at the 3' end is free.
    """

    strand: tuple[str, ...]
    first_column: int
    lead: int
    paired: int

    @property
    def tail(self) -> int:
        return len(self.strand) - self.lead - self.paired


@dataclass(frozen=True, slots=True)
class LinearShape:
    """Top strands in order from the left on a bottom strand that runs right to left.

    Parameters
    ----------
    bottom: its domains from the left, that is from its 3' end.
    """

    bottom: tuple[str, ...]
    tops: tuple[TopStrand, ...]


def linear_shape(complex_: Complex) -> LinearShape | None:
    """The shape, or None when the complex has another one.

    Of two strands either could be the bottom; the one with more complements is.
    """
    if len(complex_.strands) < 2:
        return None
    found = [shape for turned in complex_.rotations() if (shape := _with_last_as_bottom(turned))]
    return max(found, key=lambda s: sum(o.endswith("*") for o in s.bottom), default=None)


def _with_last_as_bottom(complex_: Complex) -> LinearShape | None:
    partners = complex_.pairs()
    last = len(complex_.strands) - 1
    if any((place[0] == last) == (other[0] == last) for place, other in partners.items()):
        return None
    width = len(complex_.strands[last])
    tops: list[TopStrand] = []
    for index, strand in enumerate(complex_.strands[:-1]):
        columns = {
            position: width - 1 - partners[index, position][1]
            for position in range(len(strand))
            if (index, position) in partners
        }
        positions = sorted(columns)
        if not positions:
            return None
        lead, start, length = positions[0], columns[positions[0]], len(positions)
        # A bulge on either side would need a bent strand.
        if columns != {lead + step: start + step for step in range(length)}:
            return None
        tops.append(TopStrand(strand, start, lead, length))
    return LinearShape(tuple(reversed(complex_.strands[last])), tuple(tops))
