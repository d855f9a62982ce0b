"""The designs of two learners that complete, as strands whose every step is followed, with leaks.

Figures are on record of them as they were first measured: labels are dosed with the features and
not after them, and what gates hold is not reckoned with in reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.packaged_designs import designs_root
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.schedule import DoseStep, ReadStep, Step, WaitStep
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stages.leak import add_leaks

LEAKY_COMPLEXES = 30_000
"""Beyond them, what complexes do that only leaks make is not followed."""
_LABELS = ("L_p", "L_m")


@dataclass(frozen=True)
class CompletionLearner:
    """A learner by its name in tables and its design."""

    name: str
    design: str


HALF_PLANE = CompletionLearner("half plane", "completion_half_plane")
XOR = CompletionLearner("XOR", "completion_xor")


def program_of(learner: CompletionLearner, held_out: int) -> LearningProgram:
    """The network with its schedule, and so many held-out points, which are tested last."""
    return build(_as_recorded(learner.design, held_out))


@cache
def _as_recorded(name: str, held_out: int) -> Design:
    design = read_design(designs_root() / "learners" / name)
    return changed(
        design,
        task=changed(design.task, test_samples=held_out, validation_samples=1),
        schedule=changed(design.schedule, sample=_labels_first(design.schedule.sample)),
    )


def _labels_first(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Labels before the first wait, and no wait of their own."""
    labels = [s for s in steps if isinstance(s, DoseStep) and s.dose in _LABELS]
    own_wait = steps[steps.index(labels[-1]) + 1]
    features = tuple(takewhile(lambda s: not isinstance(s, WaitStep), steps))
    others = [s for s in steps[len(features) :] if s not in labels and s is not own_wait]
    reads = tuple(s for s in others if isinstance(s, ReadStep))
    seen = ReadStep(read=(*reads[0].read, *_LABELS))
    return (*features, *labels, *(seen if s is reads[0] else s for s in others))


@dataclass(frozen=True)
class Strands:
    """A learner as strands, with every step of what they do.

    Parameters
    ----------
    condensed: without toehold complexes.
    leaky: with leaks of 1 /(M s) for every pair that can leak.
    """

    system: DsdSystem
    condensed: ReactionNetwork
    network: ReactionNetwork
    leaky: ReactionNetwork
    point: Realisation


def strands_of(program: LearningProgram) -> Strands:
    """The strands of a program of `program_of`, with leaks, at the levels of its design."""
    design = _as_recorded(program.name, len(program.task.test))
    with TemporaryDirectory() as folder:
        study = LearnerStudy(design, Graph.in_folder(Path(folder)))
        network = study.uncondensed(Kinetics.UNCONDENSED)
        limits = replace(study.limits, max_complexes=LEAKY_COMPLEXES, leak_per_M_s=1.0)
        leaky = add_leaks.alone(
            program.crn, study.system, network, study.dosed, limits, Kinetics.UNCONDENSED
        )
        free = tuple(FreeFraction(f.species, 1.0) for f in study.point.free)
        point = replace(study.point, free=free)
        return Strands(study.system, study.network, network, leaky.network, point)
