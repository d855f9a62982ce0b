"""Domain-level drawings of whole reactions: reactants above, products below, a rate between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.drawing.complex_svg import draw_complex
from ncrn_dsd.drawing.svg_canvas import INK, Canvas, DomainStyles
from ncrn_dsd.drawing.text import number, si_rate_unit
from ncrn_dsd.ir.dsd import Complex, Domain

_PLUS_PX = 34.0
_NAME_PX = 22.0
_ARROW_PX, _APART_PX = 44.0, 12.0
_GAP_PX = 14.0


@dataclass(frozen=True, slots=True)
class ReactionRates:
    """Rate constants of a reaction and of its reverse.

    Parameters
    ----------
    forward, backward: 1/s for one reactant, 1/(M s) for two; `backward` is None when there is
        no reverse.
    """

    forward: float
    backward: float | None = None


def reaction_svg(
    reactants: Sequence[str],
    products: Sequence[str],
    rates: ReactionRates,
    complexes: Mapping[str, Complex],
    domains: Sequence[Domain],
) -> str:
    """An SVG element with all complexes of a reaction, their names, and its rate constants.

    Parameters
    ----------
    reactants, products: names of complexes, repeated by multiplicity.
    domains: all domains of the system, whose order sets the colours.

    Raises
    ------
    KeyError: a complex or a domain is not known.
    """
    styles = DomainStyles(domains)
    above = _row(reactants, complexes, styles)
    below = _row(products, complexes, styles)
    canvas = Canvas()
    width = max(above.box[2], below.box[2])
    canvas.place(above, ((width - above.box[2]) / 2, 0.0))
    y = above.box[3] + _GAP_PX
    _arrows(canvas, width / 2, y, rates, (len(reactants), len(products)))
    canvas.place(below, ((width - below.box[2]) / 2, y + _ARROW_PX + _GAP_PX))
    sign = "→" if rates.backward is None else "⇌"
    left, right = (" + ".join(side) or "∅" for side in (reactants, products))
    words = f"{left} {sign} {right}, {_rate(rates.forward, len(reactants))}"
    if rates.backward is not None:
        words += f", back {_rate(rates.backward, len(products))}"
    return canvas.element(words, "reaction")


def _row(names: Sequence[str], complexes: Mapping[str, Complex], styles: DomainStyles) -> Canvas:
    """Complexes side by side with plus signs between, on a common middle line."""
    row = Canvas()
    drawn = [_named(name, complexes[name], styles) for name in names]
    height = max((c.box[3] for c in drawn), default=0.0)
    x = 0.0
    for index, canvas in enumerate(drawn):
        if index:
            row.text((x + _PLUS_PX / 2, height / 2 + 6), "+", size=18)
            x += _PLUS_PX
        row.place(canvas, (x, (height - canvas.box[3]) / 2))
        x += canvas.box[2]
    if not drawn:
        row.text((0.0, 0.0), "∅", size=18)
    return row


def _named(name: str, complex_: Complex, styles: DomainStyles) -> Canvas:
    drawing, canvas = Canvas(), Canvas()
    draw_complex(drawing, styles, complex_)
    canvas.place(drawing, (0.0, _NAME_PX))
    canvas.text((drawing.box[2] / 2, 10.0), name, size=13, weight="bold")
    return canvas


def _arrows(
    canvas: Canvas, x: float, y: float, rates: ReactionRates, orders: tuple[int, int]
) -> None:
    """An arrow down with its rate on the right, and one up with its rate on the left."""
    down, up = (0.0, 1.0), (0.0, -1.0)
    middle = y + _ARROW_PX / 2 + 4
    if rates.backward is None:
        canvas.stroke((x, y), (x, y + _ARROW_PX - 9), INK, 1.6)
        canvas.end_mark((x, y + _ARROW_PX - 9), down, INK)
        canvas.text((x + 14, middle), _rate(rates.forward, orders[0]), "start")
        return
    right, left = x + _APART_PX / 2, x - _APART_PX / 2
    canvas.stroke((right, y), (right, y + _ARROW_PX - 9), INK, 1.6)
    canvas.end_mark((right, y + _ARROW_PX - 9), down, INK)
    canvas.text((right + 12, middle), _rate(rates.forward, orders[0]), "start")
    canvas.stroke((left, y + _ARROW_PX), (left, y + 9), INK, 1.6)
    canvas.end_mark((left, y + 9), up, INK)
    canvas.text((left - 12, middle), _rate(rates.backward, orders[1]), "end")


def _rate(rate: float, order: int) -> str:
    return f"{number(rate)} {si_rate_unit(order)}"
