"""Systems of one shape, enumerated, and trajectories of mass-action networks to measure them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.integrate import solve_ivp

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.model.dsd import DsdSpec, LimitSpec
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SCHEMES = ("soloveichik2010", "srinivas2015", "qian2011_3D_var1", "chen2013_2D_JF_var1")
Law = tuple[tuple[str, ...], tuple[str, ...], float]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Built:
    crn: FormalCrn
    system: DsdSystem
    network: ReactionNetwork

    def free(self, species: str, state: Mapping[str, float]) -> float:
        return sum(state.get(name, 0.0) for name in self.variants(species))

    def first_variant(self, species: str) -> str:
        return self.variants(species)[0]

    def variants(self, species: str) -> list[str]:
        return [s.name for s in self.network.species if s.formal == species]

    @property
    def laws(self) -> list[Law]:
        return [(r.reactants, r.products, r.rate) for r in self.network.reactions]


def spec(scheme: str, tolerance: float = 0.01, max_hold: float = 0.3) -> DsdSpec:
    return DsdSpec(
        scheme=scheme,
        fuel_ceiling_M=1e-5,
        max_hold=max_hold,
        refill_tolerance=tolerance,
        verify_budget_s=60.0,
        limits=LimitSpec(complex_size=20, complexes=5000, reactions=20000),
    )


def build(crn: FormalCrn, scheme_name: str) -> Built:
    scheme = load_scheme(scheme_name)
    system = translate(crn, scheme)
    options = EnumerationOptions(20, 5000, 20000, reject_remote=scheme.meta.reject_remote)
    network = enumerate_whole(system, crn, frozenset(crn.names), options)
    return Built(crn, system, network)


@cache
def shaped(scheme: str, shape: str) -> Built:
    return build(next(s for s in SHAPES if s.name == shape).crn, scheme)


def formal_laws(crn: FormalCrn, rates: Sequence[float]) -> list[Law]:
    return [(r.reactants, r.products, k) for r, k in zip(crn.reactions, rates, strict=True)]


def run(
    laws: Sequence[Law], start: Mapping[str, float], times: Sequence[float], scale: float
) -> list[dict[str, float]]:
    """States at `times`; concentrations are counted in `scale`, so that tolerances fit them."""
    names = sorted({n for a, b, _ in laws for n in (*a, *b)} | set(start))
    index = {name: i for i, name in enumerate(names)}
    width = max(len(a) for a, _, _ in laws)
    pairs = np.full((len(laws), max(width, 1)), len(names))
    counts = sparse.lil_array((len(names), len(laws)))
    for r, (reactants, products, _) in enumerate(laws):
        for place, name in enumerate(reactants):
            pairs[r, place] = index[name]
            counts[index[name], r] -= 1
        for name in products:
            counts[index[name], r] += 1
    net = sparse.csr_array(counts)
    k = np.array([rate * scale ** (len(a) - 1) for a, _, rate in laws])

    def slope(_: float, y: Vector) -> Vector:
        return np.asarray(net @ (k * np.append(y, 1.0)[pairs].prod(axis=1)))

    def jacobian(_: float, y: Vector) -> sparse.csc_matrix:
        full = np.append(y, 1.0)[pairs]
        rows, columns, values = [], [], []
        for place in range(pairs.shape[1]):
            real = np.flatnonzero(pairs[:, place] < len(names))
            rows.append(real)
            columns.append(pairs[real, place])
            values.append(k[real] * np.delete(full[real], place, axis=1).prod(axis=1))
        parts = (np.concatenate(rows), np.concatenate(columns))
        by_species = sparse.csr_array(
            (np.concatenate(values), parts), shape=(len(laws), len(names))
        )
        return sparse.csc_matrix(net @ by_species)

    # BDF subtracts rows of its table that it has not filled yet, and never uses what that gives.
    with np.errstate(invalid="ignore", over="ignore"):
        solution = solve_ivp(
            slope,
            (0.0, times[-1]),
            [start.get(name, 0.0) / scale for name in names],
            method="BDF",
            t_eval=times,
            jac=jacobian,
            rtol=1e-7,
            atol=1e-8,
        )
    assert solution.success
    states = np.maximum(solution.y.T, 0.0) * scale
    return [dict(zip(names, state.tolist(), strict=True)) for state in states]


def time_dilation(
    laws: Sequence[Law], start: Mapping[str, float], species: str, seen: float, at: float
) -> float:
    """How much faster than `laws` something runs that shows `seen` of a species at time `at`.

    1 when it runs at the same rates; scaling all rate constants of a network is scaling time.
    """
    times = np.linspace(0.0, 2 * at, 2001)
    scale = max(start.values(), default=seen)
    curve = np.array([s[species] for s in run(laws, start, list(times), scale)])
    sign = 1.0 if curve[-1] > curve[0] else -1.0
    return float(np.interp(sign * seen, sign * curve, times) / at)
