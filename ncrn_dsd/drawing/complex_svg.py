"""Domain-level drawings of complexes.

A strand is a line from its 5' end (a dot) to its 3' end (an arrowhead). Every domain has a
colour of its own, which its complement shares; toeholds are thick. A row of top strands on one
bottom strand is drawn as such, with free ends of the top strands pointing away; every other
complex is listed strand by strand with its dot-bracket string and kernel notation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from zlib import crc32

from ncrn_dsd.drawing.complex_shape import LinearShape, TopStrand, linear_shape
from ncrn_dsd.drawing.svg_canvas import TEXT_PX, Canvas, DomainStyles, Point
from ncrn_dsd.ir.dsd import Complex, Domain, domain_name

_RISE_PX = 30.0
_NICK_PX = 7.0
_STEEP, _GENTLE, _UPRIGHT = math.radians(60), math.radians(25), math.radians(90)
_ROW_PX = 62.0
_KERNEL_LETTERS = 80
_LONE_COLOURS, _LONE_NT = 144, 15

_RIGHT: Point = (1.0, 0.0)
_LEFT: Point = (-1.0, 0.0)


def complex_svg(complex_: Complex, domains: Sequence[Domain]) -> str:
    """An SVG element that shows `complex_`.

    Parameters
    ----------
    domains: all domains of the system, whose order sets the colours.

    Raises
    ------
    KeyError: the complex has a domain that is not in `domains`.
    """
    return _drawn(complex_, DomainStyles(domains))


def lone_complex_svg(complex_: Complex) -> str:
    """An SVG element that shows a complex whose system is not at hand.

    Every domain has the colour that its name always has; lengths are not known, so that no
    domain is drawn as a toehold.
    """
    names = dict.fromkeys(domain_name(o) for strand in complex_.strands for o in strand)
    places: dict[str, int] = {}
    for name in names:
        place = crc32(name.encode()) % _LONE_COLOURS
        while place in places.values():
            place += 1
        places[name] = place
    domains = [Domain(name, _LONE_NT) for name in names]
    return _drawn(complex_, DomainStyles(domains, list(places.values())))


def _drawn(complex_: Complex, styles: DomainStyles) -> str:
    canvas = Canvas()
    draw_complex(canvas, styles, complex_)
    return canvas.element(complex_.kernel())


def draw_complex(canvas: Canvas, styles: DomainStyles, complex_: Complex) -> None:
    """Put a complex on a canvas, around its origin."""
    shape = linear_shape(complex_)
    if shape is not None:
        _draw_linear(canvas, styles, shape)
    elif len(complex_.strands) == 1 and "(" not in complex_.structure:
        _draw_row(canvas, styles, complex_.strands[0], 0.0)
    else:
        _draw_listing(canvas, styles, complex_)


def _draw_row(
    canvas: Canvas, styles: DomainStyles, strand: tuple[str, ...], y: float
) -> list[float]:
    """A lone strand from left to right; returns the middle of every domain."""
    x = 0.0
    middles: list[float] = []
    canvas.text((x - 10, y + 4), "5′", "end")
    canvas.start_mark((x, y), styles.colour(strand[0]))
    for occurrence in strand:
        end = x + styles.width(occurrence)
        canvas.stroke((x, y), (end, y), styles.colour(occurrence), styles.stroke(occurrence))
        middles.append((x + end) / 2)
        canvas.text((middles[-1], y - 8), occurrence)
        x = end
    canvas.end_mark((x, y), _RIGHT, styles.colour(strand[-1]))
    canvas.text((x + 13, y + 4), "3′", "start")
    return middles


def _draw_listing(canvas: Canvas, styles: DomainStyles, complex_: Complex) -> None:
    y = 0.0
    for strand, marks in complex_.marked_strands():
        middles = _draw_row(canvas, styles, strand, y)
        for middle, mark in zip(middles, marks, strict=True):
            canvas.text((middle, y + 19), mark, family="monospace")
        y += _ROW_PX
    line = ""
    for word in complex_.kernel().split(" "):
        if line and len(line) + len(word) >= _KERNEL_LETTERS:
            canvas.text((0.0, y), line, "start", family="monospace")
            line, y = "", y + 1.5 * TEXT_PX
        line = f"{line} {word}".lstrip()
    canvas.text((0.0, y), line, "start", family="monospace")


def _draw_linear(canvas: Canvas, styles: DomainStyles, shape: LinearShape) -> None:
    edges = [0.0]
    for occurrence in shape.bottom:
        edges.append(edges[-1] + styles.width(occurrence))
    bound = {
        c for top in shape.tops for c in range(top.first_column, top.first_column + top.paired)
    }
    for column, occurrence in enumerate(shape.bottom):
        left, right = edges[column], edges[column + 1]
        colour = styles.colour(occurrence)
        canvas.stroke((left, 0.0), (right, 0.0), colour, styles.stroke(occurrence))
        middle = (left + right) / 2
        if column in bound:
            canvas.band(left, right, -_RISE_PX, 0.0, colour)
            canvas.text((middle, -_RISE_PX / 2 + 4), domain_name(occurrence))
        else:
            canvas.text((middle, -9.0), occurrence)
    canvas.end_mark((0.0, 0.0), _LEFT, styles.colour(shape.bottom[0]))
    canvas.text((-13.0, 4.0), "3′", "end")
    canvas.start_mark((edges[-1], 0.0), styles.colour(shape.bottom[-1]))
    canvas.text((edges[-1] + 10, 4.0), "5′", "start")
    for index, top in enumerate(shape.tops):
        before = shape.tops[index - 1].tail if index else None
        after = shape.tops[index + 1].lead if index + 1 < len(shape.tops) else None
        _draw_top(canvas, styles, top, edges, (_slope(before), _slope(after)))


def _slope(neighbour: int | None) -> float:
    """Slope of a free end: gentle at the rim, upright where the neighbour's would cross it.

    Parameters
    ----------
    neighbour: number of free domains of the next strand on that side, None when there is none.
    """
    if neighbour is None:
        return _GENTLE
    return _UPRIGHT if neighbour else _STEEP


def _draw_top(
    canvas: Canvas,
    styles: DomainStyles,
    top: TopStrand,
    edges: Sequence[float],
    slopes: tuple[float, float],
) -> None:
    """One top strand; `slopes` are those of its free 5' and 3' ends."""
    first, last = top.first_column, top.first_column + top.paired
    y = -_RISE_PX
    x_start, x_end = edges[first] + _NICK_PX, edges[last] - _NICK_PX
    for step, occurrence in enumerate(top.strand[top.lead : top.lead + top.paired]):
        left = max(edges[first + step], x_start)
        right = min(edges[first + step + 1], x_end)
        canvas.stroke((left, y), (right, y), styles.colour(occurrence), styles.stroke(occurrence))
    lead = tuple(reversed(top.strand[: top.lead]))
    tail = top.strand[top.lead + top.paired :]
    five, way = _draw_free(canvas, styles, lead, (x_start, y), slopes[0], -1)
    canvas.start_mark(five, styles.colour(top.strand[0]))
    _end_text(canvas, five, way, "5′", "start")
    three, way = _draw_free(canvas, styles, tail, (x_end, y), slopes[1], 1)
    canvas.end_mark(three, way or _RIGHT, styles.colour(top.strand[-1]))
    _end_text(canvas, three, way, "3′", "end")


def _draw_free(
    canvas: Canvas,
    styles: DomainStyles,
    occurrences: Sequence[str],
    start: Point,
    slope: float,
    side: int,
) -> tuple[Point, Point | None]:
    """Free domains outwards from `start`; returns the far end and the way there.

    Parameters
    ----------
    side: -1 for a 5' end, which leans left, 1 for a 3' end, which leans right. Labels stand
        below the line; those of an upright one stand on the side of its own strand.
    """
    if not occurrences:
        return start, None
    way = (side * math.cos(slope), -math.sin(slope))
    label_side = -side if slope == _UPRIGHT else side
    for occurrence in occurrences:
        length = styles.width(occurrence)
        end = (start[0] + length * way[0], start[1] + length * way[1])
        canvas.stroke(start, end, styles.colour(occurrence), styles.stroke(occurrence))
        x = (start[0] + end[0]) / 2 + 8 * label_side * math.sin(slope)
        y = (start[1] + end[1]) / 2 + 4 + 11 * math.cos(slope)
        canvas.text((x, y), occurrence, "start" if label_side > 0 else "end")
        start = end
    return start, way


def _end_text(canvas: Canvas, at: Point, way: Point | None, text: str, anchor: str) -> None:
    if way is None:
        inwards = 3 if anchor == "start" else -3
        canvas.text((at[0] + inwards, at[1] - 8), text, anchor, size=10)
    else:
        canvas.text((at[0] + 18 * way[0], at[1] + 18 * way[1] + 2), text, size=10)
