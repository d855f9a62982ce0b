"""What a command may be given instead of a design."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.cli.arguments import FileKind, kind_of
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.network_file import read_network
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.networks.registry import build


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
