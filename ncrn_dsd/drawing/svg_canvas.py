"""A small canvas for domain-level drawings: strokes, labels, and the box around them."""

from __future__ import annotations

from collections.abc import Sequence
from colorsys import hls_to_rgb
from functools import cache

from markupsafe import escape

from ncrn_dsd.ir.dsd import Domain, domain_name

Point = tuple[float, float]

TEXT_PX = 12
LETTER_PX = 7.2
"""Room for one letter; generous, because the font is the reader's."""
MARGIN_PX = 8
THIN_PX, THICK_PX = 2.6, 6.0
INK = "var(--ink, #1a1b2c)"

_TONES = ((66, 0), (42, 6), (84, -7), (30, -3))
"""Saturation and shift of lightness, both in per cent."""

_LIGHT, _DARK = (40, "#ffffff"), (66, "#14151f")
"""Lightness of domains [%] and the paper under them in both themes; as in the style sheet."""
_CONTRAST = 4.6
"""A little more than text needs, since nucleotides are written in these colours too."""


@cache
def domain_colour(order: int) -> str:
    """A CSS colour for the domain with this place in the order of the system.

    Neighbouring places are a golden angle apart on the colour wheel; the theme sets lightness.
    Hues nearly repeat after a Fibonacci number of places (21, 34, 55, 89), none of which is a
    multiple of the number of tones, so that such domains differ in tone. Every colour stands out
    from the paper of either theme as far as text has to (contrast 4.5).
    """
    hue = round(order * 137.508 % 360)
    saturation, wanted = _TONES[order % len(_TONES)]
    shifts = (s for s in range(-40, 35) if stands_out(hue, saturation, s))
    shift = min(shifts, key=lambda s: abs(s - wanted))
    lightness = f"calc(var(--domain-lightness, {_LIGHT[0]}%) + {shift}%)"
    return f"hsl({hue} {saturation}% {lightness})"


def stands_out(hue: int, saturation: int, shift: int) -> bool:
    """Whether a colour can be read on the paper of both themes (WCAG 2.2, contrast of text)."""
    for lightness, paper in (_LIGHT, _DARK):
        red, green, blue = hls_to_rgb(hue / 360, (lightness + shift) / 100, saturation / 100)
        ground = (int(paper[i : i + 2], 16) / 255 for i in (1, 3, 5))
        low, high = sorted((_luminance(red, green, blue), _luminance(*ground)))
        if (high + 0.05) / (low + 0.05) < _CONTRAST:
            return False
    return True


def _luminance(*channels: float) -> float:
    """Relative luminance of an sRGB colour with channels between 0 and 1."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class DomainStyles:
    """Colour, stroke and width on paper of every domain of a system.

    Parameters
    ----------
    places: of the domains in the order of colours; None for the order in which they are given.
    """

    def __init__(self, domains: Sequence[Domain], places: Sequence[int] | None = None) -> None:
        orders = range(len(domains)) if places is None else places
        self._domains = {d.name: (n, d) for n, d in zip(orders, domains, strict=True)}

    def colour(self, occurrence: str) -> str:
        return domain_colour(self._domains[domain_name(occurrence)][0])

    def stroke(self, occurrence: str) -> float:
        """Stroke width [px]: toeholds are thick."""
        toehold = self._domains[domain_name(occurrence)][1].is_toehold
        return THICK_PX if toehold else THIN_PX

    def width(self, occurrence: str) -> float:
        """Length of the line [px]: by nucleotides, but never shorter than the label."""
        length_nt = self._domains[domain_name(occurrence)][1].length_nt
        label = LETTER_PX * (len(domain_name(occurrence)) + 1) + 18
        return max(label, 5.0 * length_nt)


class Canvas:
    """Collects elements and the box that holds them."""

    def __init__(self) -> None:
        self._elements: list[str] = []
        self._xs: list[float] = []
        self._ys: list[float] = []

    def stroke(self, start: Point, end: Point, colour: str, width: float) -> None:
        """A straight piece of a strand."""
        self._see(start)
        self._see(end)
        self._elements.append(
            f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            f'style="stroke:{colour};stroke-width:{width}"/>'
        )

    def band(self, left: float, right: float, top: float, bottom: float, colour: str) -> None:
        """The shade between two bound domains."""
        self._elements.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top:.1f}" style="fill:{colour};fill-opacity:0.14"/>'
        )

    def start_mark(self, at: Point, colour: str) -> None:
        """The dot at a 5' end."""
        self._see(at)
        self._elements.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="3.4" style="fill:{colour}"/>'
        )

    def end_mark(self, at: Point, direction: Point, colour: str) -> None:
        """The arrowhead at a 3' end; `direction` is a unit vector."""
        (x, y), (dx, dy) = at, direction
        corners = (
            (x + 9 * dx, y + 9 * dy),
            (x - 5.5 * dy, y + 5.5 * dx),
            (x + 5.5 * dy, y - 5.5 * dx),
        )
        for corner in corners:
            self._see(corner)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        self._elements.append(f'<polygon points="{points}" style="fill:{colour}"/>')

    def text(
        self,
        at: Point,
        text: str,
        anchor: str = "middle",
        size: int = TEXT_PX,
        family: str = "",
        weight: str = "",
    ) -> None:
        """A label whose baseline is at `at`; `anchor` is start, middle or end."""
        width = LETTER_PX * size / TEXT_PX * len(text)
        left = at[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        self._see((left, at[1] - size))
        self._see((left + width, at[1] + size * 0.3))
        font = f"{weight} {size}px {family or 'sans-serif'}".lstrip()
        self._elements.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" xml:space="preserve" '
            f'style="font:{font};fill:{INK}">{escape(text)}</text>'
        )

    def place(self, other: Canvas, corner: Point) -> None:
        """Put what is on another canvas on this one, its upper left corner at `corner`."""
        left, top, width, height = other.box
        self._see(corner)
        self._see((corner[0] + width, corner[1] + height))
        shift = f"translate({corner[0] - left:.1f} {corner[1] - top:.1f})"
        self._elements.append(f'<g transform="{shift}">{"".join(other._elements)}</g>')

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what is on it [px]."""
        left, top = min(self._xs), min(self._ys)
        return left, top, max(self._xs) - left, max(self._ys) - top

    def element(self, title: str, kind: str = "complex") -> str:
        """The SVG element, as large as what is on it; `kind` is its class."""
        left, top = min(self._xs) - MARGIN_PX, min(self._ys) - MARGIN_PX
        width, height = max(self._xs) + MARGIN_PX - left, max(self._ys) + MARGIN_PX - top
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" '
            f'width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" '
            f'aria-label="{escape(title)}"><title>{escape(title)}</title>'
            f"{''.join(self._elements)}</svg>"
        )

    def _see(self, point: Point) -> None:
        self._xs.append(point[0])
        self._ys.append(point[1])
