"""Which gates can be measured by themselves, and their models from the enumerated network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.calibration.gate_model import CLOSED, OPENED, GateModel, GateStep, GateStepKind
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem, GateModule
from ncrn_dsd.ir.lab_reporter import reporter_of
from ncrn_dsd.ir.network import NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.reach import reached_from
from ncrn_dsd.units import M_PER_NM

MOST_GATES = 24
"""As many as a person measures in a day."""


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A gate without an assay of its own, and why."""

    name: str
    reaction: str
    why: str


def gates_to_measure(
    crn: FormalCrn, system: DsdSystem, network: ReactionNetwork, first: Sequence[str]
) -> tuple[tuple[GateModel, ...], tuple[NotMeasured, ...]]:
    """At most `MOST_GATES` gates, those that are named first, and all others with a reason.

    Parameters
    ----------
    first: formal reactions whose gates count most, as text; the others follow in their order.
    """
    rank = {text: number for number, text in enumerate(dict.fromkeys(first))}
    modules = sorted(system.modules, key=lambda m: (rank.get(m.name, len(rank)), m.index))
    models: list[GateModel] = []
    others: list[NotMeasured] = []
    for module in modules:
        found = _model_of(module, crn, system, network)
        if isinstance(found, NotMeasured):
            others.append(found)
        elif len(models) == MOST_GATES:
            why = f"{MOST_GATES} others count more, and there is no more time in a day"
            others.append(NotMeasured(found.name, found.reaction, why))
        else:
            models.append(found)
    return tuple(models), tuple(others)


def _model_of(
    module: GateModule, crn: FormalCrn, system: DsdSystem, network: ReactionNetwork
) -> GateModel | NotMeasured:
    name, formal = f"g{module.index}", crn.reactions[module.reactions[0]]
    text = str(formal)
    if len(module.reactions) > 1:
        return NotMeasured(name, text, "one module does several reactions")
    gained = Counter(formal.products)
    gained.subtract(formal.reactants)
    products = [p for p, n in gained.items() if n > 0 and p not in formal.reactants]
    if not products:
        return NotMeasured(name, text, "it makes nothing but what it takes, or nothing at all")
    product = products[0]
    if reporter_of(system, product) is None:
        return NotMeasured(name, text, f"{product} has no reporter")
    signals = {s.species for s in system.signals}
    inputs = Counter(formal.reactants)
    if not inputs or not inputs.keys() <= signals:
        return NotMeasured(name, text, "nothing is poured in that starts it")
    poured = _poured(network, inputs)
    reactions = [_renamed(r, poured) for r in _reached(network, {*module.fuels, *poured})]
    start = {*module.fuels, *inputs}
    forms = {s.name for s in network.species if s.formal == product}
    made = [r for r in reactions if forms & set(r.products)]
    releasing = sorted({f for r in made for f in r.reactants if f in module.fuels})
    if len(releasing) != 1 or any(len(r.reactants) != 2 for r in reactions):
        return NotMeasured(name, text, "its steps are of another kind than two that meet")
    sizes = {f.name: f.complex.size_strands for f in system.fuels}
    species = tuple(
        dict.fromkeys(
            [*sorted(start), *(n for r in reactions for n in (*r.reactants, *r.products))]
        )
    )
    return GateModel(
        name=name,
        reaction=text,
        species=(*species, CLOSED, OPENED),
        steps=_steps(species, reactions, _signals_of(network, inputs), forms, releasing[0]),
        fuels=module.fuels,
        gates=tuple(f for f in module.fuels if sizes[f] > 1),
        released_by=releasing[0],
        inputs=tuple(inputs.items()),
        product=product,
        makes=gained[product],
    )


def _reached(network: ReactionNetwork, start: set[str]) -> list[NetworkReaction[str]]:
    there = reached_from(network.reactions, start)
    return [r for r in network.reactions if set(r.reactants) <= there]


def _poured(network: ReactionNetwork, inputs: Iterable[str]) -> dict[str, str]:
    """The form of every input that is poured in, with the name of the signal.

    That of the signal itself, or the first that gates make where nothing is dosed of it.
    """
    forms = {name: [s.name for s in network.species if s.formal == name] for name in inputs}
    return {(name if name in there else there[0]): name for name, there in forms.items() if there}


def _renamed(reaction: NetworkReaction[str], names: Mapping[str, str]) -> NetworkReaction[str]:
    return replace(
        reaction,
        reactants=tuple(names.get(n, n) for n in reaction.reactants),
        products=tuple(names.get(n, n) for n in reaction.products),
    )


def _signals_of(network: ReactionNetwork, inputs: Iterable[str]) -> set[str]:
    """All forms of some signals, and their own names."""
    formal = set(inputs)
    return formal | {s.name for s in network.species if s.formal in formal}


def _steps(
    species: tuple[str, ...],
    reactions: Sequence[NetworkReaction[str]],
    signals: set[str],
    forms: set[str],
    released_by: str,
) -> tuple[GateStep, ...]:
    """The condensed reactions, the reporter, and the leak of what is released."""
    place = {name: number for number, name in enumerate((*species, CLOSED, OPENED))}
    pairs = {(frozenset(r.reactants), frozenset(r.products)) for r in reactions}
    steps: list[GateStep] = []
    for r in reactions:
        undone = (frozenset(r.products), frozenset(r.reactants)) in pairs
        is_back = undone and not signals & set(r.reactants)
        first, second = (place[name] for name in r.reactants)
        steps.append(
            GateStep(
                (first, second),
                tuple(place[name] for name in r.products),
                r.rate * M_PER_NM,
                GateStepKind.BACK if is_back else GateStepKind.ONWARD,
            )
        )
    per_nM_s = max(r.rate for r in reactions) * M_PER_NM
    known = [name for name in species if name in forms]
    steps += [
        GateStep((place[name], place[CLOSED]), (place[OPENED],), per_nM_s, GateStepKind.REPORTER)
        for name in known
    ]
    # Its constant is in the fitted factor.
    leak = GateStep((place[released_by], place[CLOSED]), (place[OPENED],), 1.0, GateStepKind.LEAK)
    return (*steps, leak)
