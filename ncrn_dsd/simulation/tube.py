"""A disturbed tube: what errors do to the rates of strands, and to what a host does with them.

A disturbance is a value behind the door of `tube_disturbances.py`; what it does is in the methods
that it overrides. Each draw is a number that follows from the seed, the key of the disturbance and
the name of what is drawn, and from nothing else, so that neither other disturbances nor other gates
change it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from statistics import NormalDist

import numpy as np
from scipy import sparse

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Removable
from ncrn_dsd.ir.schedule import Content, Removal, TopUp
from ncrn_dsd.ir.tube import Tube, TubeGate
from ncrn_dsd.model.disturbances import DisturbanceKey
from ncrn_dsd.plugins import Entry, NamesParts
from ncrn_dsd.simulation.chemistry import Chemistry, chemistry_at, without_inert
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.training import SimulatedVessel, VesselHost

_NORMAL = NormalDist()


class Addition(Enum):
    """Reactions beside those that were designed, which a disturbance acts through."""

    LEAKS = "leaks"
    EATING = "gates that eat"
    OCCLUSION = "occluded toeholds"


def draw_of(key: DisturbanceKey, name: str) -> str:
    """The draw that a name has from a disturbance, in words."""
    return f"{key.name}: {name}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw of errors.

    Parameters
    ----------
    sizes: of disturbances, by the names of their keys; those that are not there are none.
    only: if not None, the names that are drawn, each by `draw_of`; all else is as designed.
    """

    sizes: tuple[tuple[str, float], ...]
    seed: int
    only: tuple[str, ...] | None = None

    def size(self, key: DisturbanceKey) -> float | None:
        """Of a disturbance; None where it is not drawn."""
        return dict(self.sizes).get(key.name)

    def has(self, key: DisturbanceKey, name: str) -> bool:
        """Whether the draw of this name is not as designed."""
        return self.only is None or draw_of(key, name) in self.only

    def uniform(self, key: DisturbanceKey, name: str) -> float:
        """A number between 0 and 1, neither included."""
        digest = hashlib.sha256(f"{self.seed}\0{key.name}\0{name}".encode()).digest()
        return (int.from_bytes(digest[:8], "big") + 0.5) / 2.0**64

    def normal(self, key: DisturbanceKey, name: str) -> float:
        """A number of mean 0 and standard deviation 1; 0 where it is as designed."""
        return _NORMAL.inv_cdf(self.uniform(key, name)) if self.has(key, name) else 0.0


class TubeDisturbance(NamesParts):
    """One thing that goes wrong in a tube: what each method does not override stays as designed.

    Parameters of the methods
    -------------------------
    drawn: sizes and the source of all numbers; `drawn.size` of each of `keys` is not None.
    """

    keys: tuple[DisturbanceKey, ...]
    """Key, usual sizes and source; the first gives the name."""
    adds: frozenset[Addition] = frozenset()
    is_drawn = True
    """Whether it leaves anything to chance."""
    is_planned_for = False
    """Whether who plans refills reckons with it."""

    @property
    def name(self) -> str:
        """Of its first key."""
        return self.keys[0].name

    @property
    def parts(self) -> tuple[Entry, ...]:
        """Where its class is, so that results depend on its code."""
        return (Entry.of_class(self.name, type(self)),)

    def names(self, tube: Tube) -> tuple[str, ...]:
        """What has a draw of its own and can be to blame; none where single draws mean little."""
        del tube
        return ()

    def rate_factors(self, tube: Tube, drawn: Drawn) -> Vector | None:
        """By what every rate is multiplied, shape (reactions,); None for nothing."""
        del tube, drawn
        return None

    def content_factor(self, tube: Tube, species: str, drawn: Drawn) -> float:
        """By what every amount of a dosed species is multiplied."""
        del tube, species, drawn
        return 1.0

    def parts_of_gate(self, gate: TubeGate, drawn: Drawn) -> Iterable[tuple[str, float]]:
        """Species that come instead of a gate, with their part of its amount."""
        del gate, drawn
        return ()

    def step_factor(self, step: str, volume_uL: float, drawn: Drawn) -> float:
        """By what the volume of a pipetting step is multiplied."""
        del step, volume_uL, drawn
        return 1.0

    def kept_strands(self, duration_s: float, drawn: Drawn) -> float:
        """The part of all strands that is there after a time."""
        del duration_s, drawn
        return 1.0

    def kept_volume(self, duration_s: float, drawn: Drawn) -> float:
        """The part of the volume that is there after a time."""
        del duration_s, drawn
        return 1.0

    def read_error(self, step: str, drawn: Drawn) -> float:
        """What a read shows too much, in its full scale."""
        del step, drawn
        return 0.0

    def waste_left(self, drawn: Drawn) -> float:
        """The part of what a removal takes out that stays."""
        del drawn
        return 0.0

    def kept_lost(self, drawn: Drawn) -> float:
        """The part of what a removal should keep that is lost."""
        del drawn
        return 0.0

    def thins(self, drawn: Drawn) -> bool:
        """Whether what is dosed takes room."""
        del drawn
        return False

    def aliquots(self, drawn: Drawn) -> float:
        """How many a read takes out of the vessel."""
        del drawn
        return 0.0


