"""Networks to integrate: a dual-rail learner, and strand-displacement systems of growing size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.systems import cat
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.reaction import Reaction, Units
from ncrn_dsd.simulation.chemistry import dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction, Vector
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SCHEME = "soloveichik2010"
LIMITS = EnumerationOptions(max_complexes=5_000_000, max_reactions=20_000_000, engine=Engine.OWN)
SIGNAL_NM, FUEL_NM = 20.0, 1e4
PHASE_S = 2e4


@dataclass(frozen=True)
class Phase:
    """One wait of a network: where it starts, how long it is, and what counts as small."""

    name: str
    system: MassAction[Units]
    start: Vector
    duration: float
    unit: float

    @property
    def size(self) -> tuple[int, int]:
        """Numbers of species and reactions."""
        return len(self.system.species), len(self.system.reactions)


def learner(inputs: int = 3) -> Phase:
    """Dual-rail linear neuron with updates by the error and annihilation, in u."""
    lines = []
    for i in range(inputs):
        lines.append(f"W{i}_p + W{i}_m -> [k = 1]")
        lines.append(f"X{i} -> [k = 0.05]")
        for rail, other in (("p", "m"), ("m", "p")):
            lines.append(f"X{i} + W{i}_{rail} -> X{i} + W{i}_{rail} + Y_{rail} [k = 0.1]")
            lines.append(f"E_{rail} + X{i} -> E_{rail} + X{i} + W{i}_{other} [k = 0.02]")
    for rail, other in (("p", "m"), ("m", "p")):
        lines += [f"Y_{rail} -> E_{rail} [k = 0.5]", f"E_{rail} -> [k = 0.1]"]
        lines.append(f"T_{rail} -> E_{other} [k = 0.3]")
    lines += ["Y_p + Y_m -> [k = 30]", "E_p + E_m -> [k = 30]"]
    crn = read_crn("\n".join(lines), "learner").crn
    system = formal_chemistry(crn).system
    # The counters of firings only add columns that others need not integrate.
    formal = MassAction(
        crn.names, [_without_counter(law, set(crn.names)) for law in system.reactions]
    )
    start = np.zeros(len(crn.names))
    amounts = {"T_p": 2.0} | {f"X{i}": 3.0 + i for i in range(inputs)}
    amounts |= {f"W{i}_{rail}": 1.0 + 0.5 * i for i in range(inputs) for rail in "pm"}
    for name, amount in amounts.items():
        start[formal.index[name]] = amount
    return Phase("abstract learner", formal, start, 30.0, 1e-2)


def _without_counter(law: AnyReaction, names: set[str]) -> AnyReaction:
    return Reaction(law.reactants, tuple(p for p in law.products if p in names), law.rate)


def strands(products: int) -> Phase:
    """Forward pass of a layer with `products` weights, in strands, in nM and s."""
    crn = cat(products)
    system = translate(crn, load_scheme(SCHEME))
    network = enumerate_whole(system, crn, frozenset(crn.names), LIMITS)
    chemistry = dsd_chemistry(network, 1e-9, dict.fromkeys(crn.names, 1.0))
    start = np.zeros(len(network.species))
    for name, place in chemistry.dose_index.items():
        if name not in crn.names:
            start[place] = FUEL_NM
        elif name[0] in "XW":
            start[place] = SIGNAL_NM
    name = f"{SCHEME}, {len(network.reactions)} reactions"
    return Phase(name, chemistry.system, start, PHASE_S, 1.0)
