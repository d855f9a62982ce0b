"""A formal network from a file as a design of its own, with choices that suit a first experiment.

One u is 1 nM and one tau is 1 s, as the file counts, and `[dsd.scales]` says what they are on the
bench: the same where the file gives rates and nothing else was wished. Fuels are as lean as rates
allow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ncrn_dsd.errors import DesignError, KineticsError, SimulationError
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.design_toml import read_dynamics
from ncrn_dsd.formats.text_file import CRN_SUFFIXES, SBML_SUFFIXES
from ncrn_dsd.formats.toml_text import document_of
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.schedule import Content, Dose, Wait
from ncrn_dsd.kinetics.failures import ScalesError, place_of
from ncrn_dsd.pipeline.dynamics_tables import Tables, dynamics_tables
from ncrn_dsd.simulation.chemistry import Chemistry, formal_chemistry
from ncrn_dsd.simulation.follow import follow
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.units import M_PER_NM, NM_PER_M, show_concentration, show_time

USUAL_SCHEME = "soloveichik2010_noEmpty"
USUAL_NM = 10.0
"""Of every species that is there at the start, as the file counts, where it does not say."""
CEILINGS_uM = (1.0, 2.0, 4.0, 10.0)
"""Of fuels; the first with which gates have their rates is taken. Lean ones leak less."""

_SETTLED = 0.01
"""Of the largest amount: a network that changes less while time doubles six times is at its end."""
_MOST_TURNS = 2000.0
"""Reactions that fired so often, in largest amounts, without coming to an end will never."""
_REMAINS = 0.05
"""Of the largest amount: what is still to change when the experiment ends."""
_FIRST_S, _LONGEST_S, _GROWTH = 1e-3, 1e7, 2**0.25

_BOUNDS: Tables = {
    "max_hold": 0.3,
    "refill_tolerance": 0.1,
    "verify_budget": "60 s",
    # They come off at lean fuels, and there are words enough that are equally fast.
    "toehold_lengths": [5, 5],
}
_LIMITS = {"complex_size": 10, "complexes": 10_000, "reactions": 50_000}
_SEQUENCES = {"seed": 1, "max_shared_run": 7, "equal_rates": True}
_DEVIATION_MAX = 0.1


@dataclass(frozen=True, slots=True)
class NetworkWishes:
    """What is wished of an experiment with a network; None for what the file says, or is usual.

    Parameters
    ----------
    duration_s: of the experiment.
    until_s: the time of the file at which it ends; by default as soon as little more happens.
    concentration_M: what the largest amount at the start is in the vessel.
    show: species that are read; by default those that reactions make.
    """

    duration_s: float | None = None
    until_s: float | None = None
    concentration_M: float | None = None
    show: tuple[str, ...] = ()


USUAL_WISHES = NetworkWishes()


@dataclass(frozen=True, slots=True)
class Experiment:
    """A network with its start and end, and what its numbers are on the bench.

    Parameters
    ----------
    initial_nM: as the file counts, of species that are there at the start.
    until_s: the time of the file at which the experiment ends.
    concentration_unit_M: what 1 nM of the file is in the vessel; None for as much as gates and
        fuels allow.
    time_unit_s: what 1 s of the file takes; None for as little as they allow.
    """

    crn: FormalCrn
    initial_nM: Mapping[str, float]
    until_s: float
    concentration_unit_M: float | None
    time_unit_s: float | None
    show: tuple[str, ...]


def is_network(path: Path) -> bool:
    """Whether the suffix is of a file with a formal network that can become a design."""
    return path.suffix.lower() in (*CRN_SUFFIXES, *SBML_SUFFIXES)


def write_network_design(
    network: CrnText, where: Path, wishes: NetworkWishes, scheme: str | None, graph: Graph
) -> Path:
    """Write the design of a network beside the store of results; return its file.

    Parameters
    ----------
    where: the network is from; its name is that of the design.

    Raises
    ------
    DesignError: as `experiment_of`.
    KineticsError: K012, a reaction cannot have its rate; or strands cannot have any rates.
    """
    name = _name_of(where)
    file = graph.store.root / f"{name}.toml"
    experiment = experiment_of(where, network, wishes)
    for ceiling_uM in CEILINGS_uM:
        text = network_design(name, where.name, experiment, scheme, ceiling_uM)
        write_bytes(file, text.encode())
        try:
            # Only the rates of gates are looked at; nothing is simulated yet.
            _ = DynamicsStudy(read_dynamics(file), graph).point
        except ScalesError as problem:
            refused = problem
        else:
            return file
    raise refused_rates(where, experiment, refused) from refused


def network_design(
    name: str,
    file_name: str,
    experiment: Experiment,
    scheme: str | None,
    ceiling_uM: float,
) -> str:
    """The text of the design."""
    tables = dynamics_tables(
        name,
        f"The network of {file_name}",
        experiment.crn,
        experiment.initial_nM,
        experiment.until_s,
        experiment.show,
    )
    scales: Tables = {}
    if experiment.concentration_unit_M is not None:
        scales["concentration_unit"] = f"{experiment.concentration_unit_M * NM_PER_M:.12g} nM"
    if experiment.time_unit_s is not None:
        scales["time_unit"] = f"{experiment.time_unit_s:.12g} s"
    tables["dsd"] = {
        "scheme": scheme or USUAL_SCHEME,
        "fuel_ceiling": f"{ceiling_uM:g} uM",
        **_BOUNDS,
        "scales": scales,
        "limits": _LIMITS,
    }
    tables["sequences"] = _SEQUENCES
    tables["expect"] = {"deviation_max": _DEVIATION_MAX}
    return f"# The network of {file_name}, written by ncrn_dsd.\n{document_of(tables)}"


def experiment_of(where: Path, network: CrnText, wishes: NetworkWishes) -> Experiment:
    """What is done with a network, by wishes, the file and what is usual.

    Raises
    ------
    DesignError: D060, nothing is there that reacts; D061, a concentration is to stay constant;
        D062, a species that is to be read is unknown; D063, the network does not come to an end;
        D064, the file has no reactions.
    """
    crn = network.crn
    if not crn.reactions:
        raise DesignError(
            "D064",
            str(where),
            "the file has concentrations and no reactions",
            "write reactions, such as A + B -> C",
        )
    initial = _initial_nM(where, network)
    show = _shown(where, crn, wishes.show)
    until_s = wishes.until_s or _end_s(where, crn, initial)
    unit_M, time_s = None, None
    if wishes.concentration_M is not None:
        unit_M = wishes.concentration_M / max(initial.values())
    elif network.concentrations:
        unit_M = M_PER_NM
    if wishes.duration_s is not None:
        time_s = wishes.duration_s / until_s
    elif network.has_rates:
        time_s = 1.0
    return Experiment(crn, initial, until_s, unit_M, time_s, show)


def refused_rates(where: Path, experiment: Experiment, problem: ScalesError) -> KineticsError:
    """K012: the same as `problem`, in the words of the network and what was wished of it."""
    ways: list[str] = []
    if problem.other_s is not None:
        ways.append(f"--duration '{show_time(problem.other_s * experiment.until_s)}'")
    if problem.other_M is not None:
        largest_M = problem.other_M * max(experiment.initial_nM.values())
        ways.append(f"--concentration '{show_concentration(largest_M)}'")
    return KineticsError(
        "K012",
        f"{where}, {place_of(experiment.crn, problem.reaction)}",
        f"strands cannot react as fast, or as slowly, as is asked: {problem.why}",
        f"give {' or '.join(ways) or 'another --duration or --concentration'}; all rates then "
        "change alike",
    )


def _name_of(path: Path) -> str:
    """A name of a design, from that of a file."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", path.stem).strip("_") or "network"
    return plain if plain[0].isalpha() else f"network_{plain}"


