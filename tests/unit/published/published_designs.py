"""The published designs, small versions of their programs, and single samples of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.formats.design_toml import read_published
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.host import Copy, HostProgram, Overwrite
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.registry import build_published
from ncrn_dsd.networks.seeds import published_with_seed as with_seed
from ncrn_dsd.simulation.host_driver import host_of
from ncrn_dsd.simulation.integrate import Tolerances

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "designs" / "published"
NAMES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/design.toml")))
TIGHT = Tolerances(1e-9, 1e-12, 5_000_000)

Array = NDArray[np.float64]


def design(name: str) -> PublishedDesign:
    return read_published(FOLDER / name)


def one_sample(
    base: PublishedDesign, seed: int, weights: Array, annihilation: float
) -> HostProgram:
    """One training sample at chosen weights, with fast annihilation."""
    seeded = with_seed(base, seed)
    chosen = changed(
        seeded,
        training=changed(seeded.training, epochs=1),
        task=changed(base.task, seed=seed, train_samples=1, validation_samples=1),
        model=changed(base.model, annihilation=annihilation),
        # The published 1 tau leaves exp(-10) of the prediction and of the target out.
        host=changed(base.host, error=max(base.host.error, 3.0)),
        classes=None if base.classes is None else changed(base.classes, lower_share=None),
    )
    program = build_published(chosen)
    setup = program.setup
    named = dict(zip(program.encoding.weights, weights, strict=True))
    values = {}
    for quantity, value in named.items():
        values[quantity.positive] = max(float(value), 0.0)
        assert quantity.negative is not None
        values[quantity.negative] = max(-float(value), 0.0)
    actions = tuple(
        replace(a, value=values.get(a.species, a.value)) if isinstance(a, Overwrite) else a
        for a in setup.actions
    )
    return replace(program, setup=replace(setup, actions=actions))


def network_of(program: HostProgram, name: str) -> FormalCrn:
    return next(n.crn for n in program.networks if n.name == name)


def after_network(program: HostProgram, name: str, species: str) -> Array:
    """Signed values of the quantities with this symbol when a network hands its results over.

    They are in the order of the network, after one sample.
    """
    host = host_of(program, TIGHT)
    host.carry_out(program.setup)
    actions = program.samples[0].actions
    end = next(i for i, a in enumerate(actions) if isinstance(a, Copy) and a.source == name)
    host.carry_out(replace(program.samples[0], actions=actions[: end + 1]))
    names = [s for s in network_of(program, name).names if s.startswith(species)]
    plus = [s for s in names if s.endswith("_p")]
    return np.array([host.memory[s] - host.memory[f"{s[:-2]}_m"] for s in plus])
