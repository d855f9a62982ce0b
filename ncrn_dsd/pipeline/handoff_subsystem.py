"""A part of a learner as a design of its own, small enough for a first experiment."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.feasibility.subsystem import (
    Subsystem,
    SubsystemKind,
    smallest_subsystem,
    subsystem,
    subsystems,
)
from ncrn_dsd.formats.design_toml import design_of, load_toml, parse_toml, read_design
from ncrn_dsd.formats.toml_text import document_of
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.lab_design import StrandsLearn, StrandsSurvive
from ncrn_dsd.ir.verdict import enough_seeds
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import FOR_TRAINING
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.dynamics_tables import Tables, dynamics_tables
from ncrn_dsd.pipeline.expected import recorded_learning, recorded_survival
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.learning import STRANDS_LEARN

SMALLEST = "smallest"
MOST_STRANDS = 60
_DEVIATION_MAX = 0.2


def subsystem_design(path: Path, scheme: str | None, which: str, folder: Path) -> Path:
    """Write the design of a part of the learner in `path` and return its file.

    Parameters
    ----------
    which: "smallest", or a kind and the number of a weight, such as "neuron:1".

    Raises
    ------
    TranslationError: T090 no such part, T091 no part is small enough.
    """
    text, file_name = load_toml(path)
    tables = parse_toml(text, file_name)
    design = design_of(tables, text, file_name)
    program = build(design)
    chosen_scheme = load_scheme(scheme or design.dsd.scheme)
    if which == SMALLEST:
        found = smallest_subsystem(
            subsystems(program), lambda crn: translate(crn, chosen_scheme), MOST_STRANDS
        )
        if found is None:
            raise TranslationError(
                "T091",
                design.path,
                f"no part of the learner fits into {MOST_STRANDS} strands",
                "choose a scheme with fewer strands per reaction",
            )
        part = found.subsystem
    else:
        kind, _, weight = which.partition(":")
        part = subsystem(program, _kind(kind), _number(weight))
    file = folder / f"{design.name}_{part.name}.toml"
    dsd = _dsd(tables["dsd"], scheme or design.dsd.scheme)
    # Kept sequences are those of the domains of the whole learner.
    sequences = {key: value for key, value in tables["sequences"].items() if key != "kept"}
    write_bytes(file, _toml(design, part, dsd, sequences).encode())
    return file


def learning_of_whole(path: Path, scheme: str | None) -> StrandsLearn:
    """What is on record of the strands of the learner in `path`; nothing is trained.

    Raises
    ------
    ArtefactError: the record is damaged.
    NcrnError: the design or the scheme cannot be read.
    """
    design = read_design(path)
    name = load_scheme(scheme or design.dsd.scheme).name
    folder = path if path.is_dir() else path.parent
    seeds = recorded_learning(folder, name)
    kinetics = f"{design.dsd.kinetics.value} kinetics"
    learns = None if seeds is None else enough_seeds(*seeds)
    if seeds is not None:
        basis = f"LEARNS {seeds[0]} of {seeds[1]} is on record, {kinetics}"
    elif name == load_scheme(design.dsd.scheme).name and STRANDS_LEARN in design.expect.failing:
        learns, basis = False, f"its design records so, {kinetics}"
    else:
        basis = f"nothing is on record with {name}; `ncrn-dsd run` trains them"
    lengths = design.dsd.toehold_lengths_nt
    if len(lengths) > 1:
        basis += (
            f"; their toeholds are chosen from {lengths[0]} to {lengths[-1]} nt, those of this part"
            " are the scheme's"
        )
    return StrandsLearn(design.name, is_part=True, learns=learns, basis=basis)


def survival_of_whole(path: Path, scheme: str | None) -> StrandsSurvive:
    """What is on record of the learner in `path` in tubes; nothing is drawn.

    Raises
    ------
    ArtefactError: the record is damaged.
    NcrnError: the design or the scheme cannot be read.
    """
    design = read_design(path)
    name = load_scheme(scheme or design.dsd.scheme).name
    found = recorded_survival(path if path.is_dir() else path.parent, name)
    if found is not None:
        basis = f"on record is {found.basis}"
        return StrandsSurvive(design.name, is_part=True, survives=found.is_good, basis=basis)
    basis = (
        "its design has no [expect.survives]"
        if design.expect.survives is None
        else f"nothing is on record with {name}; `ncrn-dsd run` draws them"
    )
    return StrandsSurvive(design.name, is_part=True, survives=None, basis=basis)


def _kind(text: str) -> SubsystemKind:
    for kind in SubsystemKind:
        if kind.value == text:
            return kind
    known = ", ".join(k.value for k in SubsystemKind)
    raise TranslationError(
        "T090", f"subsystem '{text}'", "there is no such kind", f"use {SMALLEST}, {known}"
    )


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal()):
        raise TranslationError(
            "T090", f"weight '{text}'", "this is no number", "write for example neuron:1"
        )
    return int(text or 0)


def _toml(design: Design, part: Subsystem, dsd: Tables, sequences: Tables) -> str:
    """A design of kind "dynamics": everything is mixed at the start and followed."""
    doses: dict[str, float] = {}
    for dose in part.doses:
        doses[dose.species] = doses.get(dose.species, 0.0) + dose.amount
    tables = dynamics_tables(
        f"{design.name}_{part.name}",
        part.title,
        part.crn,
        doses,
        part.schedule.duration,
        part.reads,
    )
    tables |= {"dsd": dsd, "sequences": sequences, "expect": {"deviation_max": _DEVIATION_MAX}}
    return f"# A part of {design.name}, written by ncrn_dsd.\n{document_of(tables)}"


def _dsd(written: Tables, scheme: str) -> Tables:
    """The table [dsd] of the learner, without what only its training has a use for."""
    kept = {name: value for name, value in written.items() if name not in FOR_TRAINING}
    # Of several lengths the training of the whole learner chooses one.
    if len(set(kept.get("toehold_lengths", ()))) > 1:
        del kept["toehold_lengths"]
    # The whole has more chains of exchanging reactants than a part, which shares as far as it can.
    if "toehold_pool" in kept:
        kept["toehold_pool"] = {}
    return kept | {"scheme": scheme}
