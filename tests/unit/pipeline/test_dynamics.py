"""Published dynamics come out right as DNA."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.ir.dynamics import DynamicsRun, Trajectory
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dynamics import deviation, run_dynamics
from ncrn_dsd.pipeline.dynamics_outputs import (
    dynamics_figures,
    summarise_dynamics,
    trajectories_csv,
    write_dynamics,
)
from ncrn_dsd.pipeline.expected import differences

DESIGNS = Path(__file__).parents[3] / "designs"
NAMES = ("rock_paper_scissors", "approximate_majority", "lotka_volterra", "rossler")


class Silent:
    def stage(self, name: str) -> Callable[[int, int], None]:
        return lambda done, total: None


def run(name: str, tmp_path: Path, scheme: str | None = None) -> DynamicsRun:
    return run_dynamics(DESIGNS / name, ArtefactStore(tmp_path / "store"), Silent(), scheme)


@pytest.mark.parametrize("name", NAMES)
def test_a_published_system_follows_its_formal_network(name: str, tmp_path: Path) -> None:
    found = run(name, tmp_path)
    assert found.verdict is Verdict.PROVED
    assert found.deviation.largest < 0.05
    assert differences(DESIGNS / name, dynamics_figures(summarise_dynamics(found))) == ()


@pytest.mark.parametrize("scheme", ["srinivas2015", "chen2013_2D_JF_var1", "qian2011_3D_var1"])
def test_other_schemes_do_it_too(scheme: str, tmp_path: Path) -> None:
    found = run("approximate_majority", tmp_path, scheme)
    assert found.verdict is Verdict.PROVED
    winner = found.dsd.values_u[-1][found.dsd.species.index("X")]
    assert winner == pytest.approx(2.0, rel=0.02)


def test_an_oscillator_keeps_its_total(tmp_path: Path) -> None:
    found = run("rock_paper_scissors", tmp_path)
    assert {round(sum(row), 6) for row in found.abstract.values_u} == {3.0}
    assert all(sum(row) == pytest.approx(3.0, rel=0.02) for row in found.dsd.values_u)


def test_deviation_is_a_fraction_of_the_largest_formal_concentration() -> None:
    formal = Trajectory("abstract", ("A", "B"), (1.0, 2.0), ((1.0, 4.0), (2.0, 2.0)))
    other = Trajectory("dsd", ("A", "B"), (1.0, 2.0), ((1.0, 4.0), (1.0, 2.0)))
    found = deviation(formal, other)
    assert (found.largest, found.species, found.time_tau) == (0.25, "A", 2.0)
    assert found.rms == pytest.approx(0.25 / math.sqrt(4))


def test_the_same_design_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        run("approximate_majority", tmp_path / "a"),
        run("approximate_majority", tmp_path / "b"),
    )
    folders = [tmp_path / "first", tmp_path / "second"]
    for found, folder in zip((first, second), folders, strict=True):
        write_dynamics(found, summarise_dynamics(found), folder)
    names = sorted(p.name for p in folders[0].iterdir())
    assert names == sorted(p.name for p in folders[1].iterdir())
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    assert trajectories_csv(first).startswith("time_tau,time_s,X_formal_u")
