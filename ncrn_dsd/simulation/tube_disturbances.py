"""What goes wrong in a tube: the table of disturbances, and what each row of it does.

A row is the keys of a class: their meaning, usual sizes and source. All else that names a
disturbance derives from there, so that a new one is a class here, and a value of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ncrn_dsd.ir.tube import Tube, TubeGate, TubeStepKind
from ncrn_dsd.model import disturbances as table
from ncrn_dsd.model.disturbances import DisturbanceKey
from ncrn_dsd.plugins import Door
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.tube import Addition, Drawn, TubeDisturbance
from ncrn_dsd.units import TIME_S


def _size(drawn: Drawn, key: DisturbanceKey) -> float:
    size = drawn.size(key)
    return 0.0 if size is None else size


class _Binding(TubeDisturbance):
    """Binding, and the opening that undoes it, at a rate of their own at every site."""

    keys = (
        DisturbanceKey(
            name="k",
            meaning="binding and displacement rate, equal for all history variants of a signal",
            per="site: gate, toehold with flanks, branch domain",
            distribution="log-normal, standard deviation ln of the value",
            low=1.0,
            high=100.0,
            working=1.3,
            hard=1.3,
            source="residual of kf, Hertel 2022: 1.27 to 1.44",
        ),
    )

    def names(self, tube: Tube) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.site for step in tube.steps if step.site))

    def rate_factors(self, tube: Tube, drawn: Drawn) -> Vector:
        spread = math.log(_size(drawn, self.keys[0]))
        factor = {
            site: math.exp(spread * drawn.normal(self.keys[0], site)) for site in self.names(tube)
        }
        return np.array([factor.get(step.site, 1.0) for step in tube.steps])


BINDING = _Binding()


class _Balance(TubeDisturbance):
    """How long a toehold stays, in a balance of two sites that each have a draw of their own."""

    keys = (
        DisturbanceKey(
            name="K",
            meaning="balance of a toehold exchange; equal words with equal flanks share the draw",
            per="pair of sites",
            distribution="log-normal, standard deviation ln of the value",
            low=1.0,
            high=100.0,
            working=1.2,
            hard=1.6,
            source="two independent toeholds of 0.26 kcal/mol give 1.86; a measured and chosen "
            "pool about 1.2",
        ),
    )

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


BALANCE = _Balance()


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


LEAK = _Leak()


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

    keys = (
        DisturbanceKey(
            name="burst",
            meaning="share of a gate's output that is free at once",
            per="gate",
            distribution="uniform from 0 to the value",
            low=0.0,
            high=1.0,
            working=0.003,
            hard=0.01,
            source="badly made strands, with PAGE or without",
        ),
    )
    largest = 1.0

    def parts_of_gate(self, gate: TubeGate, drawn: Drawn) -> Iterable[tuple[str, float]]:
        share = self.share(gate, drawn)
        return [(output, share) for output in gate.outputs]


BURST = _Burst()


class _Dead(_OfGates):
    """A part of every gate's copies does nothing."""

    keys = (table.DEAD,)

    def content_factor(self, tube: Tube, species: str, drawn: Drawn) -> float:
        gate = tube.gate_of(species)
        return 1.0 if gate is None else 1 - self.share(gate, drawn)


DEAD = _Dead()


class _Eats(_OfGates):
    """A part of every gate's copies takes inputs and gives nothing but fuels back."""

    keys = (
        DisturbanceKey(
            name="eats",
            meaning="share of copies that take inputs and give nothing",
            per="gate",
            distribution="uniform from 0 to twice the value",
            low=0.0,
            high=1.0,
            working=0.01,
            hard=0.05,
            source="synthesis",
        ),
    )
    adds = frozenset((Addition.EATING,))

    def parts_of_gate(self, gate: TubeGate, drawn: Drawn) -> Iterable[tuple[str, float]]:
        return () if gate.eating is None else [(gate.eating, self.share(gate, drawn))]


EATS = _Eats()


class _Stock(TubeDisturbance):
    """Every stock has a concentration that is wrong in the whole run."""

    keys = (
        DisturbanceKey(
            name="stock",
            meaning="concentration of a stock, wrong once for the whole run",
            per="stock",
            distribution="normal, standard deviation",
            low=0.0,
            high=1.0,
            working=0.05,
            hard=0.1,
            source="absorbance at 260 nm",
        ),
    )

    def names(self, tube: Tube) -> tuple[str, ...]:
        return tuple(tube.stocks.values())

    def content_factor(self, tube: Tube, species: str, drawn: Drawn) -> float:
        key = self.keys[0]
        return max(0.0, 1 + _size(drawn, key) * drawn.normal(key, tube.stocks[species]))


STOCK = _Stock()


class _Pipette(TubeDisturbance):
    """Every step has a volume that is off, small ones more than large ones."""

    keys = (
        table.PIPETTE,
        DisturbanceKey(
            name="pipette_floor",
            meaning="volume of one step, whatever the volume",
            per="step",
            distribution="normal, standard deviation",
            low=0.0,
            high=10.0,
            unit="uL",
            working=0.05,
            hard=0.05,
            source="datasheets",
        ),
    )

    def step_factor(self, step: str, volume_uL: float, drawn: Drawn) -> float:
        part, floor_uL = (_size(drawn, key) for key in self.keys)
        spread = math.hypot(part, floor_uL / volume_uL)
        return 1 + spread * drawn.normal(self.keys[0], step)


