"""What goes wrong in a tube, row by row of the table of disturbances."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ncrn_dsd.ir.tube import Tube, TubeGate, TubeStepKind
from ncrn_dsd.model import disturbances as table
from ncrn_dsd.model.disturbances import DisturbanceKey
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.tube import Addition, Drawn, TubeDisturbance
from ncrn_dsd.units import TIME_S


def _size(drawn: Drawn, key: DisturbanceKey) -> float:
    size = drawn.size(key)
    return 0.0 if size is None else size


class _Binding(TubeDisturbance):
    """Binding, and the opening that undoes it, at a rate of their own at every site."""

    keys = (table.BINDING,)

    def names(self, tube: Tube) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.site for step in tube.steps if step.site))

    def rate_factors(self, tube: Tube, drawn: Drawn) -> Vector:
        spread = math.log(_size(drawn, self.keys[0]))
        factor = {
            site: math.exp(spread * drawn.normal(self.keys[0], site)) for site in self.names(tube)
        }
        return np.array([factor.get(step.site, 1.0) for step in tube.steps])


class _Balance(TubeDisturbance):
    """How long a toehold stays, in a balance of two sites that each have a draw of their own."""

    keys = (table.BALANCE,)

    def names(self, tube: Tube) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.word for step in tube.steps if step.word))

    def rate_factors(self, tube: Tube, drawn: Drawn) -> Vector:
        # The ratio of two numbers that are drawn alike has the spread of either times root 2.
        spread = math.log(_size(drawn, self.keys[0])) / math.sqrt(2)
        factor = {
            word: math.exp(spread * drawn.normal(self.keys[0], word)) for word in self.names(tube)
        }
        return np.array(
            [
                1 / factor[step.word] if step.kind is TubeStepKind.OPENING else 1.0
                for step in tube.steps
            ]
        )


class _Leak(TubeDisturbance):
    """Displacement without a toehold, at a rate of its own for every pair of complexes.

    The chemistry has leaks at the size of the disturbance; see `tube_chemistry`.
    """

    keys = (table.LEAK,)
    adds = frozenset((Addition.LEAKS,))

    def rate_factors(self, tube: Tube, drawn: Drawn) -> Vector:
        span = math.log(table.LEAK_SPREAD)
        return np.array(
            [
                math.exp(span * (2 * drawn.uniform(self.keys[0], step.pair) - 1))
                if step.kind is TubeStepKind.LEAK
                else 1.0
                for step in tube.steps
            ]
        )


class _OfGates(TubeDisturbance):
    """What every gate has a draw of."""

    largest = 2.0
    """The largest draw, in the value."""

    def names(self, tube: Tube) -> tuple[str, ...]:
        return tuple(gate.name for gate in tube.gates)

    def share(self, gate: TubeGate, drawn: Drawn) -> float:
        """Of its copies."""
        key = self.keys[0]
        if not drawn.has(key, gate.name):
            return 0.0
        return min(1.0, self.largest * _size(drawn, key) * drawn.uniform(key, gate.name))


class _Burst(_OfGates):
    """A part of every gate's copies has let go what it holds before anything is mixed."""

    keys = (table.BURST,)
    largest = 1.0

    def parts_of_gate(self, gate: TubeGate, drawn: Drawn) -> Iterable[tuple[str, float]]:
        share = self.share(gate, drawn)
        return [(output, share) for output in gate.outputs]


class _Dead(_OfGates):
    """A part of every gate's copies does nothing."""

    keys = (table.DEAD,)

    def content_factor(self, tube: Tube, species: str, drawn: Drawn) -> float:
        gate = tube.gate_of(species)
        return 1.0 if gate is None else 1 - self.share(gate, drawn)


class _Eats(_OfGates):
    """A part of every gate's copies takes inputs and gives nothing but fuels back."""

    keys = (table.EATS,)
    adds = frozenset((Addition.EATING,))

    def parts_of_gate(self, gate: TubeGate, drawn: Drawn) -> Iterable[tuple[str, float]]:
        return () if gate.eating is None else [(gate.eating, self.share(gate, drawn))]


class _Stock(TubeDisturbance):
    """Every stock has a concentration that is wrong in the whole run."""

    keys = (table.STOCK,)

    def names(self, tube: Tube) -> tuple[str, ...]:
        return tuple(tube.stocks.values())

    def content_factor(self, tube: Tube, species: str, drawn: Drawn) -> float:
        key = self.keys[0]
        return max(0.0, 1 + _size(drawn, key) * drawn.normal(key, tube.stocks[species]))


class _Pipette(TubeDisturbance):
    """Every step has a volume that is off, small ones more than large ones."""

    keys = (table.PIPETTE, table.PIPETTE_FLOOR)

    def step_factor(self, step: str, volume_uL: float, drawn: Drawn) -> float:
        part, floor_uL = (_size(drawn, key) for key in self.keys)
        spread = math.hypot(part, floor_uL / volume_uL)
        return 1 + spread * drawn.normal(self.keys[0], step)


class _Read(TubeDisturbance):
    """Every read has an error of its own."""

    keys = (table.READ,)

    def read_error(self, step: str, drawn: Drawn) -> float:
        return _size(drawn, self.keys[0]) * drawn.normal(self.keys[0], step)


class _Decay(TubeDisturbance):
    """All strands, and complexes with them, are lost alike."""

    keys = (table.DECAY,)
    is_drawn = False

    def kept_strands(self, duration_s: float, drawn: Drawn) -> float:
        return float((1 - _size(drawn, self.keys[0])) ** (duration_s / TIME_S["d"]))


class _Evaporation(TubeDisturbance):
    """Water is lost."""

    keys = (table.EVAPORATION,)
    is_drawn = False

    def kept_volume(self, duration_s: float, drawn: Drawn) -> float:
        return float((1 - _size(drawn, self.keys[0])) ** (duration_s / TIME_S["d"]))


class _Wash(TubeDisturbance):
    """A removal leaves some of the waste and loses some of what it should keep."""

    keys = (table.WASH, table.WASH_LOSS)
    is_drawn = False

    def waste_left(self, drawn: Drawn) -> float:
        return _size(drawn, self.keys[0])

    def kept_lost(self, drawn: Drawn) -> float:
        return _size(drawn, self.keys[1])


class _Dilution(TubeDisturbance):
    """What is dosed takes room."""

    keys = (table.DILUTION,)
    is_drawn = False

    def thins(self, drawn: Drawn) -> bool:
        return _size(drawn, self.keys[0]) > 0


class _Taking(TubeDisturbance):
    """A read takes volume out of the vessel."""

    keys = (table.TAKING,)
    is_drawn = False

    def reads_take(self, drawn: Drawn) -> bool:
        return _size(drawn, self.keys[0]) > 0


class _Occlusion(TubeDisturbance):
    """Toeholds are held by whatever fits."""

    keys = (table.OCCLUSION,)
    is_drawn = False
    adds = frozenset((Addition.OCCLUSION,))


BINDING, BALANCE, LEAK = _Binding(), _Balance(), _Leak()
BURST, DEAD, EATS = _Burst(), _Dead(), _Eats()
STOCK, PIPETTE, READ = _Stock(), _Pipette(), _Read()
DECAY, EVAPORATION, WASH = _Decay(), _Evaporation(), _Wash()
DILUTION, TAKING, OCCLUSION = _Dilution(), _Taking(), _Occlusion()
