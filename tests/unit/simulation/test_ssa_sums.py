"""The tree of sums: it stays exact, and it chooses reactions in proportion."""

from __future__ import annotations

import numpy as np
import pytest
from any_units import reaction
from scipy import stats

from ncrn_dsd.simulation.mass_action import MassAction
from ncrn_dsd.simulation.stochastic import direct
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.simulate import simulate_counts, stream_of
from ncrn_dsd.simulation.stochastic.volume import AVOGADRO_per_mol, Volume

ONE_EACH = Volume(1e9 / AVOGADRO_per_mol, 1e-9)


def ring(size: int) -> CountedSystem:
    """Reversible pairing of neighbours on a ring, with random constants, and a shared fuel."""
    random = np.random.default_rng(size)
    names = [f"X{i}" for i in range(size)] + [f"P{i}" for i in range(size)] + ["F"]
    laws = []
    for i in range(size):
        pair, made = (f"X{i}", f"X{(i + 1) % size}"), (f"P{i}",)
        laws.append(reaction(pair, made, float(random.uniform(0.1, 1))))
        laws.append(reaction(made, pair, float(random.uniform(1, 10))))
        if i % 10 == 0:
            laws.append(reaction(("F", f"X{i}"), ("F",), 1e-4))
            laws.append(reaction((f"X{i}", f"X{i}"), ("F",), 1e-3))
    return CountedSystem(MassAction(names, laws), ONE_EACH)


@pytest.mark.parametrize(("size", "depth"), [(2, 1), (8, 2), (30, 3), (400, 4)])
def test_sums_after_many_events_are_those_formed_anew(size: int, depth: int) -> None:
    system = ring(size)
    net, tree = system.layout
    assert tree.depth == depth
    x = np.append(np.full(len(system.species), 50), 1)
    sums, fresh = np.zeros(len(tree.child)), np.ones(len(tree.child))
    direct.fill_sums(net, tree, x, sums)
    assert sums[-1] == pytest.approx(sums[: len(net.rate)].sum(), rel=1e-12)
    seen = np.zeros((1, len(x) - 1), dtype=np.int64)
    code, _, events = direct.advance(
        net, tree, x, sums, stream_of(1), 0.0, 20_000, np.array([1e9]), seen
    )
    assert (code, events) == (direct.BUDGET_USED, 20_000)
    direct.fill_sums(net, tree, x, fresh)
    assert np.array_equal(sums, fresh)
    assert np.array_equal(sums[: len(net.rate)], system.propensities(x[:-1]))


@pytest.mark.parametrize("size", [1, 8, 9, 700])
def test_reactions_fire_in_proportion_to_their_propensities(size: int) -> None:
    rates = 100 * (1 + np.arange(size) % 7).astype(float)
    names = [f"X{i}" for i in range(size)]
    laws = [reaction((), (name,), float(rate)) for name, rate in zip(names, rates, strict=True)]
    system = CountedSystem(MassAction(names, laws), ONE_EACH)
    found = simulate_counts(system, np.zeros(size, dtype=np.int64), 1.0, size)
    # Independent Poisson numbers: the squared errors sum to a chi-squared number.
    distance = float(np.sum((found - rates) ** 2 / rates))
    assert 0.001 < stats.chi2.cdf(distance, size) < 0.999


@pytest.mark.parametrize("size", [1, 8, 9, 64, 65, 600])
def test_every_point_of_the_total_belongs_to_its_reaction(size: int) -> None:
    names = [f"X{i}" for i in range(size)]
    # Every third reaction never fires and must not be chosen.
    rates = [0.0 if i % 3 == 1 else 1.0 + i % 5 for i in range(size)]
    laws = [reaction((), (name,), rate) for name, rate in zip(names, rates, strict=True)]
    net, tree = CountedSystem(MassAction(names, laws), ONE_EACH).layout
    sums = np.zeros(len(tree.child))
    direct.fill_sums(net, tree, np.ones(size + 1, dtype=np.int64), sums)
    ends = np.cumsum(sums[:size])
    for r in np.flatnonzero(sums[:size]):
        assert direct.choose_reaction(tree, sums, float(ends[r] - 0.5 * sums[r])) == r
    assert direct.choose_reaction(tree, sums, 2.0 * float(sums[-1])) == -1