def _initial_nM(where: Path, network: CrnText) -> dict[str, float]:
    """Amounts at the start; without any, the usual one of what is used and never made."""
    for one in network.concentrations:
        if one.mode == "constant":
            raise DesignError(
                "D061",
                str(where),
                f"the concentration of {one.species} is to stay constant, and in a tube nothing "
                "holds it",
                f"write {one.species} @initial with much of it, or let a reaction give it back, as "
                f"in {one.species} + A -> {one.species} + B",
            )
    if network.concentrations:
        given = {c.species: c.value_nM for c in network.concentrations if c.value_nM > 0}
    else:
        made = set(_made(network.crn))
        used = dict.fromkeys(n for r in network.crn.reactions for n in r.reactants)
        given = {name: USUAL_NM for name in used if name not in made}
    if not given:
        first = next(iter(network.crn.names))
        raise DesignError(
            "D060",
            str(where),
            "nothing is there at the start: the file gives no concentrations, and reactions make "
            "every species"
            if not network.concentrations
            else "nothing is there at the start: all concentrations are zero",
            f"write how much there is, as in {first} @initial 10 nM",
        )
    if not any(set(r.reactants) <= given.keys() for r in network.crn.reactions):
        missing = next(n for r in network.crn.reactions for n in r.reactants if n not in given)
        raise DesignError(
            "D060",
            str(where),
            f"no reaction can begin, for there is no {missing} at the start",
            f"write how much there is, as in {missing} @initial 10 nM",
        )
    return given


