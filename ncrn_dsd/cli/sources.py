"""What a command may be given instead of a design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ncrn_dsd.cli.arguments import FileKind, kind_of
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.design_toml import is_dynamics, read_design, read_dynamics
from ncrn_dsd.formats.network_file import read_network
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore

if TYPE_CHECKING:
    from ncrn_dsd.study.compiled import CompiledStudy


def study_of(
    design: Path,
    scheme: str | None,
    build_folder: Path,
    bars: Watcher,
    conditions: Conditions | None = None,
) -> CompiledStudy:
    """The strands of a design, of a learner or of dynamics, as `run` and `simulate` make them.

    Parameters
    ----------
    scheme: to use instead of the design's own.
    conditions: of the laboratory; None for those of the design.
    build_folder: with the store of results.

    Raises
    ------
    NcrnError: the design cannot be read, or there is no such scheme.
    """
    # Only some commands need the stages; the others should not wait for them.
    from ncrn_dsd.study.dynamics import DynamicsStudy
    from ncrn_dsd.study.graph import Graph
    from ncrn_dsd.study.learner import LearnerStudy, RunOptions

    graph = Graph(ArtefactStore(build_folder / ".artefacts"), bars)
    if is_dynamics(design):
        return DynamicsStudy(read_dynamics(design), graph, scheme, conditions=conditions)
    return LearnerStudy.of(design, graph, RunOptions(scheme, conditions=conditions))


def formal_crn(source: Path) -> FormalCrn:
    """The formal CRN of a .crn or SBML file, or of the learner of a design.

    Raises
    ------
    NcrnError: the file cannot be read, or what is in it is wrong.
    """
    return crn_content(source).crn


def crn_content(source: Path) -> CrnText:
    """The same with its concentrations; those of a learner come by its schedule.

    Raises
    ------
    NcrnError: as for `formal_crn`.
    """
    if kind_of(source) in (FileKind.CRN, FileKind.SBML):
        return read_network(source)
    return CrnText(build(read_design(source)).crn)
