"""Every digit that a simulation gives is right, whatever the scale of the network."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.schedule import Action, Content, Dilute, Dose, Wait
from ncrn_dsd.pipeline.simulate_network import (
    FileNetwork,
    digits_that_hold,
    network_of_crn,
    run_network,
)
from ncrn_dsd.simulation import accuracy
from ncrn_dsd.simulation.accuracy import (
    DIGITS,
    AskedTolerances,
    digits_of,
    rounded,
    smallest_amount,
)
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.simulation.simulators import Simulation

UNEVEN_CYCLE = """U @i 1; V @i 2; W @i 5
U + V -> 2V [k = 0.2]
V + W -> 2W [k = 0.8]
W + U -> 2U [k = 0.9]
"""
EVEN_CYCLE = """A @i 1.5; B @i 1; C @i 0.5
A + B -> 2B [k = 1]
B + C -> 2C [k = 1]
C + A -> 2A [k = 1]
"""
DECADES = """F @i 1e4; S @i 1e-3; T @i 1e-5; U @i 1e-6
F + S -> F + V [k = 1e-5]
V + T -> W [k = 1e2]
W -> U [k = 1e-2]
U + S -> Q [k = 5]
Q -> R [k = 1e-3]
"""
DEFAULT = AskedTolerances()


def network(text: str) -> FileNetwork:
    return network_of_crn(read_crn(text, "x.crn"))


def followed(
    given: FileNetwork, *actions: Action, points: int = 4, asked: AskedTolerances = DEFAULT
) -> Course:
    return run_network(given, actions, Simulation(points, tolerances=asked))[1]


def end_of(text: str, duration: float, asked: AskedTolerances = DEFAULT) -> dict[str, float]:
    given = network(text)
    course = followed(given, Wait(duration), asked=asked)
    return dict(zip(given.names, map(float, course.end), strict=True))


def independent(text: str, times: np.ndarray) -> np.ndarray:
    """The same network by an explicit method of order eight that shares no code with ours."""
    given = network(text)
    index = {name: i for i, name in enumerate(given.names)}
    start = np.zeros(len(index))
    for pool in given.pools:
        start[index[pool.species]] = pool.value_nM

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        out = np.zeros(len(y))
        for law in given.reactions:
            rate = law.rate * math.prod(y[index[s]] for s in law.reactants)
            for name in law.reactants:
                out[index[name]] -= rate
            for name in law.products:
                out[index[name]] += rate
        return out

    solved = solve_ivp(slope, (0, times[-1]), start, "DOP853", t_eval=times, rtol=1e-13, atol=1e-24)
    return np.asarray(solved.y.T)


def test_an_uneven_cycle_is_right_after_twenty_turns() -> None:
    end = end_of(UNEVEN_CYCLE, 100.0)
    assert end == pytest.approx({"U": 5.40706, "V": 2.59112, "W": 0.00182419}, rel=2e-6)
    invariant = 4 * math.log(end["U"]) + 4.5 * math.log(end["V"]) + math.log(end["W"])
    assert invariant == pytest.approx(4.5 * math.log(2) + math.log(5), abs=1e-6)


@pytest.mark.parametrize(("duration", "right"), [(24.0, 0.731197), (240.0, 1.03216)])
def test_an_even_cycle_is_right_after_many_turns(duration: float, right: float) -> None:
    assert end_of(EVEN_CYCLE, duration)["A"] == pytest.approx(right, rel=5e-6)


@pytest.mark.parametrize(
    ("text", "duration"), [(UNEVEN_CYCLE, 60.0), (EVEN_CYCLE, 60.0), (DECADES, 1000.0)]
)
def test_an_independent_integrator_gives_the_same_digits(text: str, duration: float) -> None:
    course = followed(network(text), Wait(duration), points=7)
    right = independent(text, course.times)
    assert course.error is not None
    assert np.all(np.abs(course.states - right) <= np.maximum(course.error, 1e-13 * np.abs(right)))
    assert np.all(course.error <= 5e-6 * np.abs(right) + 1e-16)


@pytest.mark.parametrize("size", [1e-9, 1e-6, 1.0, 1e6])
def test_tolerances_scale_with_the_model(size: float) -> None:
    text = f"A @i {size}; B @i {size}\nA + B -> C [k = {1 / size}]"
    end = end_of(text, 9.0)
    assert end == pytest.approx({"A": size / 10, "B": size / 10, "C": 0.9 * size}, rel=1e-8)


def test_a_species_made_from_nothing_has_a_scale_as_well() -> None:
    end = end_of("-> A [k = 1e-12]\nA -> B [k = 0.1]", 10.0)
    assert end["A"] == pytest.approx(1e-11 * (1 - math.exp(-1)), rel=1e-7)


def signalling(sites: int) -> FileNetwork:
    """A receptor with so many sites, kinases and phosphatases: many species, a millionfold range.

    Every site is bare, held by a kinase or modified, as rule-based models of signalling have them.
    """
    lines = ["L @i 1e3; K @i 2e5; P @i 3e2"]
    states = ["".join(s) for s in itertools.product("bhm", repeat=sites)]
    lines.append(f"R{'b' * sites} @i 1.5e4")
    lines += [f"L + R{'b' * sites} -> A [k = 1e-7]", f"A -> L + R{'b' * sites} [k = 1e-3]"]
    for state in states:
        for i in range(sites):
            if state[i] != "b":
                continue
            held, done = (state[:i] + letter + state[i + 1 :] for letter in "hm")
            lines += [
                f"A + R{state} -> A + R{held} [k = 2e-6]",
                f"R{held} -> R{state} [k = 0.3]",
                f"K + R{held} -> K + R{done} [k = 1e-6]",
                f"P + R{done} -> P + R{state} [k = 1e-4]",
            ]
    return network("\n".join(lines))


def test_a_signalling_network_is_right_in_all_its_species() -> None:
    given = signalling(4)
    assert (len(given.names), len(given.reactions)) == (85, 434)
    course = followed(given, Wait(10_000.0), points=5)
    exact = followed(given, Wait(10_000.0), points=5, asked=AskedTolerances(1e-12))
    seen = exact.states > 0
    assert np.all(np.abs(course.states - exact.states)[seen] <= 1e-6 * exact.states[seen])


def test_doses_and_dilutions_set_the_scale() -> None:
    given = network("A -> B [k = 1]\nA @i 4; B @i 2e3")
    actions = (
        Dose((Content("A", 3e-9),)),
        Wait(1.0),
        Dose((Content("A", 5e-15),)),
        Dilute(0.01),
        Wait(1.0),
    )
    steps = (given.start(), *actions)
    assert smallest_amount(given.chemistry(), steps) == pytest.approx(5e-8)
    course = followed(given, *actions, points=2)
    left = (7 * math.exp(-1) + 5e-6) * 0.01 * math.exp(-1)
    assert course.end[0] == pytest.approx(left, rel=1e-8)
    assert course.times.tolist() == [0.0, 1.0, 2.0]
    assert course.states[0] == pytest.approx([7.0, 2000.0])


def test_rounding_in_a_model_is_no_scale() -> None:
    given = network("A -> B [k = 1]\nA @i 4e5; B @i 1.1e-26; C @i 3")
    assert smallest_amount(given.chemistry(), (given.start(),)) == pytest.approx(3.0)
    assert smallest_amount(network("A -> B").chemistry(), ()) == 1.0


def test_a_course_without_waits_is_its_start() -> None:
    course = followed(network("A -> B\nA @i 4"))
    assert (course.times.tolist(), course.states.tolist()) == ([0.0], [[4.0, 0.0]])


def test_a_heavy_network_is_tried_twice_and_says_how_many_digits_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given, wait = network(UNEVEN_CYCLE), Wait(100.0)
    right = followed(given, wait, asked=AskedTolerances(1e-12)).states
    assert given.chemistry().system.plan.pattern.multiplications == 5
    monkeypatch.setattr(accuracy, "HEAVY", 4)
    course = followed(given, wait)
    assert course.tolerances is not None
    assert course.tolerances.relative == 1e-8
    assert 1 < digits_that_hold(given, (wait,), course) < DIGITS
    assert course.error is not None
    assert np.all(np.abs(course.states - right) <= 2 * course.error)


def test_loose_tolerances_claim_fewer_digits() -> None:
    given, wait = network(UNEVEN_CYCLE), Wait(100.0)
    right = followed(given, wait, asked=AskedTolerances(1e-12)).states
    for asked in (AskedTolerances(1e-4), AskedTolerances(absolute=1e-6), AskedTolerances(1e-7)):
        course = followed(given, wait, asked=asked)
        digits = digits_that_hold(given, (wait,), course)
        assert digits < DIGITS
        assert course.error is not None
        # An estimate, so that an error may be a little larger than what is said of it.
        assert np.all(np.abs(course.states - right) <= 4 * course.error + 1e-12)
    assert digits_that_hold(given, (wait,), followed(given, wait)) >= DIGITS


def test_asked_tolerances_are_used_as_they_are() -> None:
    course = followed(network(EVEN_CYCLE), Wait(1.0), asked=AskedTolerances(1e-7, 1e-11))
    assert course.tolerances is not None
    assert (course.tolerances.relative, course.tolerances.absolute) == (1e-7, 1e-11)


@pytest.mark.parametrize(
    ("relative", "absolute"),
    [(0.0, None), (1e-14, None), (0.1, None), (math.nan, None), (None, 0.0), (None, math.inf)],
)
def test_tolerances_out_of_range_are_refused(relative: float, absolute: float) -> None:
    with pytest.raises(SimulationError, match="give a"):
        AskedTolerances(relative, absolute)


positive = st.floats(1e-30, 1e30)


@given(positive, st.floats(1e-12, 10.0))
@example(2.0**-14, 1e-12)
def test_what_is_left_of_a_number_is_as_right_as_its_error_says(value: float, share: float) -> None:
    error = share * value
    [found] = rounded([value], [error], 9)
    digits = int(digits_of(np.array([value]), np.array([error]))[0])
    place = math.floor(math.log10(value)) - digits + 1
    # In exact decimals: of 6.103515625e-05 nine digits are off by half a unit, and no more.
    off = abs(Fraction(str(found)) - Fraction(value))
    assert off <= Fraction(10) ** place / 2 if digits else found == 0
    if 0 < digits < 9:
        assert error <= 0.5 * 10.0**place * (1 + 1e-9)