PIPETTE = _Pipette()


class _Read(TubeDisturbance):
    """Every read has an error of its own."""

    keys = (table.READ,)

    def read_error(self, step: str, drawn: Drawn) -> float:
        return _size(drawn, self.keys[0]) * drawn.normal(self.keys[0], step)


READ = _Read()


class _Decay(TubeDisturbance):
    """All strands, and complexes with them, are lost alike."""

    keys = (
        DisturbanceKey(
            name="decay",
            meaning="loss of strands in Mg2+",
            per="all strands alike",
            distribution="the value",
            low=0.0,
            high=1.0,
            unit="per day",
            working=0.01,
            hard=0.03,
        ),
    )
    is_drawn = False

    def kept_strands(self, duration_s: float, drawn: Drawn) -> float:
        return float((1 - _size(drawn, self.keys[0])) ** (duration_s / TIME_S["d"]))


DECAY = _Decay()


class _Evaporation(TubeDisturbance):
    """Water is lost."""

    keys = (
        DisturbanceKey(
            name="evaporation",
            meaning="loss of volume",
            per="all wells alike",
            distribution="the value",
            low=0.0,
            high=1.0,
            unit="per day",
            working=0.01,
            hard=0.03,
            source="sealed plates",
        ),
    )
    is_drawn = False

    def kept_volume(self, duration_s: float, drawn: Drawn) -> float:
        return float((1 - _size(drawn, self.keys[0])) ** (duration_s / TIME_S["d"]))


EVAPORATION = _Evaporation()


class _Wash(TubeDisturbance):
    """A removal leaves some of the waste and loses some of what it should keep."""

    keys = (table.WASTE_LEFT, table.KEPT_LOST)
    is_drawn = False

    def waste_left(self, drawn: Drawn) -> float:
        return _size(drawn, self.keys[0])

    def kept_lost(self, drawn: Drawn) -> float:
        return _size(drawn, self.keys[1])


WASH = _Wash()


class _Dilution(TubeDisturbance):
    """What is dosed takes room."""

    keys = (
        DisturbanceKey(
            name="dilution",
            meaning="whether what is dosed takes room",
            per="step",
            distribution="1 for always",
            low=0.0,
            high=1.0,
            working=1.0,
            hard=1.0,
            source="volumes add up",
        ),
    )
    is_drawn = False
    is_planned_for = True

    def thins(self, drawn: Drawn) -> bool:
        return _size(drawn, self.keys[0]) > 0


DILUTION = _Dilution()


class _Taking(TubeDisturbance):
    """A read takes volume out of the vessel."""

    keys = (
        DisturbanceKey(
            name="taking",
            meaning="aliquots that every replicate of a read takes out of the vessel, with what is "
            "in them",
            per="read",
            distribution="the value",
            low=0.0,
            high=1000.0,
            working=1.0,
            hard=1.0,
            source="reporters bind in the aliquot, which does not come back",
        ),
    )
    is_drawn = False
    is_planned_for = True

    def aliquots(self, drawn: Drawn) -> float:
        return _size(drawn, self.keys[0])


TAKING = _Taking()


class _Occlusion(TubeDisturbance):
    """Toeholds are held by whatever fits."""

    keys = (
        DisturbanceKey(
            name="occlusion",
            meaning="whether toeholds are held by whatever has their complement, as fast "
            "equilibria",
            per="toehold",
            distribution="1 for always",
            low=0.0,
            high=1.0,
            working=1.0,
            hard=1.0,
            source="binding of toeholds does not ask what follows",
        ),
    )
    is_drawn = False
    adds = frozenset((Addition.OCCLUSION,))


OCCLUSION = _Occlusion()


TUBE_DISTURBANCES = Door(
    "tube_disturbances",
    TubeDisturbance,
    {
        value.name: f"{__name__}:{name}"
        for name, value in tuple(globals().items())
        if isinstance(value, TubeDisturbance)
    },
)
"""Those of this package as they stand above, which is the order of the table."""


def own_disturbances() -> tuple[TubeDisturbance, ...]:
    """Those of this package; another one that is installed changes no result."""
    return tuple(map(TUBE_DISTURBANCES.load, TUBE_DISTURBANCES.own))


def disturbance_keys() -> tuple[DisturbanceKey, ...]:
    """The rows of the table. That fuels are finite is always so, and none of them."""
    return tuple(key for one in own_disturbances() for key in one.keys)


def disturbances_of(drawn: Drawn) -> tuple[TubeDisturbance, ...]:
    """The disturbances that a draw has sizes of, in the order of the door.

    Raises
    ------
    PluginError: a package that brings one of them is broken.
    """
    known = (TUBE_DISTURBANCES.load(name) for name in TUBE_DISTURBANCES.names)
    return tuple(one for one in known if any(drawn.size(key) is not None for key in one.keys))


def disturbed_rates(tube: Tube, drawn: Drawn, nominal: Vector) -> Vector:
    """The rates of the reactions of a tube, shape (reactions,), in the unit of the nominal ones."""
    rates = nominal.copy()
    for one in disturbances_of(drawn):
        factors = one.rate_factors(tube, drawn)
        if factors is not None:
            rates *= factors
    return rates
