"""Formats that a translated system can be written in, those of other packages included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.pil import write_pil
from ncrn_dsd.formats.sbml_adapter import crn_to_sbml
from ncrn_dsd.formats.visual_dsd import system_to_visual_dsd
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.plugins import Door
from ncrn_dsd.units import NM_PER_M


@dataclass(frozen=True, slots=True)
class SystemExport:
    """What is written.

    Parameters
    ----------
    content: the formal network, with the concentrations that its source gives.
    system: its strands and gates.
    fuels_M: constant concentration of every fuel; None for none.
    in_nM: the source counts in nM and s, and not in the abstract units of a design.
    """

    content: CrnText
    system: DsdSystem
    fuels_M: float | None
    in_nM: bool

    def amounts_M(self, mode: str) -> dict[str, float]:
        """Concentrations of signals and fuels that are "initial" or "constant", by name."""
        found = {
            c.species: c.value_nM / NM_PER_M for c in self.content.concentrations if c.mode == mode
        }
        if mode == "constant" and self.fuels_M is not None:
            found |= {f.name: self.fuels_M for f in self.system.fuels}
        return found


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format of translated systems.

    Parameters
    ----------
    left_out: what the format does not hold, or what was put in, in one sentence.
    write: the text of the file, from what is written and that sentence.
    holds: what is in such a file, for the help of commands.
    """

    left_out: Callable[[SystemExport], str]
    write: Callable[[SystemExport, str], str]
    holds: str = ""


def _left_out_of_strands(export: SystemExport, level: str, also: tuple[str, ...] = ()) -> str:
    """What a format of strands leaves out; fuels are at a `level`, as a verb says."""
    parts = ["rate constants of the formal network are left out, for strands have their own"]
    if not export.content.concentrations:
        parts.append("signals have no concentrations, as the source gives none")
    if export.system.fuels and export.fuels_M is None:
        parts.append("fuels have no concentrations, as a translation does not choose them")
    elif export.system.fuels and export.fuels_M is not None:
        parts.append(
            f"fuels are {level} {export.fuels_M * NM_PER_M:g} nM (--fuels), as a translation "
            "does not choose their concentrations"
        )
    text = "; ".join((*parts, *also))
    return f"{text[0].upper()}{text[1:]}."


def _write_pil(export: SystemExport, note: str) -> str:
    initial, constant = export.amounts_M("initial"), export.amounts_M("constant")
    return write_pil(
        export.system, initial, crn=export.content.crn, constants_M=constant, notes=(note,)
    )


def _left_out_of_visual_dsd(export: SystemExport) -> str:
    constant = [c.species for c in export.content.concentrations if c.mode == "constant"]
    also = (f"{', '.join(constant)} should be constant, which is not written",) if constant else ()
    return _left_out_of_strands(export, "put in at", also)


def _write_visual_dsd(export: SystemExport, note: str) -> str:
    amounts_M = export.amounts_M("initial") | export.amounts_M("constant")
    return system_to_visual_dsd(export.system, amounts_M, (note,))


PIL = Exporter(
    lambda export: _left_out_of_strands(export, "constant at"), _write_pil, "PIL of the system"
)
VISUAL_DSD = Exporter(_left_out_of_visual_dsd, _write_visual_dsd, "a Visual DSD program of it")
SBML = Exporter(
    lambda _: "SBML holds the formal network: the strands of the scheme are not in it.",
    lambda export, note: crn_to_sbml(export.content, (note,), in_nM=export.in_nM),
    "SBML of the formal network",
)

EXPORTED = ", ".join(one.holds for one in tuple(globals().values()) if isinstance(one, Exporter))
"""What the formats of this package hold; asking a door for them would ask other packages too."""

EXPORTERS = Door(
    "exporters",
    Exporter,
    {
        "pil": f"{__name__}:PIL",
        "visual-dsd": f"{__name__}:VISUAL_DSD",
        "sbml": f"{__name__}:SBML",
    },
)
