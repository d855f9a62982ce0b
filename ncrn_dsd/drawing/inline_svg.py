"""Matplotlib figures as SVG elements that live inside a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, FAINT = "#1a1b2c", "#c3c4d5"
ABSTRACT, DSD = "#0b5fa5", "#c2410d"

_VARIABLES = {INK: "--ink", FAINT: "--faint", ABSTRACT: "--abstract", DSD: "--dsd"}
"""Colours that the page replaces by those of its theme."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ncrn_dsd",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.0,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def inline_svg(
    draw: Callable[[Figure], None], size: tuple[float, float], name: str, label: str
) -> str:
    """An SVG element with what `draw` puts on a figure; equal input, equal text.

    Parameters
    ----------
    size: width and height in inches; the page scales it.
    name: identifier of the figure; all identifiers inside start with it.
    label: the figure in words, for readers who do not see it.
    """
    # Matplotlib takes long to import, and most commands draw nothing.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    out = io.StringIO()
    with rc_context(_STYLE):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.savefig(out, format="svg", metadata=_NO_METADATA)
    text = out.getvalue()
    return _embedded(text[text.index("<svg") :], name, label)


def _embedded(svg: str, name: str, label: str) -> str:
    """The element with unique identifiers, colours of the theme and a description."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    # Only the theme knows the colour, so the value stays as the fallback of a lone SVG.
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var({variable}, {colour})")
    # The page gives the size, and a style sheet inside would hold for the whole page.
    svg = re.sub(r' (?:width|height)="[0-9.]+pt"', "", svg, count=2)
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, count=1, flags=re.DOTALL)
    return svg.replace("<svg ", f'<svg class="plot" role="img" aria-label="{escape(label)}" ', 1)


def lone_svg(svg: str) -> str:
    """An element as a picture that needs no page around it."""
    if "xmlns=" in svg:
        return svg
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
