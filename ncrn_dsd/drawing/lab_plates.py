"""Plates as pictures: a circle per well, coloured by why the well exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from ncrn_dsd.drawing.svg_canvas import INK
from ncrn_dsd.ir.bench import AssayWell, BenchPlan, Condition, PlaceKind

_ROWS, _COLUMNS = "ABCDEFGH", 12
_STEP_PX, _RADIUS_PX, _LEFT_PX, _TOP_PX = 52, 22, 34, 34

COLOURS = {
    Condition.BLANK: "#8a8d99",
    Condition.REPORTER_MIN: "#41719b",
    Condition.REPORTER_MAX: "#0b5fa5",
    Condition.CALIBRATION: "#6fa8d6",
    Condition.GATE_LEAK: "#c2410d",
    Condition.GATE_RATE: "#12793f",
    Condition.SYSTEM_LEAK: "#8f1d1d",
    Condition.MINUS_ONE: "#d08770",
    Condition.CROSS_TALK: "#8f6a00",
    Condition.STANDARD: "#1a1b2c",
    Condition.READ: "#7a3fb0",
    Condition.SAMPLE: "#7a3fb0",
    Condition.BLANK_MEMORY: "#b0206f",
    Condition.ORDER_TEST: "#b0206f",
}
SHORT = {
    Condition.BLANK: "blank",
    Condition.REPORTER_MIN: "min",
    Condition.REPORTER_MAX: "max",
    Condition.CALIBRATION: "series",
    Condition.GATE_LEAK: "leak",
    Condition.GATE_RATE: "rate",
    Condition.SYSTEM_LEAK: "all",
    Condition.MINUS_ONE: "minus",
    Condition.CROSS_TALK: "cross",
    Condition.STANDARD: "std",
    Condition.READ: "read",
}


@dataclass(frozen=True, slots=True)
class PlateDrawing:
    """A plate and what is on it."""

    name: str
    svg: str
    caption: str


def plate_drawings(plan: BenchPlan) -> tuple[PlateDrawing, ...]:
    """Every plate with assay wells."""
    places = {p.name: p for p in plan.places if p.kind is PlaceKind.WELL}
    plates: dict[str, list[tuple[str, AssayWell]]] = {}
    for well in plan.wells:
        place = places[well.place]
        plates.setdefault(place.plate, []).append((place.well, well))
    return tuple(
        PlateDrawing(name, _plate(name, wells), f"{name}: {len(wells)} of 96 wells")
        for name, wells in plates.items()
    )


def legend(plan: BenchPlan) -> tuple[tuple[str, str], ...]:
    """Colour and name of every condition on the plates."""
    there = {w.condition for w in plan.wells}
    return tuple((COLOURS[c], c.value) for c in Condition if c in there)


def _plate(name: str, wells: Sequence[tuple[str, AssayWell]]) -> str:
    width = _LEFT_PX + _COLUMNS * _STEP_PX + 8
    height = _TOP_PX + len(_ROWS) * _STEP_PX + 8
    parts = [
        (
            f'<rect x="2" y="2" width="{width - 4}" height="{height - 4}" rx="14" '
            f'style="fill:var(--raised, #f5f6f9);stroke:var(--faint, #d5d7e0)"/>'
        )
    ]
    parts += [_text(_LEFT_PX + (i + 0.5) * _STEP_PX, 24, str(i + 1), 13) for i in range(_COLUMNS)]
    parts += [_text(18, _TOP_PX + (i + 0.5) * _STEP_PX + 5, row, 13) for i, row in enumerate(_ROWS)]
    filled = dict(wells)
    for i, row in enumerate(_ROWS):
        for j in range(_COLUMNS):
            x = _LEFT_PX + (j + 0.5) * _STEP_PX
            y = _TOP_PX + (i + 0.5) * _STEP_PX
            parts.append(_well(x, y, filled.get(f"{row}{j + 1}")))
    label = escape(f"Plate {name} with {len(wells)} wells in use")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plate" role="img" '
        f'viewBox="0 0 {width} {height}" aria-label="{label}"><title>{label}</title>'
        f"{''.join(parts)}</svg>"
    )


def _well(x: float, y: float, well: AssayWell | None) -> str:
    if well is None:
        return (
            f'<circle cx="{x}" cy="{y}" r="{_RADIUS_PX}" '
            f'style="fill:none;stroke:var(--faint, #d5d7e0)"/>'
        )
    reporters = ", ".join(well.reporters) or "no reporter"
    label = escape(
        f"{well.place}: {well.condition.value}, {well.subject}, replicate {well.replicate}; "
        f"{reporters}; {well.total_uL:g} uL"
    )
    subject = well.subject
    if well.condition is Condition.READ:
        subject = f"{well.start_s / 3600:.3g} h"
    colour = COLOURS[well.condition]
    ink = writing_on(colour)
    return (
        f'<g><title>{label}</title><circle cx="{x}" cy="{y}" r="{_RADIUS_PX}" '
        f'style="fill:{colour};print-color-adjust:exact"/>'
        f"{_text(x, y - 1, SHORT.get(well.condition, ''), 11, ink)}"
        f"{_text(x, y + 11, _clipped(subject), 8, ink)}</g>"
    )


def writing_on(colour: str) -> str:
    """White or near black, whichever stands out more (relative luminance of WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # Contrast with white is 1.05 / (L + 0.05); 4.5 is what small text needs.
    return "#ffffff" if 1.05 / (luminance + 0.05) >= 4.5 else "#14151f"


def _clipped(text: str) -> str:
    short = text.removeprefix("without ").removeprefix("Rep_")
    return short if len(short) <= 9 else short[:8] + "…"


def _text(x: float, y: float, text: str, size: int, colour: str = INK) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" '
        f'style="font:{size}px sans-serif;fill:{colour}">{escape(text)}</text>'
    )
