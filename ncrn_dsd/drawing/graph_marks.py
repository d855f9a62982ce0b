"""What a reaction graph consists of: boxes for species, discs for reactions, lines between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from ncrn_dsd.drawing.svg_canvas import INK, TEXT_PX

DISC_PX = 14.0
SLOT_PX = 6.0
BOX_GAP_PX = 2.0
BOX_HEIGHT_PX = 36.0
PAPER = "var(--paper, #ffffff)"
FAINT = "var(--quiet, #55586b)"
_RAISED = "var(--raised, #f1f3f8)"

KIND_COLOURS = {
    "condensed": "#33415c",
    "bind21": "#0b5fa5",
    "bind11": "#0f8b8d",
    "open": "#d2691e",
    "branch-3way": "#2e7d32",
    "branch-4way": "#8e24aa",
    "leak": "#c62828",
}
_OTHER = "#777777"
_KIND_NAMES = {
    "condensed": "condensed",
    "bind21": "association (bind21)",
    "bind11": "pairing within a complex (bind11)",
    "open": "opening (open)",
    "branch-3way": "3-way branch migration",
    "branch-4way": "4-way branch migration",
    "leak": "leak",
}

NAME_LETTERS, SECOND_LETTERS = 20, 26
_SECOND_PX = 9
_LABEL_PX = 8
_LETTER_EM = 0.61
"""Advance of a letter in a monospaced font; boxes can rely on it."""


def kind_colour(kind: str | None) -> str:
    """Colour of a kind of reaction."""
    return KIND_COLOURS.get(kind or "", _OTHER)


def kind_name(kind: str | None) -> str:
    """A kind of reaction in words."""
    return _KIND_NAMES.get(kind or "", kind or "kind not given")


def text(at: tuple[float, float], words: str, size: float = TEXT_PX, style: str = "") -> str:
    """A line of text that starts at `at`."""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" xml:space="preserve" '
        f'style="font:{size:g}px sans-serif;fill:{INK};{style}">{escape(words)}</text>\n'
    )


@dataclass(frozen=True, slots=True)
class Node:
    """A species as it is drawn.

    Parameters
    ----------
    second: the line below its name; empty for none.
    words: what a reader sees who rests the pointer on it.
    is_present: it is there at the start.
    is_resting: it stays until it meets something.
    """

    name: str
    second: str
    words: str
    is_present: bool
    is_resting: bool = True


def node_size(node: Node) -> tuple[float, float]:
    """Width and height of its box [px]."""
    letters = max(TEXT_PX * len(shortened(node.name, NAME_LETTERS)), _SECOND_PX * len(node.second))
    return max(44.0, letters * _LETTER_EM + 18), BOX_HEIGHT_PX


def node_box(node: Node, centre: tuple[float, float], width: float) -> str:
    """Its lines in a box; the name is bold when it is there at the start."""
    x, y = centre
    weight = "bold" if node.is_present else "normal"
    name = shortened(node.name, NAME_LETTERS)
    lines = [(name, y - 3 if node.second else y + 4, f"font:{weight} {TEXT_PX}px monospace")]
    if node.second:
        lines.append((node.second, y + 11, f"font:{_SECOND_PX}px monospace"))
    words = "".join(
        f'<text x="{x:.1f}" y="{at:.1f}" text-anchor="middle" xml:space="preserve" '
        f'style="{font};fill:{INK}">{escape(line)}</text>'
        for line, at, font in lines
    )
    frame = box_frame(
        (x - width / 2, y - BOX_HEIGHT_PX / 2),
        (width, BOX_HEIGHT_PX),
        present=node.is_present,
        resting=node.is_resting,
    )
    return f'<g class="s"><title>{escape(node.words)}</title>{frame}{words}</g>\n'


def box_frame(
    corner: tuple[float, float], size: tuple[float, float], *, present: bool, resting: bool
) -> str:
    """The frame of a box: dashed and round for a transient species, bold for a present one."""
    radius = 6.0 if resting else size[1] / 2
    dashes = "" if resting else ";stroke-dasharray:4 3"
    fill = _RAISED if resting else PAPER
    return (
        f'<rect x="{corner[0]:.1f}" y="{corner[1]:.1f}" width="{size[0]:.1f}" '
        f'height="{size[1]:.1f}" rx="{radius:.1f}" '
        f'style="fill:{fill};stroke:{INK};stroke-width:{2.2 if present else 1.0}{dashes}"/>'
    )


def disc(centre: tuple[float, float], colours: Sequence[str], label: str = "") -> str:
    """A reaction; with two colours its left half has the second."""
    x, y = centre
    radius = DISC_PX / 2
    shape = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" '
        f'style="fill:{colours[0]};stroke:{PAPER};stroke-width:1"/>'
    )
    if len(colours) > 1:
        half = f"M{x:.1f} {y - radius:.1f}A{radius} {radius} 0 0 1 {x:.1f} {y + radius:.1f}Z"
        line = f"M{x:.1f} {y - radius:.1f}V{y + radius:.1f}"
        shape += (
            f'<path d="{half}" style="fill:{colours[1]};stroke:none"/>'
            f'<path d="{line}" style="stroke:{PAPER};stroke-width:2"/>'
        )
    if label:
        shape += (
            f'<text x="{x:.1f}" y="{y + 0.36 * _LABEL_PX:.1f}" text-anchor="middle" '
            f'style="font:bold {_LABEL_PX}px sans-serif;fill:{PAPER}">{escape(label)}</text>'
        )
    return shape


def shortened(words: str, letters: int) -> str:
    """`words`, or as many of their letters as fit."""
    return words if len(words) <= letters else words[: letters - 1] + "…"
