"""The design in the formats of other programs, each from the same model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic_core import to_json

from ncrn_dsd.formats.crn_text import CrnText, print_crn
from ncrn_dsd.formats.fasta_strands import write_fasta
from ncrn_dsd.formats.genbank_strands import write_genbank
from ncrn_dsd.formats.pil import print_pil, read_pil, write_pil
from ncrn_dsd.formats.sbol3_strands import write_sbol3
from ncrn_dsd.formats.scadnano_design import write_scadnano
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign

_FOREIGN = re.compile(r"[^A-Za-z0-9_.-]")
_FOLDERS_OF_SOURCE = re.compile(r'("source": ")[^"\n]*[/\\]')
MODEL_JSON = "design/design.json"
NAMESPACE = "https://example.org/ncrn_dsd"


def design_files(design: LabDesign, package: LabPackage) -> dict[str, bytes]:
    """All files of the folder ``design`` for other programs."""
    texts = {
        "design/crn.txt": print_crn(CrnText(design.crn, ())),
        "design/domain_level.pil": _domain_level(design),
        "design/strands.pil": _sequence_pil(design, package),
        "design/strands.gb": write_genbank(package),
        "design/strands.fasta": write_fasta(package),
        "design/design.sbol.nt": write_sbol3(
            design.system, package, f"{NAMESPACE}/{_FOREIGN.sub('_', design.name)}"
        ),
    }
    texts |= dict(_scadnano(design, package))
    return {name: text.encode() for name, text in texts.items()}


def domain_level_pil(crn: FormalCrn, system: DsdSystem, realisation: Realisation) -> str:
    """Strands by their domains, with the levels of the fuels."""
    levels_M = {f.fuel: f.start_M for f in realisation.fuels}
    return write_pil(system, levels_M, crn=crn)


def _domain_level(design: LabDesign) -> str:
    return domain_level_pil(design.crn, design.system, design.realisation)


def _sequence_pil(design: LabDesign, package: LabPackage) -> str:
    """The same with nucleotides in the place of lengths."""
    document = read_pil(_domain_level(design), "design/domain_level.pil")
    sequences = tuple((d.domain, d.sequence) for d in package.sequences.domains)
    return print_pil(replace(document, sequences=sequences))


def _scadnano(design: LabDesign, package: LabPackage) -> Iterator[tuple[str, str]]:
    names = {s.domains: s.name for s in package.strands if not s.modified}
    sequences = {s.name: s.sequence for s in package.strands}
    lengths = {d.name: d.length_nt for d in design.system.domains}
    for fuel in design.system.fuels:
        if fuel.complex.size_strands > 1:
            text = write_scadnano(fuel.complex, names, sequences, lengths)
            if text is not None:
                yield f"design/{_FOREIGN.sub('_', fuel.name)}.sc", text


def model_json(design: LabDesign, package: LabPackage) -> bytes:
    """Everything that the package was made from, but the enumerated network."""
    content = {
        "name": design.name,
        "title": design.title,
        "sha256_of_design": design.digest,
        "verdict": design.verdict,
        "crn": design.crn,
        "system": design.system,
        "sequences": package.sequences,
        "strands": package.strands,
        "realisation": design.realisation,
        "runs": design.runs,
        "learning": design.learning,
        "survival": design.survival,
        "unmet": design.unmet,
    }
    # Where files of the design lay is nobody's business, and would tell equal packages apart.
    text = to_json(content, indent=1).decode()
    return (_FOLDERS_OF_SOURCE.sub(r"\1", text) + "\n").encode()
