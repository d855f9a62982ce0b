"""CPU time of whole trainings of the linear-regression design, at both levels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_s
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.schedule import dsd_schedule, scaled_segment
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.training import train
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

DESIGN = Path("designs/linear_regression")


def measure() -> dict[str, Any]:
    """100 samples x 50 epochs of the formal network, and one epoch of the strands."""
    design = read_design(DESIGN)
    long = _program(design, samples=100, epochs=50)
    abstract_s = cpu_s(lambda: _abstract(long), repeats=2)
    short = _program(design, samples=design.task.train_samples, epochs=1)
    species, reactions, dsd_s = _dsd_epoch(design, short)
    found = {
        "abstract_training_cpu_s": abstract_s,
        "abstract_training": "linear regression, 100 samples x 50 epochs, validation after each",
        "dsd_epoch_cpu_s": dsd_s,
        "dsd_epoch": (
            f"{design.dsd.scheme}, whole system, {species} species, {reactions} reactions, "
            f"{design.task.train_samples} samples"
        ),
    }
    print(f"abstract training, 100 samples x 50 epochs: {abstract_s:.2f} CPU s")
    print(f"one DSD epoch ({found['dsd_epoch']}): {dsd_s:.2f} CPU s")
    return found


def _program(design: Design, samples: int, epochs: int) -> LearningProgram:
    return build(
        changed(
            design,
            task=changed(design.task, train_samples=samples),
            learner=changed(design.learner, epochs=epochs),
        )
    )


def _abstract(program: LearningProgram) -> TrainingRun:
    return train(program, formal_chemistry(program.crn), program.training, program.probes)


def _dsd_epoch(design: Design, program: LearningProgram) -> tuple[int, int, float]:
    """With the validation before and after the epoch."""
    scheme = load_scheme(design.dsd.scheme)
    system = translate(program.crn, scheme)
    network = enumerate_whole(system, program.crn, None, EnumerationOptions())
    firings = _abstract(program).firings
    point = realise(system, program.crn, network, design.dsd, firings, len(program.task.train))
    free = {f.species: f.fraction for f in point.free}
    chemistry = dsd_chemistry(network, point.concentration_unit_M, free)
    schedule = dsd_schedule(program.training, point)
    probes = [scaled_segment(p, point) for p in program.probes]
    seconds = cpu_s(lambda: train(program, chemistry, schedule, probes), repeats=2)
    return len(network.species), len(network.reactions), seconds
