"""Integrators of other projects, each the way its documentation shows; absent ones are named."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.simulate_systems import Phase
from ncrn_dsd.simulation.integrate import Integrator, Tolerances, integrate
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.reference import bdf
from ncrn_dsd.simulation.sundae_adapter import cvode

Run = Callable[[float, float], Vector]
"""The final state for a relative and an absolute tolerance."""


def by(phase: Phase, integrator: Integrator) -> Run:
    """One of our own methods or references."""
    return lambda relative, absolute: integrate(
        phase.system, phase.start, phase.duration, Tolerances(relative, absolute), integrator
    )


def sundae_dense(phase: Phase) -> Run:
    """scikit-sundae as it is: CVODE with its dense solver and differences for the Jacobian."""
    cvode: Any = importlib.import_module("sksundae.cvode")

    def slope(time: float, y: Vector, out: Vector) -> None:
        out[:] = phase.system.rhs(time, y)

    def run(relative: float, absolute: float) -> Vector:
        solver = cvode.CVODE(slope, rtol=relative, atol=absolute, max_num_steps=100_000)
        times = np.array([0.0, 0.5, 1.0]) * phase.duration
        return np.asarray(solver.solve(times, phase.start).y[-1])

    return run


def crnsimulator(phase: Phase) -> Run:
    """crnsimulator: the network becomes a Python file, which calls odeint."""
    library: Any = importlib.import_module("crnsimulator")
    template: Any = importlib.import_module("crnsimulator.odelib_template")
    # It makes symbols of the names, so that they must be plain and unlike numbers.
    names = {name: f"s{i}" for i, name in enumerate(phase.system.species)}
    reactions = [
        [[names[s] for s in law.reactants], [names[s] for s in law.products], law.rate]
        for law in phase.system.reactions
    ]
    graph = library.ReactionGraph(reactions)
    # A species without a reaction is none of its variables.
    used = sorted(graph.species, key=lambda s: int(s[1:]))
    places = [int(s[1:]) for s in used]
    start = [float(phase.start[i]) for i in places]
    folder = tempfile.mkdtemp()
    file, _ = graph.write_ODE_lib(used, concvect=start, filename=str(Path(folder) / "odes.py"))
    simulate = library.get_integrator(file)
    # It warns on every run that nothing is plotted.
    logging.getLogger(simulate.__module__).setLevel(logging.ERROR)
    parser = argparse.ArgumentParser()
    template.add_integrator_args(parser)

    def run(relative: float, absolute: float) -> Vector:
        words = ["--t8", repr(phase.duration), "--t-lin", "2", "--mxstep", "100000"]
        words += ["--rtol", repr(relative), "--atol", repr(absolute)]
        last = list(simulate(parser.parse_args(words)))[-1]
        end = phase.start.copy()
        end[places] = last[1:]
        return end

    return run


OTHERS: dict[str, tuple[str, Callable[[Phase], Run]]] = {
    "SciPy BDF, sparse Jacobian": ("scipy", lambda phase: by(phase, bdf)),
    "scikit-sundae, our factors": ("sksundae", lambda phase: by(phase, cvode)),
    "scikit-sundae, dense": ("sksundae", sundae_dense),
    "crnsimulator": ("crnsimulator", crnsimulator),
}


def installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
