"""Independent simulators read our SBML and must come to the same states."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from dsd_fixtures import crn_of, soloveichik2010
from sbml_fixture import MODELS

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.formats.crn_text import Concentration, CrnText
from ncrn_dsd.formats.sbml_adapter import crn_to_sbml, network_to_sbml, read_sbml
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.schedule import Wait
from ncrn_dsd.pipeline.simulate_network import network_of_crn, run_network
from ncrn_dsd.simulation.chemistry import dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances, integrate, trajectory
from ncrn_dsd.simulation.simulators import Simulation
from ncrn_dsd.simulation.sundae_adapter import cvode

# The bindings of both programs warn about their own generated classes when they are imported.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*SwigPy.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*swigvarlink.*:DeprecationWarning"),
]

TIGHT = Tolerances(1e-11, 1e-12)
INSTALL = "is not installed: pip install 'ncrn_dsd[oracles]'"


def copasi(sbml: str, duration: float) -> dict[str, float]:
    """Final concentrations by species name."""
    basico: Any = pytest.importorskip("basico", reason=f"COPASI (copasi-basico) {INSTALL}")
    model = basico.load_model_from_string(sbml)
    try:
        table = basico.run_time_course(
            duration=duration,
            intervals=1,
            r_tol=1e-11,
            a_tol=1e-23,
            max_steps=1_000_000,
            use_numbers=False,
            model=model,
        )
        return {str(name): float(value) for name, value in table.iloc[-1].items()}
    finally:
        basico.remove_datamodel(model)


def roadrunner(sbml: str, duration: float) -> dict[str, float]:
    """Final concentrations by species id."""
    library: Any = pytest.importorskip("roadrunner", reason=f"libRoadRunner {INSTALL}")
    model = library.RoadRunner(sbml)
    model.integrator.relative_tolerance = 1e-11
    model.integrator.absolute_tolerance = 1e-22
    model.integrator.maximum_num_steps = 1_000_000
    ids = list(model.model.getFloatingSpeciesIds())
    model.timeCourseSelections = ["time", *(f"[{i}]" for i in ids)]
    end = model.simulate(0, duration, 2)[-1]
    return dict(zip(ids, (float(v) for v in end[1:]), strict=True))


ORACLES = {"COPASI": copasi, "libRoadRunner": roadrunner}


def learner() -> tuple[str, dict[str, float], float]:
    """A formal network with a homodimer, an influx and a decay, and our final state, in u."""
    crn = crn_of(
        "X + Wp -> X + Wp + Yp", "X + Wm -> X + Wm + Ym", "Yp + Ym -> ", "Yp + Yp -> E", " -> Wm",
        "E + X -> E + X + Wm", "X -> ",
    )  # fmt: skip
    amounts = {"X": 3.0, "Wp": 4.0, "Wm": 1.5, "E": 0.2}
    start = tuple(Concentration(name, "initial", amounts.get(name, 0.0)) for name in crn.names)
    chemistry = formal_chemistry(crn)
    state = np.zeros(len(chemistry.system.species))
    for name, amount in amounts.items():
        state[chemistry.system.index[name]] = amount
    end = integrate(chemistry.system, state, 3.0, TIGHT)
    ours = {name: float(end[chemistry.system.index[name]]) for name in crn.names}
    return crn_to_sbml(CrnText(crn, start)), ours, 3.0


def strands(crn: FormalCrn, duration: float) -> tuple[str, dict[str, float], float]:
    """An enumerated strand-displacement network and our final state, in M."""
    network = enumerate_whole(
        soloveichik2010(crn), crn, frozenset(crn.names), EnumerationOptions(engine=Engine.OWN)
    )
    chemistry = dsd_chemistry(network, 1e-9, dict.fromkeys(crn.names, 1.0))
    state = np.zeros(len(network.names))
    for name, place in chemistry.dose_index.items():
        state[place] = 50.0 if name in crn.names else 1e3
    initial = {name: state[i] * 1e-9 for i, name in enumerate(network.names)}
    end = integrate(chemistry.system, state, duration, replace(TIGHT, absolute=1e-10)) * 1e-9
    ours = {name: float(end[i]) for i, name in enumerate(network.names)}
    return network_to_sbml(network, initial), ours, duration


def agree(theirs: dict[str, float], ours: dict[str, float]) -> bool:
    """To a millionth, of each concentration or of a millionth of the largest."""
    floor = 1e-6 * max(ours.values())
    return all(abs(theirs[n] - ours[n]) <= 1e-6 * max(ours[n], floor) for n in theirs)


@pytest.mark.parametrize("oracle", list(ORACLES))
def test_formal_networks_agree(oracle: str) -> None:
    sbml, ours, duration = learner()
    theirs = ORACLES[oracle](sbml, duration)
    # A program may leave out a species that never changes, as Wp.
    assert set(theirs) | {"Wp"} == set(ours)
    assert agree(theirs, ours)
    assert min(ours.values()) > 1e-3


@pytest.mark.parametrize("oracle", list(ORACLES))
@pytest.mark.parametrize("name", ["minutes", "millilitres", "items", "units of the species"])
def test_models_in_other_units_agree(oracle: str, name: str) -> None:
    model, nM, second = MODELS[name]
    theirs = ORACLES[oracle](model.text, 0.7)
    network = network_of_crn(read_sbml(model.text, "m.xml"))
    _, course = run_network(network, (Wait(0.7 * second),), Simulation(1))
    ours = dict(zip(network.names, map(float, course.end / nM), strict=True))
    assert set(theirs) == set(ours)
    assert agree(theirs, ours)


@pytest.mark.parametrize("oracle", list(ORACLES))
def test_strand_displacement_networks_agree(oracle: str) -> None:
    sbml, ours, duration = strands(crn_of("A + B -> C + A", "C + C -> D", "D -> B"), 5e3)
    theirs = ORACLES[oracle](sbml, duration)
    assert set(theirs) == set(ours)
    assert agree(theirs, ours)
    assert max(ours.values()) > 1e-8


@pytest.mark.slow
@pytest.mark.parametrize("oracle", list(ORACLES))
def test_a_layer_of_five_hundred_reactions_agrees(oracle: str) -> None:
    layer = crn_of(*(f"X{i % 5} + W{i} -> X{i % 5} + W{i} + Z{i % 4}" for i in range(22)))
    sbml, ours, duration = strands(layer, 1e3)
    assert sbml.count("<reaction ") > 500
    assert agree(ORACLES[oracle](sbml, duration), ours)


def test_cvode_agrees() -> None:
    pytest.importorskip("sksundae", reason=f"scikit-sundae {INSTALL}")
    chemistry = formal_chemistry(crn_of("A + B -> C", "C -> A + B", "C + C -> A"))
    start = np.zeros(len(chemistry.system.species))
    start[:2] = 2.0, 1.0
    times = (0.0, 0.5, 0.5, 4.0)
    ours = trajectory(chemistry.system, start, times, TIGHT)
    theirs = trajectory(chemistry.system, start, times, Tolerances(1e-9, 1e-11), cvode)
    assert theirs == pytest.approx(ours, rel=1e-6, abs=1e-8)
    one = integrate(chemistry.system, start, 4.0, Tolerances(1e-9, 1e-11), cvode)
    assert one == pytest.approx(ours[-1], rel=1e-6, abs=1e-8)


def test_cvode_says_when_it_stops() -> None:
    pytest.importorskip("sksundae", reason=f"scikit-sundae {INSTALL}")
    chemistry = formal_chemistry(crn_of("A + A -> A + A + A"))
    with pytest.raises(SimulationError, match="CVODE stopped") as caught:
        integrate(chemistry.system, np.array([1.0, 0.0]), 9.0, Tolerances(), cvode)
    assert caught.value.code == "M003"


def test_a_missing_package_is_named_with_its_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sksundae.cvode", None)
    chemistry = formal_chemistry(crn_of("A -> B"))
    with pytest.raises(SimulationError) as caught:
        integrate(chemistry.system, np.ones(3), 1.0, Tolerances(), cvode)
    assert caught.value.code == "M007"
    assert "scikit-sundae" in caught.value.what
    assert "pip install 'ncrn_dsd[oracles]'" in caught.value.hint
