"""Runs: counts, repeatability, conservation, the deterministic limit, limits and errors."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from simulation.ssa_theory import law
from simulation.stiff_networks import stiff_network

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.limits import EventLimits, check_expected, expected_events
from ncrn_dsd.simulation.stochastic.simulate import (
    EventProgress,
    ensemble,
    simulate_counts,
    trajectory,
)
from ncrn_dsd.simulation.stochastic.volume import AVOGADRO_per_mol, Volume

Counts = NDArray[np.int64]
FEMTO = Volume(1e-14, 1e-9)
ONE_EACH = Volume(1e9 / AVOGADRO_per_mol, 1e-9)


def system_of(*laws: AnyReaction, volume: Volume = ONE_EACH) -> CountedSystem:
    names = sorted({s for entry in laws for s in (*entry.reactants, *entry.products)})
    return CountedSystem(MassAction(names, laws), volume)


def counts(*numbers: int) -> Counts:
    return np.array(numbers, dtype=np.int64)


FLOW = system_of(law("-> A", 50.0), law("A A -> B", 0.1), law("B -> A A", 1.0), law("A ->", 0.5))
KNOWN_COUNTS, KNOWN_EVENTS = [[19, 16], [33, 79]], 756
ENDLESS = system_of(law("A -> B", 1e6), law("B -> A", 1e6))


def test_counts_of_concentrations() -> None:
    assert FEMTO.molecules_per_unit == pytest.approx(6.02214076, rel=1e-15)
    assert Volume(1e-14, 1.0).molecules_per_unit == pytest.approx(6.02214076e9, rel=1e-15)
    amounts = FEMTO.molecules(np.array([0.0, 1.0, 0.08, 0.09, 1e4]))
    assert amounts.tolist() == [0, 6, 0, 1, 60221]
    back = FEMTO.concentrations(amounts)
    assert np.allclose(back, [0, 0.996323, 0, 0.166054, 9999.93], rtol=1e-5)


def test_propensities_of_all_orders() -> None:
    laws = (law("-> A", 3.0), law("A ->", 0.5), law("A B ->", 0.2), law("A A ->", 0.2))
    size = FEMTO.molecules_per_unit
    system = system_of(*laws, volume=FEMTO)
    found = system.propensities(counts(5, 7))
    assert np.allclose(
        found, [3 * size, 0.5 * 5, 0.2 / size * 5 * 7, 0.2 / size * 5 * 4], rtol=1e-14
    )
    assert system.propensities(counts(1, 0))[2:].tolist() == [0, 0]
    higher = (law("A A B ->", 0.2), law("A B B A B ->", 0.2))
    found = system_of(*higher, volume=FEMTO).propensities(counts(5, 7))
    assert np.allclose(found, [0.2 / size**2 * 140, 0.2 / size**4 * 20 * 210], rtol=1e-14)


def test_large_numbers_fire_at_the_deterministic_rates() -> None:
    laws = (law("-> A", 3.0), law("A ->", 0.5), law("A B ->", 0.2), law("A A ->", 0.2))
    system = system_of(*laws, volume=Volume(1e-6, 1e-9))
    concentrations = np.array([4.0, 9.0])
    fires = system.propensities(system.volume.molecules(concentrations))
    rates = system.system.rates(concentrations)
    assert np.allclose(fires / system.volume.molecules_per_unit, rates, rtol=1e-8)


def test_equal_seeds_give_equal_bytes() -> None:
    times = (0.5, 1.0, 4.0)
    runs = [trajectory(FLOW, counts(10, 0), times, seed) for seed in (7, 7, 8)]
    assert runs[0].counts.tobytes() == runs[1].counts.tobytes()
    assert runs[0].counts.tobytes() != runs[2].counts.tobytes()
    assert runs[0].events == runs[1].events


def test_a_known_run() -> None:
    """The numbers belong to the generator and the order of its use, and must stay."""
    run = trajectory(FLOW, counts(10, 0), (1.0, 5.0), 2026)
    assert (run.counts.tolist(), run.events) == (KNOWN_COUNTS, KNOWN_EVENTS)


def test_neither_times_nor_chunks_change_a_run() -> None:
    end = simulate_counts(FLOW, counts(10, 0), 8.0, 3)
    many = trajectory(FLOW, counts(10, 0), np.linspace(0, 8, 50), 3)
    assert many.counts[-1].tolist() == end.tolist()
    assert many.counts[0].tolist() == [10, 0]
    for chunk in (1, 7, 100):
        cut = trajectory(FLOW, counts(10, 0), np.linspace(0, 8, 50), 3, EventLimits(chunk=chunk))
        assert cut.counts.tobytes() == many.counts.tobytes()
        assert cut.events == many.events


def test_an_ensemble_is_its_runs_whatever_the_threads() -> None:
    seeds = (5, 3, 2**63, *range(100, 120))
    one, three = (
        ensemble(FLOW, counts(10, 0), (1.0, 3.0), seeds, workers=workers) for workers in (1, 3)
    )
    assert one.counts.tobytes() == three.counts.tobytes()
    for number, seed in enumerate(seeds):
        single = trajectory(FLOW, counts(10, 0), (1.0, 3.0), seed)
        assert single.counts.tolist() == one.counts[number].tolist()
        assert single.events == one.events[number]
    assert one.mean.shape == one.variance.shape == (2, 2)


def test_nothing_happens_without_reactants_times_or_runs() -> None:
    still = system_of(law("A -> B", 1.0))
    assert simulate_counts(still, counts(0, 4), 1e9, 1).tolist() == [0, 4]
    assert simulate_counts(still, counts(3, 4), 0.0, 1).tolist() == [3, 4]
    assert trajectory(still, counts(3, 4), (), 1).counts.shape == (0, 2)
    assert ensemble(still, counts(3, 4), (1.0,), ()).counts.shape == (0, 1, 2)
    empty = CountedSystem(MassAction(("A",), ()), ONE_EACH)
    assert simulate_counts(empty, counts(3), 5.0, 1).tolist() == [3]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_counts_stay_and_totals_are_kept(seed: int) -> None:
    """No count is negative and no conserved total changes, on random networks."""
    network, start = stiff_network(seed)
    system = CountedSystem(network, Volume(2e-16, 1e-9))
    begin = system.volume.molecules(np.minimum(start, 100.0))
    duration = 5000 / (1 + system.propensities(begin).sum())
    run = trajectory(system, begin, np.linspace(0, duration, 21)[1:], seed)
    assert run.counts.min() >= 0
    kept = network.totals @ np.vstack([begin, run.counts]).T
    assert np.array_equal(kept, np.tile(kept[:, :1], (1, 21)))


def test_each_change_is_a_reaction() -> None:
    """Counts between single events differ by the net change of one reaction."""
    laws = (law("A B -> C C", 0.01), law("C -> A A B", 0.3), law("A A A2 -> A2", 0.0))
    system = system_of(*laws[:2], law("-> A", 2.0))
    dense = trajectory(system, counts(20, 20, 3), np.linspace(0, 2, 40_000), 4)
    steps = np.unique(np.diff(dense.counts, axis=0), axis=0)
    allowed = {(-1, -1, 2), (2, 1, -1), (1, 0, 0)}
    found = {tuple(int(v) for v in step) for step in steps} - {(0, 0, 0)}
    assert found == allowed


def test_the_mean_in_a_large_volume_is_the_deterministic_course() -> None:
    laws = (law("A B -> C", 1e-3), law("C -> A D", 0.02), law("D D -> B B", 5e-4))
    system = system_of(*laws, volume=Volume(1e-12, 1e-9))
    concentrations = np.array([40.0, 60.0, 0.0, 10.0])
    exact = integrate(system.system, concentrations, 60.0, Tolerances(1e-9, 1e-9))
    runs = 40
    found = ensemble(system, system.volume.molecules(concentrations), (60.0,), range(runs))
    mean = system.volume.concentrations(found.mean[0])
    error = np.sqrt(found.variance[0] / runs) / system.volume.molecules_per_unit
    assert np.all(np.abs(mean - exact) <= 3 * error)
    assert np.all(error < 1e-3 * concentrations.sum())


def test_expected_events_of_a_known_course() -> None:
    """100 molecules that decay fire 100 times; a pure exchange fires at a constant rate."""
    assert expected_events(system_of(law("A ->", 1.0)), counts(100), 50.0) == pytest.approx(
        100, rel=1e-2
    )
    assert expected_events(ENDLESS, counts(3, 4), 10.0) == pytest.approx(7e7, rel=1e-2)
    assert expected_events(ENDLESS, counts(0, 0), 10.0) == 0


def test_a_hopeless_simulation_is_refused_with_a_volume_that_would_do() -> None:
    pair = (law("A B -> C", 1e-3), law("C -> A B", 1.0))
    system = system_of(*pair, volume=Volume(1e-9, 1e-9))
    start = system.volume.molecules(np.array([100.0, 150.0, 0.0]))
    begun = time.process_time()
    with pytest.raises(SimulationError, match="M032") as caught:
        simulate_counts(system, start, 1e4, 1)
    assert time.process_time() - begun < 20
    message = str(caught.value)
    assert f"the largest count is {start[1]} molecules of B" in message
    assert "events are expected, more than 1e+09" in message
    advised_L = float(message.rsplit("at most ", 1)[1].split(" L", 1)[0])
    assert 1e-15 < advised_L < 1e-11
    smaller = system_of(*pair, volume=Volume(advised_L, 1e-9))
    begin = smaller.volume.molecules(np.array([100.0, 150.0, 0.0]))
    check_expected(smaller, begin, 1e4, EventLimits())
    assert expected_events(smaller, begin, 1e4) > 0.8e9


def test_a_network_that_explodes_meets_the_limit_of_events() -> None:
    bomb = system_of(law("A A -> A A A", 1.0))
    with pytest.raises(SimulationError, match=r"M033.*limit of 5000 events.*grow without bound"):
        simulate_counts(bomb, counts(2), 1e4, 1, EventLimits(max_events=5000))


def test_no_volume_is_advised_where_none_would_do() -> None:
    with pytest.raises(SimulationError, match=r"M032.*or a shorter wait\.$"):
        check_expected(ENDLESS, counts(3, 4), 1e6, EventLimits())


def test_the_limit_does_not_touch_a_run_that_keeps_it() -> None:
    run = trajectory(FLOW, counts(10, 0), (8.0,), 3)
    exact = EventLimits(max_events=run.events + 1)
    assert trajectory(FLOW, counts(10, 0), (8.0,), 3, exact).events == run.events
    with pytest.raises(SimulationError, match="M033"):
        trajectory(FLOW, counts(10, 0), (8.0,), 3, EventLimits(max_events=run.events - 1))


def test_progress_is_reported_in_order() -> None:
    seen: list[EventProgress] = []
    limits = EventLimits(chunk=20_000)
    run = trajectory(ENDLESS, counts(3, 4), (0.02,), 1, limits, seen.append)
    assert [step.events for step in seen] == list(range(20_000, run.events, 20_000))
    shares = [step.share for step in seen]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    blocks: list[EventProgress] = []
    many = ensemble(FLOW, counts(10, 0), (1.0,), range(50), report=blocks.append)
    assert blocks[-1] == EventProgress(int(many.events.sum()), 1.0)


@pytest.mark.parametrize(
    "work",
    [
        lambda limits: simulate_counts(ENDLESS, counts(5, 5), 1e9, 1, limits),
        lambda limits: ensemble(ENDLESS, counts(5, 5), (1e9,), range(4), limits=limits),
    ],
    ids=["one run", "ensemble"],
)
def test_an_interrupt_is_heard(work: Callable[[EventLimits], object]) -> None:
    simulate_counts(ENDLESS, counts(5, 5), 0.1, 1)  # compiled by now
    limits = EventLimits(max_expected=1e30, max_events=2**62)
    # A shell that runs the tests beside other work tells them to be deaf to it.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    begun = time.monotonic()
    # Waits go on after a signal, as with some libraries in the same process.
    signal.siginterrupt(signal.SIGINT, False)
    try:
        with pytest.raises(KeyboardInterrupt):
            work(limits)
    finally:
        signal.siginterrupt(signal.SIGINT, True)
        signal.signal(signal.SIGINT, handler)
    assert time.monotonic() - begun < 20
    timer.join()


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: Volume(0.0, 1e-9), "M030.*the volume is 0 L"),
        (lambda: Volume(float("inf"), 1e-9), "M030.*volume"),
        (lambda: Volume(1e-15, -1.0), "M030.*concentration unit is -1 mol/L"),
        (lambda: system_of(law("A -> B", -1.0)), r"M030\] A -> B: the rate constant is -1"),
        (lambda: system_of(law("A -> B", float("nan"))), "M030.*nan"),
        (lambda: FEMTO.molecules(np.array([1.0, -1.0])), "M031.*entry 1 .*-6.02"),
        (lambda: FEMTO.molecules(np.array([np.nan])), "M031"),
        (lambda: FEMTO.molecules(np.array([1e16])), "M031"),
        (lambda: simulate_counts(FLOW, counts(1), 1.0, 1), "M031.*one integer per species"),
        (lambda: simulate_counts(FLOW, np.zeros(2), 1.0, 1), "M031.*float64"),  # type: ignore[arg-type]
        (lambda: simulate_counts(FLOW, counts(-1, 0), 1.0, 1), "M031"),
        (lambda: simulate_counts(FLOW, counts(1, 0), -1.0, 1), "M034.*negative"),
        (lambda: simulate_counts(FLOW, counts(1, 0), float("nan"), 1), "M034"),
        (lambda: trajectory(FLOW, counts(1, 0), (2.0, 1.0), 1), "M034.*ascend"),
        (lambda: simulate_counts(FLOW, counts(1, 0), 1.0, -4), "M034.*seed is -4"),
        (lambda: ensemble(FLOW, counts(1, 0), (1.0,), (1, -2)), "M034.*seed is -2"),
        (
            lambda: simulate_counts(system_of(law("A A ->", 1e300)), counts(2**50), 1.0, 1),
            "M035.*not finite",
        ),
        (
            lambda: ensemble(ENDLESS, counts(9, 9), (1e9,), (4,)),
            "M032.*run with seed 4, stochastic simulation",
        ),
    ],
)
def test_errors_say_what_is_wrong(work: Callable[[], object], message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        work()
