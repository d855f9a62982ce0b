"""One view of a network for schedules, the same for formal and for DSD networks.

A schedule names formal species and fuels. `Chemistry` says which species of the simulated
network a dose goes to, and what a read of a formal species sees.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork, Removable
from ncrn_dsd.ir.reaction import Formal, Nanomolar, Reaction, Units, in_nanomolar
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.mass_action import MassAction, SlowReaction, holding
from ncrn_dsd.units import NM_PER_M

DSD_LEVEL = "dsd"

Seen = tuple[tuple[int, float], ...]
"""Indices of species and the weights with which a read sums their concentrations."""

SLOW_PER_TAU = 0.01
"""Leaks that take less than this part of anything per tau are slow against what a step follows."""

ABSTRACT_TOLERANCES = Tolerances(relative=1e-4, absolute=1e-8)
"""For concentrations in u, of which weights and signals are a few."""


@dataclass(frozen=True)
class Chemistry:
    """A network that can be dosed, run and read.

    Parameters
    ----------
    level: "abstract" or "dsd".
    dose_index: where a dose of a name of the schedule goes.
    dose_factor: concentration unit of the network per unit of a dose.
    seen: what a read of a formal species sums; the result is in u.
    dose_per_u: what stands for 1 u in a dose: 1 at the abstract level, a concentration in M.
    counters: indices of the species that count how often each reaction fired, if there are any.
    tolerances: what integrations of this network should keep, in its own concentration unit.
    waste: indices of species that a wash takes out.
    bearers: per formal species, indices of all species with a strand of it, fuels aside.
    """

    level: str
    system: MassAction[Units]
    dose_index: Mapping[str, int]
    dose_factor: float
    seen: Mapping[str, Seen]
    dose_per_u: float = 1.0
    counters: tuple[int, ...] = ()
    tolerances: Tolerances = field(default_factory=Tolerances)
    waste: tuple[int, ...] = ()
    bearers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def removing(self, removable: Removable) -> Chemistry:
        """The same with what is taken out and held back."""
        place = self.system.index
        return replace(
            self,
            waste=tuple(place[name] for name in removable.waste),
            bearers={
                formal: tuple(place[name] for name in names)
                for formal, names in removable.bearers.items()
            },
        )


def formal_chemistry(crn: FormalCrn, constant: Collection[str] = ()) -> Chemistry:
    """The formal network itself, in u and tau, with a counter of firings per reaction.

    A counter is a product that nothing consumes, so that it grows by one per firing.

    Parameters
    ----------
    constant: species whose concentration does not change.
    """
    counters = [f"firings of reaction {i}" for i in range(len(crn.reactions))]
    counted = [
        holding(replace(r, products=(*r.products, counter)), constant)
        for r, counter in zip(crn.reactions, counters, strict=True)
    ]
    system: MassAction[Formal] = MassAction((*crn.names, *counters), counted)
    return Chemistry(
        level="abstract",
        system=system,
        dose_index=system.index,
        dose_factor=1.0,
        seen={name: ((system.index[name], 1.0),) for name in crn.names},
        counters=tuple(system.index[name] for name in counters),
        tolerances=ABSTRACT_TOLERANCES,
        bearers={name: (system.index[name],) for name in crn.names},
    )


def chemistry_at(network: ReactionNetwork, point: Realisation) -> Chemistry:
    """An enumerated network at its operating point; see `dsd_chemistry`."""
    free = {f.species: f.fraction for f in point.free}
    fuels_M = sum(f.highest_M for f in point.fuels)
    slow_leak_per_M_s = SLOW_PER_TAU / (fuels_M * point.time_unit_s) if fuels_M else 0.0
    return dsd_chemistry(network, point.concentration_unit_M, free, slow_leak_per_M_s)


def dsd_chemistry(
    network: ReactionNetwork,
    concentration_unit_M: float,
    free_fraction: Mapping[str, float],
    slow_leak_per_M_s: float = 0.0,
) -> Chemistry:
    """An enumerated network in nM and s, with fuels as species that are used up.

    A read measures the free strands of all variants of a signal and divides by the fraction
    that the gates leave free, which is what a calibrated reporter does.

    Parameters
    ----------
    concentration_unit_M: the concentration that one u stands for.
    free_fraction: per formal species, the fraction that is not held by gates.
    slow_leak_per_M_s: leaks up to this rate constant are slow; see `SlowReaction`.
    """
    reactions = [_simulated(r, slow_leak_per_M_s) for r in network.reactions]
    system: MassAction[Nanomolar] = MassAction(network.names, reactions)
    dose_index = {s.name: system.index[s.name] for s in network.with_role(ComplexRole.FUEL)}
    seen: dict[str, Seen] = {}
    for meaning in network.interpretation.meanings:
        place = system.index[meaning.species]
        for formal in meaning.formal:
            # The first variant is the strand with the signal's own history, the one ordered.
            dose_index.setdefault(formal, place)
            weight = 1 / (free_fraction[formal] * concentration_unit_M * NM_PER_M)
            seen[formal] = (*seen.get(formal, ()), (place, weight))
    return Chemistry(DSD_LEVEL, system, dose_index, NM_PER_M, seen, concentration_unit_M)


def _simulated(
    reaction: NetworkReaction[str], slow_leak_per_M_s: float
) -> Reaction[str, Nanomolar]:
    made = in_nanomolar(reaction)
    if reaction.leak and reaction.rate <= slow_leak_per_M_s:
        return SlowReaction(made.reactants, made.products, made.rate)
    return made


def without_inert(chemistry: Chemistry) -> Chemistry:
    """The chemistry without species that nothing takes, doses, reads or counts.

    Such species, as most products of leaks are, change nothing but the mean over species by which
    the error of a step is judged. Reactions keep their order, so that rate constants fit both.
    """
    system = chemistry.system
    looked_at = {
        *chemistry.dose_index.values(),
        *chemistry.counters,
        *(place for seen in chemistry.seen.values() for place, _ in seen),
    }
    kept = {x for one in system.reactions for x in one.reactants}
    kept |= {system.species[place] for place in looked_at}
    reactions = [
        replace(one, products=tuple(x for x in one.products if x in kept))
        for one in system.reactions
    ]
    lean = MassAction([name for name in system.species if name in kept], reactions)

    def place_in_lean(place: int) -> int:
        return lean.index[system.species[place]]

    return replace(
        chemistry,
        system=lean,
        dose_index={name: place_in_lean(i) for name, i in chemistry.dose_index.items()},
        seen={
            name: tuple((place_in_lean(i), weight) for i, weight in seen)
            for name, seen in chemistry.seen.items()
        },
        counters=tuple(map(place_in_lean, chemistry.counters)),
        waste=tuple(place_in_lean(i) for i in chemistry.waste if system.species[i] in kept),
        bearers={
            formal: tuple(place_in_lean(i) for i in places if system.species[i] in kept)
            for formal, places in chemistry.bearers.items()
        },
    )
