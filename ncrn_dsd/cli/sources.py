"""What a command may be given instead of a design."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.cli.arguments import Kind, kind_of
from ncrn_dsd.errors import FormatError, reason_of
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.sbml_adapter import read_sbml
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.networks.registry import build


def formal_crn(source: Path) -> Crn:
    """The formal CRN of a .crn or SBML (.xml) file, or of the learner of a design.

    Raises
    ------
    NcrnError: the file cannot be read, or what is in it is wrong.
    """
    kind = kind_of(source)
    if kind is Kind.SBML:
        return read_sbml(read_text(source), str(source)).crn
    if kind is not Kind.CRN:
        return build(read_design(source)).crn
    return read_crn(read_text(source), str(source)).crn


def read_text(path: Path) -> str:
    """The text of a file.

    Raises
    ------
    FormatError: it does not exist or is not text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise FormatError(
            "F001", str(path), f"the file cannot be read ({reason_of(problem)})", "check the path"
        ) from None