@dataclass
class TubeHost(VesselHost):
    """A host whose steps, stocks and reads err, and whose vessel loses what it should not.

    Sinks are as planned: binding strands are added without errors, and take the room stated.

    Parameters
    ----------
    drawn: with the disturbances whose keys it has sizes of.
    end_uL: what the vessel holds when the training is over; None before that.
    largest_read_u: what a rail showed at most, without errors of reads.
    """

    tube: Tube
    disturbances: Sequence[TubeDisturbance]
    drawn: Drawn
    end_uL: float | None = None
    largest_read_u: float = 0.0
    _factors: dict[str, float] = field(default_factory=dict)
    _pools: _PoolsAt | None = None
    _parts: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    calibrates = True

    def dose(
        self, vessel: SimulatedVessel, contents: Sequence[Content], step: str, takes: float = 0.0
    ) -> None:
        amounts = [vessel.amount(c) for c in contents]
        self._pour(vessel, contents, amounts, step, takes)

    def top_up(self, vessel: SimulatedVessel, action: TopUp, step: str) -> None:
        """The level of each species is that which its own stock is taken for."""
        if action.sinks:
            for content in action.contents:
                level = vessel.amount(content) * self._true(content.species)
                vessel.bind_above(content.species, level)
        amounts = [
            max(0.0, vessel.amount(c) - self._total(vessel, c.species)) for c in action.contents
        ]
        self._pour(vessel, action.contents, amounts, step)

    def sink(
        self, vessel: SimulatedVessel, contents: Sequence[Content], step: str, takes: float = 0.0
    ) -> None:
        added = self._make_room(vessel, takes, 1.0)
        bound = [replace(c, amount=c.amount * added) for c in contents]
        super().sink(vessel, bound, step)

    def removal(self, action: Removal) -> tuple[float, float]:
        """The worse of what the schedule reckons with and what was drawn."""
        planned = super().removal(action)
        drawn = [(d.waste_left(self.drawn), d.kept_lost(self.drawn)) for d in self.disturbances]
        stays, lost = map(max, zip(planned, *drawn, strict=True))
        return stays, lost

    def begin_wait(self, vessel: SimulatedVessel) -> None:
        """Sites that occlude are as many as there are when a wait begins."""
        if not self.tube.pools:
            return
        if self._pools is None:
            self._pools = _PoolsAt.of(self.tube, vessel.chemistry.system.index)
        self._pools.fill(vessel.state)

    def pass_time(self, vessel: SimulatedVessel, duration: float) -> None:
        strands = volume = 1.0
        for one in self.disturbances:
            strands *= one.kept_strands(duration, self.drawn)
            volume *= one.kept_volume(duration, self.drawn)
        if strands != 1 or volume != 1:
            vessel.state = vessel.state * (strands / volume)
            vessel.volume *= volume

    def read(self, vessel: SimulatedVessel, species: Sequence[str], step: str) -> dict[str, float]:
        tube = self.tube
        aliquots = sum(one.aliquots(self.drawn) for one in self.disturbances)
        taken_uL = tube.read_uL * tube.replicates * aliquots
        if tube.protocol is not None:
            planned_uL = tube.protocol.reads_uL.get(step, 0.0)
            taken_uL = planned_uL * max(1.0, aliquots)
            vessel.planned -= planned_uL / tube.vessel_uL
        held_uL = vessel.volume * tube.vessel_uL
        if taken_uL >= held_uL:
            raise SimulationError(
                "M064",
                step,
                f"the vessel holds {held_uL:.3g} uL and a read takes {taken_uL:g} uL",
                "begin with more, by first_mix_uL in [lab]",
            )
        # What is left of every species is as concentrated as before.
        vessel.volume -= taken_uL / tube.vessel_uL
        shown = {name: vessel.seen(name) for name in species}
        self.largest_read_u = max((self.largest_read_u, *shown.values()))
        count = tube.test_replicates if vessel.is_test else tube.replicates
        return {n: u + self._read_error_u(f"{step}, {n}", count) for n, u in shown.items()}

    def _read_error_u(self, read: str, count: int) -> float:
        """What the mean of so many replicates of a read shows too much."""
        replicates = range(1, count + 1)
        errors = [
            one.read_error(f"{read}, {number}", self.drawn)
            for one in self.disturbances
            for number in replicates
        ]
        return self.tube.full_scale_u * sum(errors) / count

    def end(self, vessel: SimulatedVessel) -> None:
        self.end_uL = vessel.volume * self.tube.vessel_uL

    def _pour(
        self,
        vessel: SimulatedVessel,
        contents: Sequence[Content],
        amounts: Sequence[float],
        step: str,
        takes: float = 0.0,
    ) -> None:
        """Add amounts [nM] with the errors of stocks, of copies, and of the volumes of steps.

        Several contents are a mix, into which each stock is pipetted by itself, and which is one
        step more; what is mixed before the first wait is mixed in the vessel. A premix is mixed
        once for all doses of it.

        Parameters
        ----------
        takes: the part of the vessel that is planned for it; 0 where none is.
        """
        tube = self.tube
        held_uL = vessel.volume * tube.vessel_uL
        volumes_uL = [
            held_uL * amount / (1e3 * tube.stock_uM[c.species])
            for c, amount in zip(contents, amounts, strict=True)
        ]
        part = sum(volumes_uL) / held_uL
        is_mixed = sum(volume > 0 for volume in volumes_uL) > 1
        is_added = part > 0 and vessel.time > 0
        whole_uL = part * held_uL if takes == 0 else self._planned_uL(vessel, takes)
        if vessel.is_test and whole_uL > 0:
            whole_uL = max(whole_uL, tube.test_dose_uL)
        off = self._step_factor(step, whole_uL) if is_added or not is_mixed else 1.0
        added = self._make_room(vessel, takes, off)
        is_thinned = any(one.thins(self.drawn) for one in self.disturbances)
        if tube.protocol is None and is_added and is_thinned:
            vessel.state = vessel.state / (1 + part * off)
            vessel.volume *= 1 + part * off
        premix = None if tube.protocol is None else tube.protocol.premixes.get(step)
        for content, amount, volume_uL in zip(contents, amounts, volumes_uL, strict=True):
            poured = amount * added * off * self._true(content.species)
            stock = tube.stocks[content.species]
            if premix is not None:
                own_uL = max(premix.volumes_uL[content.species], tube.mixed_uL)
                poured *= self._step_factor(f"{premix.name}, {stock}", own_uL)
            elif is_mixed:
                poured *= self._step_factor(f"{step}, {stock}", max(volume_uL, tube.mixed_uL))
            place = vessel.place(content)
            for species, share in self._instead(content.species):
                # What nothing takes is not followed.
                into = vessel.chemistry.system.index.get(species)
                if into is not None:
                    vessel.state[into] += poured * share
                poured *= 1 - share
            vessel.state[place] += poured

    def _planned_uL(self, vessel: SimulatedVessel, takes: float) -> float:
        """The volume of a step that is planned to be that part of the vessel once it is in."""
        return vessel.planned * self.tube.vessel_uL * takes / (1 - takes)

    def _make_room(self, vessel: SimulatedVessel, takes: float, off: float) -> float:
        """Thin the vessel by a step of a planned volume, times `off`.

        Returns
        -------
        What the step raises concentrations by, in what it was planned to.
        """
        if takes == 0:
            return 1.0
        before_uL = vessel.volume * self.tube.vessel_uL
        after_uL = before_uL + off * self._planned_uL(vessel, takes)
        vessel.thin(before_uL / after_uL)
        vessel.volume = after_uL / self.tube.vessel_uL
        vessel.planned /= 1 - takes
        return vessel.planned / vessel.volume

    def _step_factor(self, step: str, volume_uL: float) -> float:
        """By what the volume of a step is off; 1 for none."""
        if volume_uL <= 0:
            return 1.0
        found = [one.step_factor(step, volume_uL, self.drawn) for one in self.disturbances]
        return max(0.0, math.prod(found))

    def _total(self, vessel: SimulatedVessel, species: str) -> float:
        """What a measurement takes a species for, free or held by a toehold for nothing."""
        held = vessel.chemistry.system.index.get(self.tube.occluded.get(species, ""))
        found = vessel.found(species) + (0.0 if held is None else vessel.state[held])
        return float(found / self._true(species))

    def _true(self, species: str) -> float:
        """What is there of a species per amount that it is taken for."""
        if species not in self._factors:
            found = [d.content_factor(self.tube, species, self.drawn) for d in self.disturbances]
            self._factors[species] = math.prod(found)
        return self._factors[species]

    def _instead(self, species: str) -> tuple[tuple[str, float], ...]:
        if species not in self._parts:
            gate = self.tube.gate_of(species)
            found = (
                []
                if gate is None
                else [one.parts_of_gate(gate, self.drawn) for one in self.disturbances]
            )
            self._parts[species] = tuple(part for parts in found for part in parts)
        return self._parts[species]


