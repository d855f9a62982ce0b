"""Whether the system of a design can be built, told before any sequence is searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.design_toml import is_dynamics, read_design, read_dynamics
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab_feasibility import Buildable, Feasibility
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dsd import DsdSpec
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.stages.bench import judge_system
from ncrn_dsd.study.stages.share import share_system
from ncrn_dsd.study.stages.toeholds import limits_for, limits_of, with_toeholds
from ncrn_dsd.study.stages.translate import translate_network
from ncrn_dsd.translation.scheme import Scheme, load_scheme


def feasibility_of(path: Path, scheme: str | None = None) -> Feasibility:
    """The verdict on a design, with the best of the toehold lengths that a learner allows.

    Where toeholds share sequences the system is enumerated, to see which of them can.

    Raises
    ------
    NcrnError: the design cannot be read or translated, or its toeholds cannot share.
    """
    if is_dynamics(path):
        dynamics = read_dynamics(path)
        fixed = () if dynamics.toeholds_nt is None else (dynamics.toeholds_nt,)
        chosen = load_scheme(scheme or dynamics.dsd.scheme)
        systems = _systems(dynamics.crn, dynamics.dsd, chosen, dynamics.sequences, fixed)
        return _best(systems, dynamics.sequences, dynamics.look.show)
    design = read_design(path)
    program = build(design)
    reported = [s for q in program.encoding.predictions for s in q.species]
    # Longer toeholds first: of equal verdicts the one with more room is told.
    lengths = sorted(_lengths(design), reverse=True)
    chosen = load_scheme(scheme or design.dsd.scheme)
    systems = _systems(program.crn, design.dsd, chosen, design.sequences, lengths)
    return _best(systems, design.sequences, reported)


def _systems(
    crn: FormalCrn, dsd: DsdSpec, scheme: Scheme, spec: SequenceSpec, lengths: Sequence[int]
) -> Iterator[DsdSystem]:
    """The strands for every length of toeholds, with the clamps and the pool of the design."""
    translated = translate_network.alone(crn, scheme, dsd.clamp_nt)
    limits = limits_of(dsd, reject_remote=scheme.meta.reject_remote)
    choices = [(with_toeholds(translated, n), limits_for(limits, n)) for n in lengths]
    for system, within in choices or [(translated, limits)]:
        if dsd.toehold_pool is None:
            yield system
        else:
            yield share_system.alone(system, within, dsd.toehold_pool, spec).system


def _best(systems: Iterable[DsdSystem], spec: SequenceSpec, reported: Sequence[str]) -> Feasibility:
    found = [judge_system(system, spec, reported) for system in systems]
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
