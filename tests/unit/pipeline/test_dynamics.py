"""Published dynamics come out right as DNA."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from varied_designs import dynamics_of_tables, tables_of, write_design

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_dynamics
from ncrn_dsd.formats.toml_text import document_of
from ncrn_dsd.ir.dynamics import DynamicsRun, FormalTrajectory
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.expect import is_recorded
from ncrn_dsd.pipeline.dynamics_outputs import (
    dynamics_figures,
    summarise_dynamics,
    trajectories_csv,
    write_dynamics,
)
from ncrn_dsd.pipeline.expected import differences
from ncrn_dsd.study.dynamics import DynamicsStudy, deviation
from ncrn_dsd.study.feasibility import feasibility_of
from ncrn_dsd.study.graph import Graph

DESIGNS = Path(__file__).parents[3] / "designs"
NAMES = ("rock_paper_scissors", "approximate_majority", "lotka_volterra", "rossler")


def run(
    name: str,
    tmp_path: Path,
    scheme: str | None = None,
    kinetics: Kinetics = Kinetics.CONDENSED,
) -> DynamicsRun:
    graph = Graph.in_folder(tmp_path / "store")
    return DynamicsStudy(read_dynamics(DESIGNS / name), graph, scheme, kinetics).result


@pytest.mark.parametrize("name", NAMES)
def test_condensed_a_published_system_follows_its_formal_network(name: str, tmp_path: Path) -> None:
    found = run(name, tmp_path)
    assert found.verification.bad_notions == {"condensation"}
    assert found.meets_expectations is None
    assert found.deviation.largest < 0.05
    where = "in the condensed model, whose condensation FAILS"
    on_record = "On record these strands do not follow, with every step simulated"
    assert found.headline.startswith(f"Follows {where}. {on_record}. PROVED, FAILS; ")
    *_, trajectories = found.verification.obligations
    assert trajectories.verdict is Verdict.UNDECIDED
    assert trajectories.reason.startswith(f"HOLDS {where}: ")


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_with_toehold_complexes_as_species_it_does_not_and_says_so(
    name: str, tmp_path: Path
) -> None:
    found = run(name, tmp_path, kinetics=Kinetics.UNCONDENSED)
    assert found.headline.startswith("These strands do not follow their formal network. PROVED, ")
    assert found.verification.bad_notions == found.design.expect.failing
    assert found.meets_expectations is False
    recorded = found.design.expect.uncondensed_deviation
    assert recorded is not None
    assert is_recorded(recorded, found.deviation.largest)
    assert (
        differences(
            DESIGNS / name, dynamics_figures(summarise_dynamics(found), found.design.expect)
        )
        == ()
    )


@pytest.mark.parametrize("scheme", ["srinivas2015", "chen2013_2D_JF_var1", "qian2011_3D_var1"])
def test_other_schemes_do_it_too(scheme: str, tmp_path: Path) -> None:
    found = run("approximate_majority", tmp_path, scheme)
    assert found.meets_expectations is None
    winner = found.dsd.values_u[-1][found.dsd.species.index("X")]
    assert winner == pytest.approx(2.0, rel=0.02)


def test_an_oscillator_keeps_its_total(tmp_path: Path) -> None:
    found = run("rock_paper_scissors", tmp_path)
    # Values have six digits or more.
    assert {round(sum(row), 5) for row in found.abstract.values_u} == {3.0}
    assert all(sum(row) == pytest.approx(3.0, rel=0.02) for row in found.dsd.values_u[1:])


def test_toeholds_of_a_design_are_those_that_are_simulated(tmp_path: Path) -> None:
    keys = {"dsd.toehold_lengths": [4, 4]}
    file = write_design(tmp_path, tables_of("approximate_majority", keys))
    found = DynamicsStudy(read_dynamics(file), Graph.in_folder(tmp_path / "store")).result
    assert {d.length_nt for d in found.system.domains if d.is_toehold} == {4}
    assert feasibility_of(file).toeholds[0].length_nt == 4
    # Each nucleotide less lets signals go about eighteen times more easily.
    longer = run("approximate_majority", tmp_path, kinetics=Kinetics.UNCONDENSED)
    assert found.deviation.largest < longer.deviation.largest / 5


def test_feasibility_is_asked_of_strands_with_their_clamps(tmp_path: Path) -> None:
    nucleotides = []
    for clamp_nt in (0, 2):
        tables = tables_of("approximate_majority", {"dsd.clamp_nt": clamp_nt})
        file = write_design(tmp_path, tables)
        nucleotides.append(feasibility_of(file, "soloveichik2010").nucleotides_nt)
    assert nucleotides[0] < nucleotides[1]


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("toehold_lengths", [4, 5], "one length twice"),
        ("slowest_sample", "1 h", "leave it out"),
        ("reduce", True, "leave it out"),
    ],
)
def test_keys_of_a_training_are_refused(key: str, value: object, word: str) -> None:
    tables = tables_of("approximate_majority", {f"dsd.{key}": value})
    with pytest.raises(DesignError, match=word) as refusal:
        dynamics_of_tables(tables)
    lines = document_of(tables).splitlines()
    line = 1 + next(i for i, text in enumerate(lines) if text.startswith(key))
    assert (refusal.value.code, refusal.value.where) == ("D029", f"design.toml:{line}")


def test_deviation_is_a_fraction_of_the_largest_formal_concentration() -> None:
    times, used = (0.0, 1.0, 2.0), (1e-9, 1e-12)
    # What was dosed is no deviation.
    formal = FormalTrajectory(
        "abstract", ("A", "B"), times, ((9.0, 4.0), (1.0, 4.0), (2.0, 2.0)), *used
    )
    other = FormalTrajectory("dsd", ("A", "B"), times, ((12.0, 4.0), (1.0, 4.0), (1.0, 2.0)), *used)
    found = deviation(formal, other)
    assert (found.species, found.time_tau) == ("A", 2.0)
    assert found.largest == pytest.approx(1 / 9)
    assert found.rms == pytest.approx(1 / 9 / math.sqrt(4))


def test_both_trajectories_start_at_zero_and_say_their_tolerances(tmp_path: Path) -> None:
    found = run("rock_paper_scissors", tmp_path)
    assert found.abstract.times_tau[0] == found.dsd.times_tau[0] == 0.0
    assert len(found.abstract.times_tau) == found.design.look.points + 1
    dosed = tuple(found.design.network.initial.values())
    assert found.abstract.values_u[0] == dosed
    assert found.dsd.values_u[0] == dosed, "nothing has reacted, and no gate holds anything yet"
    told = summarise_dynamics(found).tolerances
    assert told["abstract"].relative <= 1e-8
    assert 0 < told["dsd"].absolute_u < 1e-9


def test_an_oscillator_as_dna_is_right_to_its_printed_digits(tmp_path: Path) -> None:
    found = run("rock_paper_scissors", tmp_path, kinetics=Kinetics.UNCONDENSED)
    exact = {"simulation.rtol": 1e-11, "simulation.atol": "1e-15 u"}
    write_design(tmp_path / "x", tables_of("rock_paper_scissors", exact))
    graph = Graph.in_folder(tmp_path / "store")
    other = DynamicsStudy(read_dynamics(tmp_path / "x"), graph).result
    assert other.abstract.relative_tolerance == 1e-11
    assert other.dsd.absolute_tolerance_u == pytest.approx(1e-15)
    for mine, right in ((found.abstract, other.abstract), (found.dsd, other.dsd)):
        gap = np.abs(np.array(mine.values_u) - np.array(right.values_u))
        assert np.all(gap <= 5e-6 * np.abs(np.array(right.values_u)))


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
