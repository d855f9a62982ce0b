"""What a command may be given instead of a design."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.cli.arguments import Kind, kind_of
from ncrn_dsd.errors import FormatError, reason_of
from ncrn_dsd.formats.crn_text import CrnText, read_crn
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.sbml_adapter import read_sbml
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.networks.registry import build


def formal_crn(source: Path) -> Crn:
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
    kind = kind_of(source)
    if kind is Kind.SBML:
        return read_sbml(read_text(source), str(source))
    if kind is Kind.CRN:
        return read_crn(read_text(source), str(source), with_units=True)
    return CrnText(build(read_design(source)).crn)


def read_text(path: Path) -> str:
    """The text of a file.

    Raises
    ------
    FormatError: it does not exist or is not text.
    """
    try:
        return read_text_of(path)
    except (OSError, UnicodeDecodeError) as problem:
        raise FormatError(
            "F001", str(path), f"the file cannot be read ({reason_of(problem)})", "check the path"
        ) from None
