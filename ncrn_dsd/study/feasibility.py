"""Whether the system of a design can be built, told before any sequence is searched."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.design_toml import is_dynamics, read_design, read_dynamics
from ncrn_dsd.ir.lab_feasibility import Buildable, Feasibility
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.stages.bench import judge_system
from ncrn_dsd.study.stages.toeholds import with_toeholds
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate


def feasibility_of(path: Path, scheme: str | None = None) -> Feasibility:
    """The verdict on a design, with the best of the toehold lengths that a learner allows.

    Raises
    ------
    NcrnError: the design cannot be read or translated.
    """
    if is_dynamics(path):
        dynamics = read_dynamics(path)
        system = translate(dynamics.crn, load_scheme(scheme or dynamics.dsd.scheme))
        if dynamics.toeholds_nt is not None:
            system = with_toeholds(system, dynamics.toeholds_nt)
        return judge_system(system, DEFAULT_SEQUENCES, dynamics.look.show)
    design = read_design(path)
    program = build(design)
    system = translate(program.crn, load_scheme(scheme or design.dsd.scheme))
    reported = [s for q in program.encoding.predictions for s in q.species]
    # Longer toeholds first: of equal verdicts the one with more room is told.
    lengths = sorted(_lengths(design), reverse=True)
    systems = [with_toeholds(system, n) for n in lengths] or [system]
    found = [judge_system(s, design.sequences, reported) for s in systems]
    return min(found, key=lambda f: f.verdict.rank)


def refuse_what_cannot_be_built(path: Path, scheme: str | None) -> None:
    """Refuse a design that no laboratory could build.

    Raises
    ------
    HandoffError: H020, with every reason and what would help.
    """
    found = feasibility_of(path, scheme)
    if found.verdict is Buildable.CANNOT_BE_BUILT:
        bad = found.reasons
        reasons = "; ".join(f"{f.subject}: {f.sentence.rstrip('.')}" for f in bad)
        # Several reasons may have a remedy in common.
        remedies = dict.fromkeys(r for f in bad for r in f.remedy.split("; or ") if r)
        raise HandoffError(
            "H020",
            str(path),
            f"the system cannot be built: {reasons}",
            f"{'; or '.join(remedies)}; or overrule this with --force",
        )


def _lengths(design: Design) -> range | tuple[int, ...]:
    ends = design.dsd.toehold_lengths_nt
    return range(min(ends), max(ends) + 1) if ends else ()
