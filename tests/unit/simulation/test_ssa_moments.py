"""Means and variances of stochastic runs beside theory, at three standard errors.

The cases are in the spirit of the discrete stochastic models test suite of SBML.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import linalg, stats
from simulation.ssa_theory import (
    Cumulants,
    batches,
    birth_death,
    birth_death_immigration,
    conversion,
    death,
    immigration,
    immigration_death,
    law,
    master_equation,
    yule,
)

from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.simulate import Ensemble, ensemble
from ncrn_dsd.simulation.stochastic.volume import AVOGADRO_per_mol, Volume

NM_M = 1e-9
ONE_EACH = Volume(1 / (NM_M * AVOGADRO_per_mol), NM_M)
"""One molecule is one unit, so that constants are those of counts."""
TEN_EACH = Volume(10 / (NM_M * AVOGADRO_per_mol), NM_M)


@dataclass(frozen=True)
class Case:
    """A network, the numbers it starts with, and the cumulants of one species at a time."""

    name: str
    laws: tuple[AnyReaction, ...]
    start: dict[str, int]
    times: tuple[float, ...]
    theory: Callable[[float], Cumulants]
    observed: str = "A"
    volume: Volume = ONE_EACH
    runs: int = 4000


def exact(
    name: str,
    laws: tuple[AnyReaction, ...],
    start: dict[str, int],
    times: tuple[float, ...],
    observed: str = "A",
    volume: Volume = ONE_EACH,
) -> Case:
    size = round(volume.molecules_per_unit, 9)
    theory = master_equation(laws, start, observed, size)
    return Case(name, laws, start, times, theory, observed, volume)


def birth_death_laws(birth: float, rate: float) -> tuple[AnyReaction, ...]:
    return law("A -> A A", birth), law("A ->", rate)


def immigration_death_laws(into: float, rate: float) -> tuple[AnyReaction, ...]:
    return law("-> A", into), law("A ->", rate)


PAIR = law("A A -> D", 0.002), law("D -> A A", 0.01)
SLOW_PAIR = law("A A -> D", 0.0002), law("D -> A A", 0.004)
ENZYME = law("S E -> C", 0.05), law("C -> S E", 0.1), law("C -> E P", 0.3)

CASES = (
    Case("birth-death", birth_death_laws(0.1, 0.11), {"A": 100}, (1, 5, 20, 50),
         birth_death(100, 0.1, 0.11)),
    Case("birth-death, fast", birth_death_laws(1.0, 1.1), {"A": 100}, (0.5, 2, 5),
         birth_death(100, 1.0, 1.1)),
    Case("birth-death, growing", birth_death_laws(0.3, 0.1), {"A": 10}, (1, 4, 8),
         birth_death(10, 0.3, 0.1)),
    Case("birth-death, few", birth_death_laws(0.1, 0.11), {"A": 5}, (5, 20, 60),
         birth_death(5, 0.1, 0.11)),
    Case("birth-death, critical", birth_death_laws(0.2, 0.2), {"A": 20}, (1, 5, 20),
         birth_death(20, 0.2, 0.2)),
    Case("pure death", (law("A ->", 0.1),), {"A": 1000}, (1, 5, 20, 60), death(1000, 0.1)),
    Case("pure death, few", (law("A ->", 2.0),), {"A": 3}, (0.1, 0.5, 1), death(3, 2.0)),
    Case("immigration", (law("-> A", 5.0),), {}, (0.2, 1, 10), immigration(5.0)),
    Case("immigration, per volume", (law("-> A", 0.5),), {}, (0.2, 1, 10), immigration(5.0),
         volume=TEN_EACH),
    Case("immigration-death", immigration_death_laws(1.0, 0.1), {}, (2, 10, 50),
         immigration_death(0, 1.0, 0.1)),
    Case("immigration-death, fast", immigration_death_laws(10.0, 0.1), {}, (2, 10, 50),
         immigration_death(0, 10.0, 0.1)),
    Case("immigration-death, many", immigration_death_laws(5.0, 0.1), {"A": 200}, (2, 10, 50),
         immigration_death(200, 5.0, 0.1)),
    Case("immigration-death, rare", immigration_death_laws(0.02, 0.1), {"A": 1}, (2, 10, 50),
         immigration_death(1, 0.02, 0.1)),
    Case("Yule", (law("A -> A A", 0.1),), {"A": 10}, (1, 5, 20), yule(10, 0.1)),
    Case("Yule, one founder", (law("A -> A A", 0.5),), {"A": 1}, (1, 4, 8), yule(1, 0.5)),
    Case("Yule by a catalyst", (law("A B -> A A B", 0.05),), {"A": 10, "B": 4}, (1, 5, 10),
         yule(10, 0.2)),
    Case("birth-death with immigration", (*immigration_death_laws(1.0, 0.3), law("A -> A A", 0.2)),
         {}, (2, 10, 40), birth_death_immigration(1.0, 0.2, 0.3)),
    Case("batches of 5", (law("-> A A A A A", 1.0), law("A ->", 0.2)), {}, (1, 5, 20),
         batches(5, 1.0, 0.2)),
    Case("batches of 10", (law("->" + " A" * 10, 1.0), law("A ->", 0.2)), {}, (1, 5, 20),
         batches(10, 1.0, 0.2)),
    Case("batches of 100", (law("->" + " A" * 100, 1.0), law("A ->", 0.4)), {}, (1, 5),
         batches(100, 1.0, 0.4)),
    Case("conversion", (law("A -> B", 0.3), law("B -> A", 0.1)), {"A": 50}, (1, 3, 20),
         conversion(50, 0.3, 0.1)),
    exact("dimerisation", PAIR, {"A": 100}, (1, 5, 20, 60)),
    exact("dimerisation, slow", SLOW_PAIR, {"A": 300}, (5, 20, 80)),
    exact("dimerisation, odd", PAIR, {"A": 7}, (5, 50), "D"),
    exact("dimerisation, per volume", (law("A A -> D", 0.02), law("D -> A A", 0.01)), {"A": 101},
          (1, 5, 20), "D", TEN_EACH),
    exact("annihilation of pairs", (law("A A ->", 0.01),), {"A": 60}, (0.5, 2, 10)),
    exact("coagulation", (law("A A -> A", 0.01),), {"A": 60}, (0.5, 2, 10)),
    exact("two strands", (law("A B -> C", 0.01), law("C -> A B", 0.05)), {"A": 40, "B": 30},
          (1, 4, 30), "C"),
    exact("two strands, per volume", (law("A B -> C", 0.1),), {"A": 40, "B": 30}, (1, 4, 30), "A",
          TEN_EACH),
    exact("three equal", (law("A A A -> B", 0.001), law("B -> A A A", 0.01)), {"A": 31},
          (0.5, 2, 10)),
    exact("two and one, per volume", (law("A A B -> C", 0.02), law("C -> A A B", 0.1)),
          {"A": 21, "B": 12}, (1, 4, 20), "C", TEN_EACH),
    exact("autocatalysis of three", (law("A A B -> A A A", 0.001), law("A -> B", 0.2)),
          {"A": 10, "B": 30}, (1, 4, 20)),
    exact("four", (law("A B A A -> D", 0.001),), {"A": 20, "B": 9}, (0.2, 1, 5), "B"),
    exact("enzyme", ENZYME, {"S": 20, "E": 4}, (1, 5, 20), "P"),
)  # fmt: skip


def run(case: Case, number: int) -> Ensemble:
    names = sorted({s for r in case.laws for s in (*r.reactants, *r.products)})
    system = CountedSystem(MassAction(names, case.laws), case.volume)
    start = np.array([case.start.get(name, 0) for name in names])
    first = 1_000_000 * number
    return ensemble(system, start, case.times, range(first, first + case.runs))


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_mean_and_variance_agree_with_theory(number: int) -> None:
    case = CASES[number]
    found = run(case, number)
    names = sorted({s for r in case.laws for s in (*r.reactants, *r.products)})
    place = names.index(case.observed)
    for row, t in enumerate(case.times):
        mean, variance, fourth = case.theory(t)
        # Var(S^2) = (mu_4 - sigma^4 (N - 3) / (N - 1)) / N with mu_4 = kappa_4 + 3 sigma^4.
        spread = fourth + 2 * variance**2 * case.runs / (case.runs - 1)
        z_mean = (found.mean[row, place] - mean) / math.sqrt(variance / case.runs)
        z_variance = (found.variance[row, place] - variance) / math.sqrt(spread / case.runs)
        assert abs(z_mean) <= 3, f"mean at {t}: {found.mean[row, place]}, not {mean}"
        assert abs(z_variance) <= 3, f"variance at {t}: not {variance}"


@pytest.mark.long
def test_a_wrong_pair_convention_would_be_seen() -> None:
    """Runs of dimerisation are far from the theory in which 2A fires at half the rate."""
    case = next(c for c in CASES if c.name == "dimerisation")
    halved = master_equation((law("A A -> D", 0.001), case.laws[1]), case.start, "A")
    found = run(case, 0).mean[1, 0]
    mean, variance, _ = halved(case.times[1])
    assert abs(found - mean) > 20 * math.sqrt(variance / case.runs)


def test_whole_distribution_of_a_dimerisation() -> None:
    """Pearson's chi-squared of 4000 runs against the master equation."""
    case = next(c for c in CASES if c.name == "dimerisation, odd")
    found = run(case, 99).counts[:, 0, 1]
    # Three pairs at most: the chances follow from the generator written down by hand.
    up, down = [0.002 * a * (a - 1) for a in (7, 5, 3)], [0.01 * d for d in (1, 2, 3)]
    generator = np.zeros((4, 4))
    for d in range(3):
        generator[d + 1, d] += up[d]
        generator[d, d] -= up[d]
        generator[d, d + 1] += down[d]
        generator[d + 1, d + 1] -= down[d]
    chances = np.asarray(linalg.expm(generator * case.times[0]))[:, 0]
    observed = np.bincount(found, minlength=4)
    # The last two are pooled, for few runs get there.
    pooled = [observed[0], observed[1], observed[2] + observed[3]]
    expected = len(found) * np.array([chances[0], chances[1], chances[2] + chances[3]])
    assert float(stats.chisquare(pooled, expected).pvalue) > 0.001
