"""A package as it is written: the one value that every check looks at.

What the files do not say, no check knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ncrn_dsd.formats.pil_document import PilDocument
from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.handoff.checks.replay import Replay
from ncrn_dsd.handoff.reading.order_sheets import OrderedStrand
from ncrn_dsd.ir.bench import BenchPlan, PredictedCurve
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment, StrandOrder
from ncrn_dsd.ir.lab_design import LabRun, StrandsLearn, StrandsSurvive
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.lab_quality import QualityMeasure
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.units import NM_PER_M

MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What the package was made from, out of ``design.json``."""

    crn: FormalCrn
    system: DsdSystem
    sequences: SequenceAssignment
    realisation: Realisation
    runs: tuple[LabRun, ...]
    learning: StrandsLearn | None
    survival: StrandsSurvive | None
    unmet: tuple[str, ...]

    @property
    def unit_nM(self) -> float:
        """The concentration that one u stands for."""
        return self.realisation.concentration_unit_M * NM_PER_M

    @property
    def gates(self) -> tuple[str, ...]:
        """Fuels of several strands."""
        return tuple(f.name for f in self.system.fuels if f.complex.size_strands > 1)


class Synthesis(NamedTuple):
    """How a strand is made, and how much of it is drawn.

    Parameters
    ----------
    scale: None when no scale makes a strand of this length.
    full_length: expected part of the strands without a missing nucleotide.
    """

    strand: str
    scale: str | None
    yield_nmol: float
    needed_nmol: float
    purification: str
    full_length: float


class MixStep(NamedTuple):
    """A row of ``mix.csv``: a step of filling a place, and what it should come to there.

    Parameters
    ----------
    number: of the transfer.
    stock_nM, final_nM: None for buffer and water.
    """

    number: str
    place: str
    component: str
    volume_uL: float
    stock_nM: float | None
    final_nM: float | None


class WrittenPick(NamedTuple):
    """A transfer of an Echo out of a well of its source plates."""

    well: str
    target: str
    volume_uL: float


class EchoWell(NamedTuple):
    """A well of the source plates of an Echo, what it holds and how much."""

    well: str
    content: str
    filled_uL: float


class RobotStep(NamedTuple):
    """A transfer of an OT-2; the well is empty for tubes and reservoirs, which it renumbers."""

    rack: str
    well: str
    target: str
    volume_uL: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixes:
    """What is mixed from what, out of the files that need no model of sequences.

    Parameters
    ----------
    plan: places, transfers and wells, out of their tables.
    outcome: what every place holds when all transfers are carried out.
    picklists: by file.
    """

    model: Model
    plan: BenchPlan
    synthesis: tuple[Synthesis, ...]
    settings: LabSettings
    outcome: Replay
    mix: tuple[MixStep, ...]
    echo_wells: tuple[EchoWell, ...]
    picklists: Mapping[str, tuple[WrittenPick, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPackage(Mixes):
    """A whole package.

    Parameters
    ----------
    strands, domains: out of the tables of sequences.
    spelled: every strand with its labels, as its table says that it is ordered.
    bought: names of strands that are ordered; others are in the freezer or outside the subset.
    ordered: what the order sheets hold; the reason when one of them cannot be read.
    pil: the system at the level of domains; the reason when it cannot be read.
    sequences_by_format: nucleotides of strands in every exchange format; none when it is missing.
    reactions: of the compiled system.
    other_reactions: where the system with domains named by their nucleotides reacts otherwise.
    listed: hashes of files in the manifest; None when it is damaged.
    hashes: of the files that are there.
    differing_when_made_twice: files, as the manifest says.
    protocols: of robots, by file.
    folds_kcal: hairpin and self-dimer of the strands that were looked at.
    """

    strands: tuple[StrandOrder, ...]
    domains: tuple[DomainSequence, ...]
    spelled: Mapping[str, str]
    bought: frozenset[str]
    ordered: tuple[OrderedStrand, ...] | str
    pil: PilDocument | str
    sequences_by_format: Mapping[str, tuple[str, ...]]
    reactions: int
    other_reactions: tuple[str, ...]
    listed: Mapping[str, str] | None
    hashes: Mapping[str, str]
    differing_when_made_twice: tuple[str, ...]
    protocols: Mapping[str, tuple[RobotStep, ...]]
    measures: tuple[QualityMeasure, ...]
    folds_kcal: Mapping[str, tuple[float, float]]
    feasibility: Feasibility
    resimulated: tuple[Resimulation, ...]
    curves: tuple[PredictedCurve, ...]

    @property
    def package(self) -> LabPackage:
        """Domains and strands as they are ordered."""
        return LabPackage(replace(self.model.sequences, domains=self.domains), self.strands)
