"""With condensed kinetics linear regression learns as formally, in schemes of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncrn_dsd.ir.network import WHOLE_SYSTEM, Kinetics
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions

DESIGN = Path(__file__).parents[2] / "designs" / "linear_regression" / "design.toml"


@pytest.mark.slow
@pytest.mark.parametrize(
    "scheme", ["soloveichik2010", "srinivas2015", "qian2011_3D_var1", "chen2013_2D_JF_var1"]
)
def test_the_gates_learn_as_well_as_the_formal_network(scheme: str, tmp_path: Path) -> None:
    options = RunOptions(scheme=scheme, kinetics=Kinetics.CONDENSED)
    run = LearnerStudy.of(DESIGN, Graph.in_folder(tmp_path), options).result
    assert run.network.scope == WHOLE_SYSTEM
    assert run.network.complete
    assert run.simulated_network is run.network
    assert run.disturbance.is_none
    assert run.dsd.failure is None
    assert run.dsd.epochs[0].validation_mse > 100 * run.abstract.validation_mse
    assert run.dsd.validation_mse == pytest.approx(run.abstract.validation_mse, rel=0.1)
    # Fuels are species with amounts, all of them dosed in the setup.
    setup = next(s for s in run.dsd_schedule.segments if s.kind is SegmentKind.SETUP)
    dosed = {c.species for c in setup.dosed}
    assert {f.name for f in run.system.fuels} <= dosed
