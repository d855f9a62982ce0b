"""Drawings of the first gate module: a signal, its fuels, and what they do together."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.drawing.complex_svg import complex_svg
from ncrn_dsd.drawing.pathway import PathwayStep, pathway_drawings
from ncrn_dsd.drawing.svg_canvas import domain_colour
from ncrn_dsd.ir.dsd import Complex, Domain, domain_name
from ncrn_dsd.ir.result import DesignRun


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing and what it shows.

    Parameters
    ----------
    svg: an SVG element; everything the design named is escaped in it.
    kernel: the complex in kernel notation.
    """

    name: str
    role: str
    svg: str
    kernel: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """A domain and its colour."""

    domain: Domain
    colour: str


@dataclass(frozen=True, slots=True)
class ModuleDrawings:
    """The drawings of one module and the domains in them.

    Parameters
    ----------
    steps: what the gate does, in the order in which it can happen.
    """

    module: str
    origin: str
    drawings: tuple[Drawing, ...]
    swatches: tuple[Swatch, ...]
    steps: tuple[PathwayStep, ...]


def first_module_drawings(run: DesignRun) -> ModuleDrawings | None:
    """A reactant and the fuels of the first module; None when there is no module."""
    system = run.system
    if not system.modules:
        return None
    module = system.modules[0]
    reactants = run.program.crn.reactions[module.reactions[0]].reactants
    signal = system.signal_of(reactants[0]) if reactants else system.signals[0]
    shown: list[tuple[str, str, Complex]] = [(signal.species, "signal", signal.complex)]
    shown += [(f.name, "fuel", f.complex) for f in system.fuels if f.name in module.fuels]
    steps = pathway_drawings(system, run.program.crn, run.network, module)
    used = {domain_name(o) for _, _, c in shown for strand in c.strands for o in strand}
    used = used.union(*(step.domains for step in steps))
    return ModuleDrawings(
        module=module.name,
        origin=module.origin.item,
        drawings=tuple(
            Drawing(name, role, complex_svg(c, system.domains), c.kernel())
            for name, role, c in shown
        ),
        swatches=tuple(
            Swatch(d, domain_colour(order))
            for order, d in enumerate(system.domains)
            if d.name in used
        ),
        steps=steps,
    )
