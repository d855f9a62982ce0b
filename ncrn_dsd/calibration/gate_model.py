"""One gate with its inputs and a reporter of what it makes, and how that depends on what is fitted.

The gate follows its condensed reactions. What they say is multiplied: every displacement by k, the
way back of an exchange by k / K. Of the copies of a gate only a part is active; some have let go
what they hold before anything is mixed (burst), and the others do so without an input (leak), as
displacement of the product by its reporter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import HandoffError

Vector = NDArray[np.float64]

CLOSED, OPENED = "reporter, closed", "reporter, opened"
_RTOL, _ATOL_NM = 1e-6, 1e-7


class GateStepKind(Enum):
    """What a rate is multiplied by."""

    ONWARD = "k"
    BACK = "k / K"
    REPORTER = "reporter"
    LEAK = "leak"


@dataclass(frozen=True, slots=True)
class GateStep:
    """A reaction of two species, as indices, with its rate constant [1/(nM s)]."""

    reactants: tuple[int, int]
    products: tuple[int, ...]
    per_nM_s: float
    kind: GateStepKind


@dataclass(frozen=True, slots=True)
class GateModel:
    """A gate module that can be measured by itself.

    Parameters
    ----------
    name: of the module, such as ``g0``.
    reaction: the formal one.
    species: of the model, reporter included.
    fuels: all of them; `gates` are those of several strands, which hold something.
    released_by: the gate that lets the product go.
    inputs: signals by name, with how many of each a firing takes.
    product: the formal species that is reported, and `makes`, how many of it a firing makes.
    """

    name: str
    reaction: str
    species: tuple[str, ...]
    steps: tuple[GateStep, ...]
    fuels: tuple[str, ...]
    gates: tuple[str, ...]
    released_by: str
    inputs: tuple[tuple[str, int], ...]
    product: str
    makes: int

    @property
    def backs(self) -> tuple[str, ...]:
        """Single strands that push an exchange back; none where nothing is exchanged."""
        taken = {
            self.species[place]
            for step in self.steps
            if step.kind is GateStepKind.BACK
            for place in step.reactants
        }
        return tuple(f for f in self.fuels if f not in self.gates and f in taken)


@dataclass(frozen=True, slots=True)
class GateConstants:
    """What is fitted of a gate; 1 and 0 for a gate that is as predicted.

    Parameters
    ----------
    k: of all displacements, over what was predicted.
    K: balance of its exchange, over what was predicted.
    leak_per_M_s: displacement of the product by its reporter without an input.
    burst: part of the copies that has let the product go before anything is mixed.
    active: what works of the gate, over what was poured in.
    """

    k: float = 1.0
    K: float = 1.0
    leak_per_M_s: float = 0.0
    burst: float = 0.0
    active: float = 1.0


CONSTANTS = tuple(f.name for f in fields(GateConstants))
_M_PER_NM = 1e-9


def opened_nM(
    model: GateModel,
    constants: GateConstants,
    reporter_k: float,
    contents_nM: Mapping[str, float],
    times_s: Sequence[float] | Vector,
) -> Vector:
    """Opened reporter at increasing times [nM], in a well with these contents.

    Parameters
    ----------
    reporter_k: the rate of the reporter over what was predicted.
    contents_nM: by species, `CLOSED` for the reporter.

    Raises
    ------
    HandoffError: H140, the well cannot be simulated.
    """
    index = {name: place for place, name in enumerate(model.species)}
    start = np.zeros(len(model.species))
    for name, amount in contents_nM.items():
        if name in index:
            start[index[name]] += amount
    for gate in model.gates:
        start[index[gate]] *= constants.active
    gone = constants.burst * start[index[model.released_by]]
    start[index[model.released_by]] -= gone
    start[index[_product_of(model)]] += gone * model.makes
    factors = {
        GateStepKind.ONWARD: constants.k,
        GateStepKind.BACK: constants.k / constants.K,
        GateStepKind.REPORTER: reporter_k,
        GateStepKind.LEAK: constants.leak_per_M_s * _M_PER_NM,
    }
    rates = np.array([step.per_nM_s * factors[step.kind] for step in model.steps])
    left, right = (np.array([step.reactants[i] for step in model.steps]) for i in (0, 1))
    change = np.zeros((len(model.species), len(model.steps)))
    for number, step in enumerate(model.steps):
        for place in step.reactants:
            change[place, number] -= 1
        for place in step.products:
            change[place, number] += 1

    def slope(_: float, state: Vector) -> Vector:
        found: Vector = change @ (rates * state[left] * state[right])
        return found

    def jacobian(_: float, state: Vector) -> Vector:
        columns = np.arange(len(rates))
        partial = np.zeros((len(rates), len(state)))
        np.add.at(partial, (columns, left), rates * state[right])
        np.add.at(partial, (columns, right), rates * state[left])
        found: Vector = change @ partial
        return found

    course = solve_ivp(
        slope,
        (0.0, float(times_s[-1])),
        start,
        method="LSODA",
        t_eval=np.asarray(times_s, dtype=np.float64),
        jac=jacobian,
        rtol=_RTOL,
        atol=_ATOL_NM,
    )
    if not course.success:
        raise HandoffError(
            "H140",
            f"gate {model.name}",
            f"a well of it cannot be simulated ({course.message})",
            "leave its wells out of the readout",
        )
    found: Vector = course.y[index[OPENED]]
    return found


def _product_of(model: GateModel) -> str:
    """The species that the reporter takes and a firing makes."""
    made = {place for s in model.steps if s.kind is GateStepKind.ONWARD for place in s.products}
    taken = [s.reactants[0] for s in model.steps if s.kind is GateStepKind.REPORTER]
    return model.species[next(place for place in taken if place in made)]
