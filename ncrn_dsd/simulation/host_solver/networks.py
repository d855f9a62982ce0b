"""Networks of any order up to three, ready to be integrated many times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.conservation import net_change
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.mass_action import AnyReaction, Vector

LARGEST_u = 1e6
"""A concentration beyond it has run away."""

_MOST_REACTANTS = 3


class ThreeBodyNetwork:
    """Mass-action kinetics with up to three reactants, by an explicit method.

    The engine for strand displacement has no reactions of three molecules. The networks here are
    small and their rate constants within a few decades, where an explicit method is quick.

    Raises
    ------
    SimulationError: M002, a reaction has more than three reactants.
    """

    def __init__(self, species: Sequence[str], reactions: Sequence[AnyReaction]) -> None:
        from ncrn_dsd.simulation.host_solver.kernel import ThreeBodyReactions

        n = len(species)
        index = {name: i for i, name in enumerate(species)}
        reactants = np.full((len(reactions), _MOST_REACTANTS), n, dtype=np.int64)
        start, places, changes = [0], [], []
        for r, one in enumerate(reactions):
            if one.order > _MOST_REACTANTS:
                raise SimulationError(
                    "M002",
                    str(one),
                    f"the reaction has {one.order} reactants",
                    "split it into reactions with at most three",
                )
            reactants[r, : one.order] = [index[s] for s in one.reactants]
            for name, count in net_change(one.reactants, one.products).items():
                places.append(index[name])
                changes.append(float(count))
            start.append(len(places))
        self._net = ThreeBodyReactions(
            rate=np.array([one.rate for one in reactions], dtype=np.float64),
            first=reactants[:, 0].copy(),
            second=reactants[:, 1].copy(),
            third=reactants[:, 2].copy(),
            start=np.array(start, dtype=np.int64),
            species=np.array(places, dtype=np.int64),
            change=np.array(changes, dtype=np.float64),
        )

    def after(self, start: Vector, duration: float, tolerances: Tolerances) -> Vector:
        """The state after `duration`, shape (n,).

        Raises
        ------
        SimulationError: M070, the solver gave up or a concentration grows without bound.
        """
        from ncrn_dsd.simulation.host_solver import kernel

        bounds = kernel.StepBounds(
            tolerances.relative,
            tolerances.absolute,
            tolerances.floor,
            LARGEST_u,
            tolerances.max_steps,
        )
        y = np.append(start, 1.0)
        code, time, _ = kernel.advance(kernel.DORMAND_PRINCE, self._net, bounds, y, duration)
        if code != kernel.DONE:
            reasons = {
                kernel.TOO_MANY_STEPS: "the limit of steps was reached",
                kernel.STEP_TOO_SMALL: "the step became too small to move on",
                kernel.RUNAWAY: f"a concentration exceeds {LARGEST_u:g} u",
            }
            raise SimulationError(
                "M070",
                "integration",
                f"the solver stopped after {time:g} of {duration:g} tau: {reasons[code]}",
                "shorten the phase, raise the annihilation rate, or lower the learning rate",
            )
        end: Vector = np.maximum(y[:-1], 0.0)
        return end