@dataclass(frozen=True, slots=True)
class _PoolsAt:
    """Where pools are in a state, and how it makes them up.

    Parameters
    ----------
    places: of p pools.
    sites: open sites of g kinds, per unit of the state, shape (g, n).
    of_sites: pools by open sites, shape (p, g).
    of_members: what of the state counts beside, shape (p, n).
    """

    places: list[int]
    sites: sparse.csr_array
    of_sites: sparse.csr_array
    of_members: sparse.csr_array

    @classmethod
    def of(cls, tube: Tube, index: Mapping[str, int]) -> _PoolsAt:
        known = [pool for pool in tube.pools if pool.name in index]
        kinds = {kind.name: i for i, kind in enumerate(tube.sites)}
        return cls(
            [index[pool.name] for pool in known],
            _weights([kind.members for kind in tube.sites], index),
            _weights([pool.sites for pool in known], kinds),
            _weights([pool.members for pool in known], index),
        )

    def fill(self, state: Vector) -> None:
        """Set the pools to what the rest of the state makes up."""
        made_up = self.of_sites @ (self.sites @ state) + self.of_members @ state
        # What counts less may leave a rounding error of what it is taken from.
        state[self.places] = np.maximum(made_up, 0.0)


def _weights(
    rows: Sequence[Sequence[tuple[str, float]]], column_of: Mapping[str, int]
) -> sparse.csr_array:
    """A matrix of weights by names, without those that have no column."""
    entries = [
        (row, column_of[name], weight)
        for row, weights in enumerate(rows)
        for name, weight in weights
        if name in column_of
    ]
    shape = (len(rows), len(column_of))
    if not entries:
        return sparse.csr_array(np.zeros(shape))
    at, columns, values = zip(*entries, strict=True)
    return sparse.csr_array((values, (at, columns)), shape=shape)


def tube_chemistry(tube: Tube, point: Realisation, leak_per_M_s: float | None) -> Chemistry:
    """The chemistry of a tube, with rates as designed, without what changes nothing.

    Parameters
    ----------
    leak_per_M_s: of every way to leak; None for no leaks.
    """
    leak = 0.0 if leak_per_M_s is None else leak_per_M_s
    reactions = tuple(
        replace(r, rate=r.rate * leak) if r.leak else r for r in tube.network.reactions
    )
    chemistry = chemistry_at(replace(tube.network, reactions=reactions), point)
    return without_inert(chemistry.removing(Removable(tube.waste, tube.bearers)))
