"""The compiled integrator beside SciPy, on stiff networks, and at its limits."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from any_units import reaction
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from simulation.stiff_networks import stiff_network

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Reaction, Units
from ncrn_dsd.simulation.chemistry import dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.engine import kernels, pattern
from ncrn_dsd.simulation.engine.layout import Control
from ncrn_dsd.simulation.engine.run import Ending, control_of, integrate_plan
from ncrn_dsd.simulation.integrate import Tolerances, integrate, trajectory
from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction, SlowReaction, Vector
from ncrn_dsd.simulation.reference import bdf, radau

TIGHT = Tolerances(1e-9, 1e-10)
LONG_S = 1e5


def learner() -> tuple[MassAction[Units], Vector]:
    """A dual-rail weight and signal with annihilation: 12 reactions with a drain, in u."""
    crn = crn_of(
        "X + Wp -> X + Wp + Yp",
        "X + Wm -> X + Wm + Ym",
        "Yp + Ym -> ",
        "Wp + Wm -> ",
        "E + X -> E + X + Wm",
        "Yp -> E",
        "X -> ",
        "E -> ",
    )
    system = formal_chemistry(crn).system
    start = np.zeros(len(system.species))
    for name, amount in (("X", 3.0), ("Wp", 4.0), ("Wm", 1.5), ("E", 0.2)):
        start[system.index[name]] = amount
    return system, start


def dsd(*reactions: str) -> tuple[MassAction[Units], Vector]:
    """The same chemistry in strands, enumerated as a whole, in nM."""
    crn = crn_of(*reactions)
    network = enumerate_whole(
        soloveichik2010(crn), crn, frozenset(crn.names), EnumerationOptions(engine=Engine.OWN)
    )
    chemistry = dsd_chemistry(network, 1e-9, dict.fromkeys(crn.names, 1.0))
    start = np.zeros(len(network.species))
    for name, place in chemistry.dose_index.items():
        start[place] = 20.0 if name in crn.names else 1e4
    return chemistry.system, start


@pytest.fixture(scope="module")
def cascade() -> tuple[MassAction[Units], Vector]:
    return dsd(*(f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(9)))


@pytest.fixture(scope="module")
def catalysis() -> tuple[MassAction[Units], Vector]:
    return dsd(*(f"X{i} + W{i}{j} -> X{i} + W{i}{j} + Z{j}" for i in range(3) for j in range(3)))


def relative_error(found: Vector, exact: Vector, unit: float) -> float:
    return float(np.max(np.abs(found - exact) / (np.abs(exact) + unit)))


def test_an_abstract_learner_agrees_with_radau() -> None:
    system, start = learner()
    times = (0.01, 1.0, 5.0, 30.0)
    ours = trajectory(system, start, times, TIGHT)
    theirs = trajectory(system, start, times, Tolerances(1e-10, 1e-12), radau)
    assert relative_error(ours, theirs, 1e-3) < 1e-6


@pytest.mark.parametrize("name", ["cascade", "catalysis"])
def test_strand_displacement_networks_agree_with_radau(
    name: str, request: pytest.FixtureRequest
) -> None:
    system, start = request.getfixturevalue(name)
    assert 50 < len(system.reactions) < 250
    times = (1.0, 100.0, 2e4)
    ours = trajectory(system, start, times, TIGHT)
    theirs = trajectory(system, start, times, Tolerances(1e-9, 1e-9), radau)
    assert relative_error(ours, theirs, 1.0) < 1e-6
    assert theirs.max(axis=1).min() > 1.0
    rough = trajectory(system, start, times, Tolerances(1e-7, 1e-8), bdf)
    assert relative_error(ours, rough, 1.0) < 1e-4


def test_default_tolerances_keep_four_digits(cascade: tuple[MassAction[Units], Vector]) -> None:
    system, start = cascade
    exact = integrate(system, start, 2e4, TIGHT)
    assert relative_error(integrate(system, start, 2e4, Tolerances()), exact, 1.0) < 2e-4


@pytest.mark.slow
def test_two_hundred_stiff_networks_all_end_within_their_error() -> None:
    errors: dict[float, list[float]] = {1e-4: [], 1e-6: []}
    for seed in range(200):
        system, start = stiff_network(seed)
        exact = integrate(system, start, LONG_S, Tolerances(1e-10, 1e-10))
        assert exact.sum() == pytest.approx(start.sum(), rel=1e-9)
        for bound, found in errors.items():
            end = integrate(system, start, LONG_S, Tolerances(bound, bound))
            found.append(relative_error(end, exact, 1.0))
    for bound, found in errors.items():
        assert np.median(found) < bound
        assert max(found) < 50 * bound


@pytest.mark.long
@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_stiff_networks_agree_with_radau(seed: int) -> None:
    system, start = stiff_network(seed)
    ours = integrate(system, start, LONG_S, TIGHT)
    theirs = integrate(system, start, LONG_S, Tolerances(1e-9, 1e-10), radau)
    assert relative_error(ours, theirs, 1.0) < 1e-6


def lit_by_traces(system: MassAction[Units], start: Vector) -> bool:
    """A species that makes more of itself begins with nothing: the sign of traces decides."""
    return any(
        r.products.count(x) > r.reactants.count(x) and start[system.index[x]] == 0
        for r in system.reactions
        for x in r.reactants
    )


def test_what_traces_light_is_refused_where_its_traces_are_negative() -> None:
    """S2 + S5 -> 2 S2 with no S2 at first: -1e-20 grows without bound, as 1e-20 would not."""
    system, start = stiff_network(7031)
    assert lit_by_traces(system, start)
    with pytest.raises(SimulationError, match="too small to move on") as caught:
        integrate(system, start, LONG_S, Tolerances(1e-8, 1e-8))
    assert caught.value.code == "M003"
    assert integrate(system, start, LONG_S, Tolerances(1e-8, 1e-8), radau).min() > -1e-8


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 0.95))
def test_a_wait_in_two_parts_ends_where_it_ends_in_one(seed: int, share: float) -> None:
    system, start = stiff_network(seed)
    assume(not lit_by_traces(system, start))
    whole = integrate(system, start, LONG_S, Tolerances(1e-8, 1e-8))
    half = integrate(system, start, share * LONG_S, Tolerances(1e-8, 1e-8))
    rest = integrate(system, half, (1 - share) * LONG_S, Tolerances(1e-8, 1e-8))
    assert relative_error(rest, whole, 1.0) < 1e-5


def test_states_inside_steps_agree_with_separate_waits() -> None:
    system, start = learner()
    times = tuple(np.linspace(0.0, 20.0, 41))
    dense = trajectory(system, start, times, Tolerances(1e-7, 1e-9))
    alone = [integrate(system, start, t, TIGHT) for t in times]
    assert np.abs(dense - alone).max() < 2e-6
    assert dense[0].tolist() == start.tolist()


def test_repeated_times_give_repeated_states() -> None:
    system, start = learner()
    states = trajectory(system, start, (0.0, 0.0, 1.0, 1.0, 2.0, 2.0), Tolerances())
    assert [states[i].tolist() for i in (0, 2, 4)] == [states[i].tolist() for i in (1, 3, 5)]
    assert states[0].tolist() == start.tolist()


def test_same_input_same_output() -> None:
    ends = [integrate(*learner(), 10.0, Tolerances()).tolist() for _ in range(2)]
    assert ends[0] == ends[1]


def test_growth_without_bound_stops_at_its_time() -> None:
    system = MassAction(("A",), [reaction(("A", "A"), ("A", "A", "A"), 1.0)])
    with pytest.raises(SimulationError) as caught:
        integrate(system, np.array([2.0]), 10.0, Tolerances())
    assert caught.value.code == "M003"
    assert "stopped after 0.500" in caught.value.what
    assert "grows without bound" in caught.value.what


def test_the_limit_of_steps_is_a_reason() -> None:
    system, start = learner()
    with pytest.raises(SimulationError, match="the limit of steps was reached"):
        integrate(system, start, 10.0, replace(TIGHT, max_steps=5))


@pytest.mark.parametrize("rate", [0.0, 1e-300, 1e-30, 1e12, 1e30, 1e150, 1e300])
@pytest.mark.parametrize("reactants", [(), ("A",), ("A", "B")])
def test_any_rate_gives_a_result_or_an_error(rate: float, reactants: tuple[str, ...]) -> None:
    system = MassAction(
        ("A", "B", "C"),
        [reaction(reactants, ("C",), rate), reaction(("C",), ("A", "B"), 1.0)],
    )
    found = ""
    try:
        end = integrate(system, np.array([1.0, 1.0, 0.5]), 10.0, Tolerances(max_steps=2000))
    except SimulationError as problem:
        found = problem.code
    else:
        assert np.all(np.isfinite(end))
    assert found in {"", "M003", "M004"}
    assert rate > 1e12 or not found


def test_no_time_no_species_no_reactions_no_change() -> None:
    system, start = learner()
    assert integrate(system, start, 0.0, Tolerances()).tolist() == start.tolist()
    nothing: MassAction[Units] = MassAction((), [])
    assert integrate(nothing, np.zeros(0), 1.0, Tolerances()).shape == (0,)
    still: MassAction[Units] = MassAction(("A",), [])
    assert integrate(still, np.array([3.0]), 1e300, Tolerances()).tolist() == [3.0]
    assert trajectory(system, start, (), Tolerances()).shape == (0, len(start))


@pytest.mark.parametrize(
    ("start", "times", "words"),
    [
        ([1.0], (1.0,), "shape"),
        ([1.0, 1.0], (-1.0,), "negative"),
        ([1.0, 1.0], (2.0, 1.0), "do not ascend"),
        ([1.0, 1.0], (np.inf,), "finite"),
        ([1.0, np.nan], (1.0,), "became nan"),
        ([1.0, -1.0], (1.0,), "species B: the concentration became -1"),
    ],
)
def test_wrong_input_is_refused(start: list[float], times: tuple[float, ...], words: str) -> None:
    system = MassAction(("A", "B"), [reaction(("A",), ("B",), 1.0)])
    with pytest.raises(SimulationError, match=words):
        trajectory(system, np.array(start), times, Tolerances())
    with pytest.raises(SimulationError, match="a wait of -1"):
        integrate(system, np.ones(2), -1.0, Tolerances())
    with pytest.raises(SimulationError, match="a tolerance"):
        integrate(system, np.ones(2), 1.0, Tolerances(0.0, 1e-6))


def test_pivoting_takes_over_when_no_factorisation_is_trusted() -> None:
    system, start = stiff_network(7)
    bounds = (1e-6, 1e-6, 1e-3, 100_000)
    times = np.array([0.0, 10.0, 1e3, LONG_S])
    plain = control_of(*bounds)
    distrust = Control(plain.relative, plain.absolute, plain.floor, 1e300, plain.max_steps)
    expected = integrate_plan(system.plan, start, times, plain)
    found = integrate_plan(system.plan, start, times, distrust)
    assert found.ending is Ending.DONE
    assert found.rejected > 10 * found.accepted
    assert relative_error(found.states, expected.states, 1.0) < 1e-5


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(1e-3, 1e6))
def test_static_factors_solve_the_equations_of_a_step(seed: int, gh: float) -> None:
    system, _ = stiff_network(seed)
    plan = system.plan
    at, n = plan.pattern.factors, len(system.species)
    random = np.random.default_rng(seed)
    y, right = random.random(n) * 100, random.random(n)
    padded = np.append(y[plan.place], 1.0)
    jac, lu, inverse = np.empty(len(at.column)), np.empty(len(at.column)), np.empty(n)
    kernels.jacobian(plan.reactions, padded, jac)
    order = plan.place
    expected = system.jacobian(0.0, y).toarray()[np.ix_(order, order)]
    assert np.allclose(
        sparse.csr_array((jac, at.column, at.start), shape=(n, n)).toarray(), expected
    )
    assert kernels.factorise(at, jac, gh, 1e-13, lu, inverse, np.empty(n))
    x = right.copy()
    kernels.solve(at, lu, inverse, x)
    matrix = np.eye(n) - gh * expected
    assert np.abs(matrix @ x - right).max() < 1e-9 * np.abs(matrix).max()


def test_strand_displacement_fills_in_little(catalysis: tuple[MassAction[Units], Vector]) -> None:
    plan = catalysis[0].plan
    assert plan.pattern.fill < 2.0
    assert sorted(plan.place) == list(range(len(plan.place)))


def test_reactions_called_slow_fill_nothing_in_and_cost_no_accuracy(
    cascade: tuple[MassAction[Units], Vector],
) -> None:
    system, start = cascade
    present = [name for name, amount in zip(system.species, start, strict=True) if amount > 0]

    def leaky(is_slow: bool) -> MassAction[Units]:
        kind: type[AnyReaction] = SlowReaction if is_slow else Reaction
        laws = [kind((a, b), (f"{a} left", b), 3e-11) for a in present for b in present if a < b]
        left = [f"{name} left" for name in present]
        return MassAction((*system.species, *left), (*system.reactions, *laws))

    known, left_out = leaky(is_slow=False), leaky(is_slow=True)
    before = np.concatenate([start, np.zeros(len(present))])
    after = integrate(left_out, before, 2e4, Tolerances())
    exact = integrate(known, before, 2e4, TIGHT)
    assert relative_error(after, exact, 1.0) < 2e-4
    assert relative_error(integrate(system, start, 2e4, TIGHT), exact[: len(start)], 1.0) > 2e-2
    assert np.allclose(left_out.totals @ after, left_out.totals @ before, rtol=1e-9)
    entries = [len(s.plan.pattern.factors.column) for s in (system, left_out, known)]
    assert entries[0] + len(present) == entries[1] < entries[2]


def test_too_much_fill_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "FILL_FREE", 10)
    random = np.random.default_rng(1)
    names = [f"S{i}" for i in range(400)]
    laws = [
        reaction((names[i],), (names[j],), 1.0)
        for i in range(400)
        for j in random.choice(400, 2, replace=False)
    ]
    with pytest.raises(SimulationError, match="need more than") as caught:
        integrate(MassAction(names, laws), np.ones(400), 1.0, Tolerances())
    assert caught.value.code == "M006"


def test_the_command_line_starts_without_compiled_code() -> None:
    code = (
        "import sys, ncrn_dsd.cli.main, ncrn_dsd.simulation.training, ncrn_dsd.study.learner;"
        "sys.exit('numba' in sys.modules or 'ncrn_dsd.simulation.engine' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
