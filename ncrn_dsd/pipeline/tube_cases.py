"""What goes wrong together in a tube: cases by words, and the draws of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from ncrn_dsd.analyses.robustness import draw_seed
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.survival import WITHOUT
from ncrn_dsd.ir.tube import Tube
from ncrn_dsd.model.disturbances import LEAK, PREDICTED_LEAK, DisturbanceKey
from ncrn_dsd.model.quantities import COLUMNS
from ncrn_dsd.model.side_reactions import LeakRates
from ncrn_dsd.simulation.tube import Addition, Drawn, TubeDisturbance, draw_of
from ncrn_dsd.simulation.tube_disturbances import (
    TUBE_DISTURBANCES,
    disturbance_keys,
    disturbances_of,
    own_disturbances,
)


@dataclass(frozen=True, slots=True)
class TubeErrors:
    """What goes wrong together, by the names of keys with their sizes.

    Parameters
    ----------
    whole: name of the case that this is a part of and has the draws of; empty of a whole case.
    """

    name: str
    sizes: tuple[tuple[str, float], ...]
    whole: str = ""
    leak_rates: LeakRates = LeakRates.STATED

    @property
    def disturbances(self) -> tuple[TubeDisturbance, ...]:
        """Those that it has sizes of."""
        return disturbances_of(Drawn(self.sizes, 0))

    @property
    def additions(self) -> frozenset[Addition]:
        """Reactions that it needs."""
        return frozenset(one for d in self.disturbances for one in d.adds)

    @property
    def definition(self) -> str:
        """Every key with its size and meaning."""
        if self.name in COLUMNS:
            return f"all disturbances of a {self.name} tube at once"
        if self.whole:
            left = ", ".join(one.name for one in self.disturbances) or "nothing"
            return f"the draws of {self.whole}, of which there are still {left}"
        sizes = dict(self.sizes)
        keys = [_key_at(k, self.leak_rates) for d in self.disturbances for k in d.keys]
        keys = [key for key in keys if key.name in sizes]
        return "; ".join(f"{_sized(key, sizes[key.name])}: {key.meaning}" for key in keys)

    def without(self, names: Sequence[str]) -> TubeErrors:
        """What is left when these disturbances are as designed, in the same draws.

        Raises
        ------
        SimulationError: M063, one of them is not drawn anyway.
        """
        drawn = {one.name: one for one in self.disturbances}
        for name in names:
            if name not in drawn:
                raise SimulationError(
                    "M063",
                    f"the case {self.name}",
                    f"{name} is left out of it and is not in it",
                    f"leave out some of {', '.join(drawn)}",
                )
        keys = {key.name for name in names for key in drawn[name].keys}
        return TubeErrors(
            f"{self.name}{WITHOUT}{','.join(names)}",
            tuple(pair for pair in self.sizes if pair[0] not in keys),
            self.name,
            self.leak_rates,
        )


NOTHING = TubeErrors("nothing", ())
"""Of a training in which nothing goes wrong."""


def _key_at(key: DisturbanceKey, leak_rates: LeakRates) -> DisturbanceKey:
    """The row of the table that a key stands for."""
    return PREDICTED_LEAK if key == LEAK and leak_rates is LeakRates.PREDICTED else key


def _sized(key: DisturbanceKey, size: float) -> str:
    return f"{key.name} {size:g} {key.unit}".rstrip()


def case_of(text: str, leak_rates: LeakRates = LeakRates.STATED) -> TubeErrors:
    """A case from words such as "working", "K", "K=1.6", "k=1.3,K=1.2,dead" or "working without k".

    A disturbance without a size has that of a working tube; one with a size that has further keys
    has these as in a working tube.

    Raises
    ------
    PluginError: P001, there is no such disturbance.
    SimulationError: M062, a size is not within its bounds; M063, what is left out is not there.
    """
    whole, without, left_out = text.partition(WITHOUT)
    if without:
        names = [name.strip() for name in left_out.split(",")]
        return case_of(whole.strip(), leak_rates).without(names)
    if text in COLUMNS:
        column = (_key_at(key, leak_rates) for key in disturbance_keys())
        sizes_of_column = tuple((key.name, key.level(text)) for key in column)
        return TubeErrors(text, sizes_of_column, leak_rates=leak_rates)
    sizes: dict[str, float] = {}
    for word in text.split(","):
        name, _, size = word.partition("=")
        one = TUBE_DISTURBANCES.load(name.strip())
        keys = [_key_at(key, leak_rates) for key in one.keys]
        sizes |= {key.name: key.working for key in keys}
        if size:
            sizes[one.name] = _size(keys[0], size)
    return TubeErrors(text, tuple(sizes.items()), leak_rates=leak_rates)


def _size(key: DisturbanceKey, text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        size = math.nan
    if not key.bounds.low <= size <= key.bounds.high:
        raise SimulationError(
            "M062",
            f"the disturbance {key.name}",
            f"its size is {text}",
            f"give a size {key.bounds}, such as {key.working:g}",
        )
    return size


def usual_cases() -> tuple[str, ...]:
    """Every disturbance of this package alone, then all of them at once."""
    return (*(one.name for one in own_disturbances()), *COLUMNS)


def with_each_left_out(cases: Sequence[TubeErrors]) -> tuple[TubeErrors, ...]:
    """After every case of several disturbances, that case without each of them."""
    found = []
    for case in cases:
        found.append(case)
        if not case.whole and len(case.disturbances) > 1:
            found += [case.without([one.name]) for one in case.disturbances]
    return tuple({case.name: case for case in found}.values())


def draws_of(case: TubeErrors, seed: int, draws: int) -> tuple[Drawn, ...]:
    """The draws of a case; one is enough where nothing is left to chance."""
    # What is left of a whole is drawn as in the whole, so that both differ in nothing else.
    count = draws if case.whole or any(one.is_drawn for one in case.disturbances) else 1
    of = case.whole or case.name
    return tuple(Drawn(case.sizes, draw_seed(seed, of, number)) for number in range(1, count + 1))


def single_draws(
    case: TubeErrors, tube: Tube, seed: int, count: int
) -> list[tuple[str, str, TubeErrors, Drawn]]:
    """The largest of the draws of a tube that belong to one site, gate or stock, each alone."""
    sizes = dict(case.sizes)
    ranked = []
    for one in case.disturbances:
        own = tuple((key.name, sizes[key.name]) for key in one.keys)
        for name in one.names(tube):
            only = Drawn(own, seed, (draw_of(one.keys[0], name),))
            extreme = NormalDist().inv_cdf(only.uniform(one.keys[0], name))
            ranked.append((abs(extreme), one.name, name, TubeErrors(one.name, own), only))
    ranked.sort(key=lambda r: (-r[0], r[1], r[2]))
    return [(of, name, alone, drawn) for _, of, name, alone, drawn in ranked[:count]]
