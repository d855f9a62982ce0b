"""Lines of a reaction graph: curves that are level where they start, pass a column and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.drawing.layered_layout import Pass

_ARROW_PX, _ARROW_HALF_PX = 8.0, 3.6
_COPY_PX = 3.4
_TURN_PX = 26.0


@dataclass(frozen=True, slots=True)
class LineEnd:
    """An end of a line.

    Parameters
    ----------
    side: 1 when the line leaves to the right, -1 to the left.
    has_arrow: an arrowhead points at what is there.
    """

    x: float
    y: float
    side: float
    has_arrow: bool


def edge_line(
    start: LineEnd,
    stop: LineEnd,
    passes: Sequence[Pass],
    colour: str,
    copies: int,
    *,
    dashes: str = "",
) -> str:
    """A line for every copy of the species, side by side, and one arrowhead for all of them.

    Parameters
    ----------
    dashes: of the line, as in SVG; empty for a line without gaps.
    """
    style = f"stroke:{colour}" + (f";stroke-dasharray:{dashes}" if dashes else "")
    drawn = []
    for copy in range(copies):
        shift = (copy - (copies - 1) / 2) * _COPY_PX
        points = [
            _Point(*_behind_arrow(start), start.side),
            *(
                point
                for p in passes
                for way in [1.0 if p.x_out >= p.x_in else -1.0]
                for point in (_Point(p.x_in, p.y, -way), _Point(p.x_out, p.y, way))
            ),
            _Point(*_behind_arrow(stop), stop.side),
        ]
        drawn.append(f'<path d="{_curve(points, shift)}" style="{style}"/>')
    drawn += [_arrow(end, colour) for end in (start, stop) if end.has_arrow]
    return "".join(drawn)


@dataclass(frozen=True, slots=True)
class _Point:
    """A point of a line; `side` says to which side of it the line goes on from here."""

    x: float
    y: float
    side: float


def _behind_arrow(end: LineEnd) -> tuple[float, float]:
    return end.x + (end.side * (_ARROW_PX - 1) if end.has_arrow else 0.0), end.y


def _curve(points: Sequence[_Point], shift: float) -> str:
    """Curves from the first point to the second, from the third to the fourth, and so on.

    Between these it runs straight on through a column.
    """
    first = points[0]
    text = f"M{first.x:.1f} {first.y + shift:.1f}"
    for index in range(0, len(points), 2):
        a, b = points[index], points[index + 1]
        if index:
            text += f"H{a.x:.1f}"
        reach = max(abs(b.x - a.x) / 2, _TURN_PX if a.side == b.side else 0.0)
        text += (
            f"C{a.x + a.side * reach:.1f} {a.y + shift:.1f} "
            f"{b.x + b.side * reach:.1f} {b.y + shift:.1f} {b.x:.1f} {b.y + shift:.1f}"
        )
    return text


def _arrow(end: LineEnd, colour: str) -> str:
    base = end.x + end.side * _ARROW_PX
    return (
        f'<polygon points="{end.x:.1f},{end.y:.1f} {base:.1f},{end.y - _ARROW_HALF_PX:.1f} '
        f'{base:.1f},{end.y + _ARROW_HALF_PX:.1f}" style="fill:{colour}"/>'
    )
