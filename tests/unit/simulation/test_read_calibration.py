"""How reads of numbers are scaled by known amounts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.schedule import Content
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.courses import alone
from ncrn_dsd.simulation.training import SimulatedVessel, VesselHost, training

PLANE = Path(__file__).parents[3] / "designs/learners/completion_plane"


class Exact(VesselHost):
    """Calibrates what needs no calibration."""

    calibrates = True


class Spilling(Exact):
    """What is mixed first has let go some of what is read."""

    def dose(
        self, vessel: SimulatedVessel, contents: Sequence[Content], step: str, takes: float = 0.0
    ) -> None:
        super().dose(vessel, contents, step, takes)
        if any(content.species == "Pace" for content in contents):
            vessel.state[vessel.chemistry.dose_index["Z"]] += 0.5


def trained(host: VesselHost) -> TrainingRun:
    design = read_design(PLANE)
    task = changed(design.task, train_samples=3, validation_samples=2)
    program = build(changed(design, task=task))
    chemistry = formal_chemistry(program.crn)
    course = training(program, chemistry, program.training, program.probes, None, host)
    return alone(course, chemistry.system, chemistry.tolerances)


def test_what_is_there_without_the_known_amount_changes_no_scale() -> None:
    exact, spilling = trained(Exact()), trained(Spilling())
    assert exact.failure is spilling.failure is None
    assert spilling.epochs[-1].validation_mse == pytest.approx(
        exact.epochs[-1].validation_mse, rel=0.01
    )
