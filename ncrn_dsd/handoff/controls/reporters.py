"""A plain reporter for every species that is read.

A reporter is a labelled base strand and a quenched top strand. The signal binds the open toehold
of the base and takes the place of the top strand, which leaves with its quencher.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.orders.naming import StrandNamer
from ncrn_dsd.handoff.orders.nucleotides import spell
from ncrn_dsd.ir.bench import Reporter
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import LabPackage, StrandOrder
from ncrn_dsd.ir.lab_reporter import ReporterDesign, reporter_of


@dataclass(frozen=True, slots=True)
class Dye:
    """A fluorophore with its channel, and the vendor's codes at either end."""

    name: str
    excitation_nm: int
    emission_nm: int
    code5: str
    code3: str


DYES = (
    Dye("ATTO488", 500, 522, "/5ATTO488N/", "/3ATTO488N/"),
    Dye("ATTO590", 593, 622, "/5ATTO590N/", "/3ATTO590N/"),
    Dye("ATTO550", 554, 577, "/5ATTO550N/", "/3ATTO550N/"),
    Dye("ATTO647", 647, 667, "/5ATTO647NN/", "/3ATTO647NN/"),
)
"""Far neighbours first, so that the two of one well overlap least. The codes are those IDT is
believed to use: compare them with the catalogue before ordering."""

QUENCHER5, QUENCHER3 = "/5IAbRQ/", "/3IAbRQSp/"
TOP, BASE = "reporter_top", "reporter_base"


@dataclass(frozen=True, slots=True)
class Reporters:
    """Reporters, the strands they add to the order, and the species that can have none."""

    reporters: tuple[Reporter, ...]
    strands: tuple[StrandOrder, ...]
    without: tuple[str, ...]


def design_reporters(system: DsdSystem, package: LabPackage, species: Iterable[str]) -> Reporters:
    """One reporter per species, with strands named after it.

    A species whose signal has no open toehold beside an open long domain gets none.

    Raises
    ------
    HandoffError: H001 a domain has no sequence.
    """
    sequences = {d.domain: d.sequence for d in package.sequences.domains}
    namer = StrandNamer(strand.name for strand in package.strands)
    reporters: list[Reporter] = []
    strands: list[StrandOrder] = []
    without: list[str] = []
    for one in species:
        design = reporter_of(system, one)
        if design is None:
            without.append(one)
            continue
        reporter, orders = _labelled(design, DYES[len(reporters) % len(DYES)], namer, sequences)
        reporters.append(reporter)
        strands += orders
    return Reporters(tuple(reporters), tuple(strands), tuple(without))


def _labelled(
    design: ReporterDesign, dye: Dye, namer: StrandNamer, sequences: Mapping[str, str]
) -> tuple[Reporter, tuple[StrandOrder, StrandOrder]]:
    """The two strands with dye and quencher side by side, where the branch ends."""
    name = design.name
    top_name, base_name = namer.name(name, 0, 2), namer.name(name, 1, 2)
    top = StrandOrder(
        name=top_name,
        role=TOP,
        domains=design.top,
        sequence=spell(design.top, sequences),
        used_in=(name,),
        mod5="" if design.toehold_first else QUENCHER5,
        mod3=QUENCHER3 if design.toehold_first else "",
    )
    base = StrandOrder(
        name=base_name,
        role=BASE,
        domains=design.base,
        sequence=spell(design.base, sequences),
        used_in=(name,),
        mod5=dye.code5 if design.toehold_first else "",
        mod3="" if design.toehold_first else dye.code3,
    )
    reporter = Reporter(
        name, design.species, design.toehold, design.branch, dye.name, top_name, base_name
    )
    return reporter, (top, base)


def dye_called(name: str) -> Dye:
    """The dye of this name.

    Raises
    ------
    HandoffError: H010, there is none.
    """
    for dye in DYES:
        if dye.name == name:
            return dye
    known = ", ".join(d.name for d in DYES)
    raise HandoffError("H010", f"dye '{name}'", "it is not known", f"use one of these: {known}")
