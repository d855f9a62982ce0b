"""A page about a translation scheme: facts, and drawings of signals and gates."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.drawing.complex_svg import complex_svg
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.ir.dsd import Complex, DsdSystem


@dataclass(frozen=True, slots=True)
class SheetDrawing:
    """One complex, drawn and in kernel notation."""

    name: str
    svg: str
    kernel: str


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The complexes of one example system."""

    title: str
    drawings: tuple[SheetDrawing, ...]


@dataclass(frozen=True, slots=True)
class SchemeSheet:
    """Everything on the page."""

    title: str
    facts: tuple[str, ...]
    groups: tuple[SheetGroup, ...]


def group_of(title: str, system: DsdSystem) -> SheetGroup:
    """Drawings of all signals and fuels of an example."""

    def drawn(name: str, complex_: Complex) -> SheetDrawing:
        return SheetDrawing(name, complex_svg(complex_, system.domains), complex_.kernel())

    signals = tuple(drawn(f"signal {s.species}", s.complex) for s in system.signals)
    fuels = tuple(drawn(f"fuel {f.name}", f.complex) for f in system.fuels)
    return SheetGroup(title, (*signals, *fuels))


def scheme_page(sheet: SchemeSheet) -> str:
    """The page as HTML; it needs nothing but itself."""
    return page_environment().get_template("scheme.html").render(sheet=sheet)
