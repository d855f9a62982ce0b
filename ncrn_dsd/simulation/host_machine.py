"""A host: its memory, the vessels of its networks, and the actions it carries out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.host import (
    MEMORY,
    AddScaled,
    CancelRails,
    Clear,
    Copy,
    HostAction,
    HostNetwork,
    HostRead,
    HostSegment,
    Integrate,
    Overwrite,
)
from ncrn_dsd.ir.reaction import Formal
from ncrn_dsd.simulation.host_solver.networks import LARGEST_u, ThreeBodyNetwork
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import MassAction, Vector

Places = NDArray[np.int64]

HOST_TOLERANCES = Tolerances(relative=1e-6, absolute=1e-9)
"""For concentrations in u of order one."""

_TWO_BODY = 2


class HostPlace:
    """Concentrations by name; the memory of the host and the vessel of a network are places."""

    def __init__(self, species: Sequence[str]) -> None:
        self.values: Vector = np.zeros(len(species))
        self._index = {name: i for i, name in enumerate(species)}
        self._looked_up: dict[tuple[str, ...], Places] = {}

    def __getitem__(self, species: str) -> float:
        return float(self.values[self._index[species]])

    def at(self, species: str) -> int:
        return self._index[species]

    def places(self, species: tuple[str, ...]) -> Places:
        """Indices of the species; those of one tuple are looked up once."""
        found = self._looked_up.get(species)
        if found is None:
            found = np.array([self._index[s] for s in species], dtype=np.int64)
            self._looked_up[species] = found
        return found


class HostVessel(HostPlace):
    """The vessel of a network; it is compiled once and integrated many times."""

    def __init__(self, crn: FormalCrn, tolerances: Tolerances) -> None:
        super().__init__(crn.names)
        self._tolerances = tolerances
        self._system: MassAction[Formal] | ThreeBodyNetwork = (
            MassAction(crn.names, crn.reactions)
            if crn.max_order <= _TWO_BODY
            else ThreeBodyNetwork(crn.names, crn.reactions)
        )

    def run(self, duration: float) -> None:
        """Let the reactions run.

        Raises
        ------
        SimulationError: M003, M004, M070 from the solvers; M071, a concentration has run away.
        """
        if isinstance(self._system, MassAction):
            self.values = integrate(self._system, self.values, duration, self._tolerances)
        else:
            self.values = self._system.after(self.values, duration, self._tolerances)
        if not float(self.values.max(initial=0.0)) <= LARGEST_u:
            raise SimulationError(
                "M071",
                "integration",
                f"a concentration exceeds {LARGEST_u:g} u",
                "shorten the phase, raise the annihilation rate, or lower the learning rate",
            )


class Host:
    """Carries out host actions; nothing else changes its memory or its vessels."""

    def __init__(
        self, networks: Sequence[HostNetwork], written: Sequence[str], tolerances: Tolerances
    ) -> None:
        names = dict.fromkeys(s for n in networks for s in n.crn.names)
        names.update(dict.fromkeys(written))
        self.memory = HostPlace(tuple(names))
        self.time = 0.0
        self._vessels = {n.name: HostVessel(n.crn, tolerances) for n in networks}

    def carry_out(self, segment: HostSegment) -> list[dict[str, float]]:
        """Do the actions in order; one dictionary of concentrations [u] per read.

        Raises
        ------
        SimulationError: as `HostPot.run`; M072, rails that are not finite would be cancelled.
        """
        reads: list[dict[str, float]] = []
        for action in segment.actions:
            if isinstance(action, HostRead):
                reads.append({s: self.memory[s] for s in action.species})
            else:
                self._do(action)
        return reads

    def _do(self, action: HostAction) -> None:
        memory = self.memory
        match action:
            case Overwrite(species, value):
                memory.values[memory.at(species)] = value
            case Copy(source, target, species):
                here, there = self._place(source), self._place(target)
                there.values[there.places(species)] = here.values[here.places(species)]
            case Integrate(network, duration):
                self._vessels[network].run(duration)
                self.time += duration
            case Clear(species):
                memory.values[memory.places(species)] = 0.0
            case AddScaled(target, source, factor):
                memory.values[memory.at(target)] += factor * memory[source]
            case CancelRails(pairs):
                self._cancel(pairs)

    def _place(self, name: str) -> HostPlace:
        return self.memory if name == MEMORY else self._vessels[name]

    def _cancel(self, pairs: tuple[tuple[str, str], ...]) -> None:
        memory = self.memory
        plus, minus = (memory.places(rail) for rail in zip(*pairs, strict=True))
        difference = memory.values[plus] - memory.values[minus]
        # max(0, NaN) is 0 in many languages, which would hide a run that went wrong.
        if not np.all(np.isfinite(difference)):
            wrong = pairs[int(np.argmin(np.isfinite(difference)))]
            raise SimulationError(
                "M072",
                f"species {wrong[0]} and {wrong[1]}",
                "the rails to cancel are not finite",
                "lower the learning rate",
            )
        memory.values[plus] = np.maximum(difference, 0.0)
        memory.values[minus] = np.maximum(-difference, 0.0)
