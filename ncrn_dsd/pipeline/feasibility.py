"""Whether the system of a design can be built, told before any sequence is searched."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.feasibility.judge import feasibility
from ncrn_dsd.feasibility.verdict import Buildable, Feasibility
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.toeholds import with_toeholds
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate


def feasibility_of(path: Path, scheme: str | None = None) -> Feasibility:
    """The verdict on a learner's design, with the best of the toehold lengths it allows.

    Raises
    ------
    NcrnError: the design cannot be read or translated.
    """
    design = read_design(path)
    program = build(design)
    system = translate(program.crn, load_scheme(scheme or design.dsd.scheme))
    reporters = len({s for q in program.encoding.predictions for s in q.species})
    # Longer toeholds first: of equal verdicts the one with more room is told.
    lengths = sorted(_lengths(design), reverse=True)
    systems = [with_toeholds(system, n) for n in lengths] or [system]
    found = [_judged(s, design, reporters) for s in systems]
    return min(found, key=lambda f: f.verdict.rank)


def refuse_what_cannot_be_built(path: Path, scheme: str | None) -> None:
    """Refuse a design that no laboratory could build.

    Raises
    ------
    HandoffError: H018, with every reason and what would help.
    """
    found = feasibility_of(path, scheme)
    if found.verdict is Buildable.CANNOT_BE_BUILT:
        bad = [f for f in found.findings if f.means is Buildable.CANNOT_BE_BUILT]
        raise HandoffError(
            "H018",
            str(path),
            "the system cannot be built: " + "; ".join(f"{f.subject}: {f.sentence}" for f in bad),
            "; ".join(f.remedy for f in bad if f.remedy) + "; or overrule this with --force",
        )


def _lengths(design: Design) -> range | tuple[int, ...]:
    ends = design.dsd.toehold_lengths_nt
    return range(min(ends), max(ends) + 1) if ends else ()


def _judged(system: DsdSystem, design: Design, reporters: int) -> Feasibility:
    # Searching the pool of toeholds loads compiled kernels.
    from ncrn_dsd.sequences.toehold_pool import toehold_room

    spec = design.sequences
    lengths = {d.length_nt for d in system.domains if d.is_toehold} | {7, 8}
    room = {n: toehold_room(n, spec.alphabet) for n in sorted(lengths)}
    return feasibility(system, spec, room, reporters=reporters)
