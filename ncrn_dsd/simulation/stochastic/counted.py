"""A mass-action network in a volume, as reactions between counted molecules.

A deterministic constant k of the plain convention, in a volume of W molecules per concentration
unit, gives the propensities k W (no reactant), k X (A), (k/W) X Y (A + B), (k/W) X (X - 1) (2 A),
(k/W^2) X (X - 1) Y (2 A + B) and so on: that of 2 A follows from k [A]^2, which counts firings, not
pairs times two.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.conservation import net_change
from ncrn_dsd.ir.reaction import Molecules, Reaction, Units
from ncrn_dsd.simulation.mass_action import MassAction
from ncrn_dsd.simulation.stochastic.layout import WIDTH, Events, Tree
from ncrn_dsd.simulation.stochastic.volume import Counts, Real, Volume

Flat = NDArray[np.int64]


class CountedSystem:
    """A network whose molecules are counted.

    Parameters
    ----------
    system: the network, its concentrations in `volume.unit_M`; its time unit stays.

    Raises
    ------
    SimulationError: a rate constant is negative or not finite.
    """

    def __init__(self, system: MassAction[Units], volume: Volume) -> None:
        self.system = system
        self.volume = volume
        for reaction in system.reactions:
            if not 0 <= reaction.rate < np.inf:
                raise SimulationError(
                    "M030",
                    str(reaction),
                    f"the rate constant is {reaction.rate:g}",
                    "give a finite number that is not negative",
                )

    @property
    def species(self) -> tuple[str, ...]:
        return self.system.species

    @cached_property
    def rates(self) -> Real:
        """Constants per molecule, pair or triple of molecules or volume, shape (m,)."""
        size = self.volume.molecules_per_unit
        reactions = self.system.reactions
        return np.array([r.rate * size ** (1.0 - len(r.reactants)) for r in reactions])

    @cached_property
    def layout(self) -> tuple[Events, Tree]:
        """The arrays for the compiled simulation."""
        return _layout(self.system, self.rates)

    @cached_property
    def in_molecules(self) -> MassAction[Molecules]:
        """The deterministic network in molecules, with a last species that counts all firings."""
        counter = "firings of all reactions"
        return MassAction(
            (*self.species, counter),
            [
                Reaction(one.reactants, (*one.products, counter), float(rate))
                for one, rate in zip(self.system.reactions, self.rates, strict=True)
            ],
        )

    def propensities(self, counts: Counts) -> Real:
        """Firings of every reaction per time, shape (m,)."""
        net, _ = self.layout
        x = np.append(counts, 1).astype(np.float64)
        found: Real = net.rate * x[net.first] * (x[net.second] - net.same)
        reaction = np.repeat(np.arange(len(found)), np.diff(net.further_start))
        np.multiply.at(found, reaction, x[net.further] - net.less)
        return found


def _layout(system: MassAction[Units], rates: Real) -> tuple[Events, Tree]:
    n, m = len(system.species), len(system.reactions)
    first, second = np.full(m, n), np.full(m, n)
    changes: list[dict[int, int]] = []
    users: list[list[int]] = [[] for _ in range(n + 1)]
    further: list[list[int]] = []
    less: list[list[int]] = []
    for r, one in enumerate(system.reactions):
        places = [system.index[name] for name in one.reactants]
        first[r], second[r] = (*places, n, n)[:2]
        further.append(places[2:])
        less.append([places[:i].count(place) for i, place in enumerate(places)][2:])
        for i in set(places):
            users[i].append(r)
        net = net_change(one.reactants, one.products)
        changes.append({system.index[name]: count for name, count in net.items()})
    dependents = [sorted({r for i in change for r in users[i]}) for change in changes]
    tree = _tree(m)
    groups = [_groups_over(dependent, tree) for dependent in dependents]
    species_start, species = _rows([list(change) for change in changes])
    dependent_start, dependent = _rows(dependents)
    group_start, group = _rows(groups)
    further_start, further_place = _rows(further)
    events = Events(
        rate=rates,
        first=first.astype(np.uint32),
        second=second.astype(np.uint32),
        same=((first == second) & (first < n)).astype(np.float64),
        further_start=further_start,
        further=further_place.astype(np.uint32),
        less=_rows(less)[1].astype(np.float64),
        species_start=species_start,
        species=species.astype(np.uint32),
        change=_rows([list(change.values()) for change in changes])[1],
        dependent_start=dependent_start,
        dependent=dependent.astype(np.uint32),
        group_start=group_start,
        group=group.astype(np.uint32),
    )
    return events, tree


def _tree(leaves: int) -> Tree:
    """A tree of sums over `leaves` propensities."""
    parent: list[int] = []
    child: list[int] = []
    depth, below = 0, max(leaves, 1)
    while depth == 0 or below > 1:
        groups = -(-below // WIDTH)
        end = len(child) + groups * WIDTH if depth == 0 else len(child)
        child += [0] * (end - len(child))
        # The sums of these groups follow, padded to whole groups unless there is only one.
        parent += [end + g for g in range(groups)]
        child += [len(parent) - groups + g for g in range(groups)]
        child += [0] * (-groups % WIDTH if groups > 1 else 0)
        depth, below = depth + 1, groups
    return Tree(np.array(parent, dtype=np.uint32), np.array(child, dtype=np.uint32), depth)


def _groups_over(entries: list[int], tree: Tree) -> list[int]:
    """Groups whose sums change with these propensities, lower levels first."""
    found: list[int] = []
    level = entries
    for _ in range(tree.depth):
        groups = sorted({entry // WIDTH for entry in level})
        found += groups
        level = [int(tree.parent[group]) for group in groups]
    return found


def _rows(rows: list[list[int]]) -> tuple[Flat, Flat]:
    """Rows one after the other: where each starts, and their entries."""
    start = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
    return start, np.array([entry for row in rows for entry in row], dtype=np.int64)