def _made(crn: FormalCrn) -> list[str]:
    """Species of which a reaction makes more than it takes."""
    return [
        name
        for name in crn.names
        if any(r.products.count(name) > r.reactants.count(name) for r in crn.reactions)
    ]


def _shown(where: Path, crn: FormalCrn, wished: tuple[str, ...]) -> tuple[str, ...]:
    for name in wished:
        if name not in crn.names:
            raise DesignError(
                "D062",
                str(where),
                f"--show names {name}, which no reaction mentions",
                f"use one of {', '.join(crn.names)}",
            )
    return wished or tuple(_made(crn)) or crn.names


def _end_s(where: Path, crn: FormalCrn, initial_nM: Mapping[str, float]) -> float:
    """The time after which little more happens, in the time of the file.

    Raises
    ------
    DesignError: D063, there is none.
    """
    times: list[float] = []
    states: list[Vector] = []
    reacted: list[float] = []
    largest = 0.0
    try:
        for time, state, fired in _course(crn, initial_nM):
            times.append(time)
            states.append(state)
            reacted.append(fired)
            largest = max(largest, float(state.max()))
            if len(states) > _EARLIER and reacted[-1 - _EARLIER] >= _REMAINS * largest:
                since = np.abs(np.array(states[-1 - _EARLIER :]) - state)
                if since.max() <= _SETTLED * largest:
                    return _first_close(times, states, largest)
            if fired > _MOST_TURNS * largest:
                break
    except SimulationError:
        # It grows beyond all bounds.
        pass
    raise DesignError(
        "D063",
        str(where),
        "the network does not come to an end by itself, so that nothing says how long to look",
        "give the time of the file at which the experiment ends, as in --until '100 s'",
    )


_EARLIER = 24
"""States back, when time was a 64th."""


def _course(
    crn: FormalCrn, initial_nM: Mapping[str, float]
) -> Iterator[tuple[float, Vector, float]]:
    """Times that grow, the amounts of all species then, and how much reacted until then."""
    chemistry: Chemistry = formal_chemistry(crn)
    start = Dose(tuple(Content(s, amount) for s, amount in initial_nM.items()))
    species = len(crn.names)
    state = follow(chemistry, (start, Wait(0.0)), 1).end
    yield 0.0, state[:species], 0.0
    time, step = 0.0, _FIRST_S
    while time < _LONGEST_S:
        state = follow(chemistry, (Wait(step),), 1, state).end
        time += step
        yield time, state[:species], float(state[species:].sum())
        step = time * (_GROWTH - 1) if time > _FIRST_S else step


def _first_close(times: list[float], states: list[Vector], largest: float) -> float:
    """The first time from which on all is near the end; to two digits, and not before."""
    far = [
        number
        for number, state in enumerate(states)
        if np.abs(state - states[-1]).max() > _REMAINS * largest
    ]
    found = times[min(max(far, default=0) + 1, len(times) - 1)]
    digit = 10.0 ** (math.floor(math.log10(found)) - 1)
    return float(f"{math.ceil(found / digit - 1e-9) * digit:.12g}")
