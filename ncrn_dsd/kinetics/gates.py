"""Read off an enumerated module how its gate works, whatever scheme made it.

A gate for A + B -> ... first holds A: A + load <-> held + back, both directions between fuels
and resting complexes, and then commits: held + B -> .... With both fuels in excess the held
form is in equilibrium, held = (k_hold load)/(k_release back) A, so that the reaction runs at
k_commit (k_hold load)/(k_release back) A B (Soloveichik, Seelig & Winfree 2010, supplement).
A gate for A -> ... commits at once: A + load -> ..., at k_commit load A.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import Crn, Reaction
from ncrn_dsd.ir.dsd import DsdSystem, GateModule
from ncrn_dsd.ir.network import (
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)


@dataclass(frozen=True, slots=True)
class GateKinetics:
    """The gate of one formal reaction.

    Parameters
    ----------
    reaction: index of the formal reaction.
    load: fuel that takes up the first reactant.
    back: fuel that gives it back; None for a reaction with one reactant.
    others: further fuels, used up once per firing.
    hold_rate, release_rate: of the reversible first step [1/(M s)]; 0 for one reactant.
    commit_rate: of the irreversible step [1/(M s)].
    """

    reaction: int
    load: str
    back: str | None
    others: tuple[str, ...]
    hold_rate: float
    release_rate: float
    commit_rate: float


def gates_of(system: DsdSystem, crn: Crn, network: ReactionNetwork) -> tuple[GateKinetics, ...]:
    """One gate per formal reaction, in the order of the CRN.

    Raises
    ------
    KineticsError: a module does not have this form.
    """
    species = {s.name: s for s in network.species}
    by_module: dict[int, list[NetworkReaction]] = {m.index: [] for m in system.modules}
    for reaction in network.reactions:
        for module in reaction.modules:
            by_module[module].append(reaction)
    gates = [
        _gate(module, crn.reactions[index], index, by_module[module.index], species)
        for module in system.modules
        for index in module.reactions
    ]
    return tuple(sorted(gates, key=lambda gate: gate.reaction))


def _gate(
    module: GateModule,
    formal: Reaction,
    index: int,
    reactions: list[NetworkReaction],
    species: dict[str, NetworkSpecies],
) -> GateKinetics:
    if len(module.reactions) > 1 or formal.order not in {1, 2}:
        raise _unsupported(formal, "is not one irreversible reaction with one or two reactants")
    first = formal.reactants[0]
    entries = [r for r in reactions if _takes_signal(r, first, ComplexRole.FUEL, species)]
    if not entries:
        raise _unsupported(formal, f"has no step in which a fuel takes up {first}")
    entry = entries[0]
    load = _with_role(entry.reactants, ComplexRole.FUEL, species)
    if formal.order == 1:
        return GateKinetics(index, load, None, _others(module, load), 0.0, 0.0, entry.rate)
    back = _with_role(entry.products, ComplexRole.FUEL, species)
    held = _with_role(entry.products, ComplexRole.INTERMEDIATE, species)
    undo = [r for r in reactions if r.reactants == entry.products]
    second = formal.reactants[1]
    commits = [
        r
        for r in reactions
        if held in r.reactants and _takes_signal(r, second, ComplexRole.INTERMEDIATE, species)
    ]
    if not (back and held and undo and commits):
        raise _unsupported(formal, f"does not hold {first} reversibly before it takes {second}")
    return GateKinetics(
        index,
        load,
        back,
        _others(module, load, back),
        entry.rate,
        undo[0].rate,
        commits[0].rate,
    )


def _takes_signal(
    reaction: NetworkReaction,
    formal: str,
    partner: ComplexRole,
    species: dict[str, NetworkSpecies],
) -> bool:
    """The reactants are a variant of `formal` and a complex of the role `partner`."""
    pair = [species[name] for name in reaction.reactants]
    if len(pair) != 2:
        return False
    return any(a.formal == formal and b.role is partner for a, b in (pair, reversed(pair)))


def _with_role(
    names: tuple[str, ...], role: ComplexRole, species: dict[str, NetworkSpecies]
) -> str:
    return next((name for name in names if species[name].role is role), "")


def _others(module: GateModule, *known: str) -> tuple[str, ...]:
    return tuple(f for f in module.fuels if f not in known)


def _unsupported(formal: Reaction, why: str) -> KineticsError:
    return KineticsError(
        "K001",
        f"{formal} ({formal.origin})",
        f"the module {why}, so its rate cannot be set by fuel concentrations",
        "choose a scheme whose gates hold the first reactant reversibly, such as soloveichik2010",
    )
