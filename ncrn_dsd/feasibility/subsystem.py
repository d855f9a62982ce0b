"""Parts of a learner that are small enough for a first experiment, each a network of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.feasibility.reporters import with_reporters
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, SpeciesRole
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.program import LearningProgram, RailedQuantity
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    Read,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Wait,
)


class SubsystemKind(Enum):
    """The parts, the most telling first."""

    NEURON = "neuron"
    UPDATE = "update"
    ANNIHILATION = "annihilation"


@dataclass(frozen=True, slots=True)
class Subsystem:
    """A few reactions of a learner, driven and read by themselves.

    Parameters
    ----------
    name: such as ``neuron_w1``.
    title: what it does, in words.
    crn: its species, in the order and with the roles of the whole network.
    reactions: their indices in the whole network.
    doses: what is mixed at the start, in u.
    reads: species with a reporter each.
    schedule: mix, wait for as long as the reactions have in one training sample, read.
    """

    name: str
    title: str
    kind: SubsystemKind
    weight: str
    crn: FormalCrn
    reactions: tuple[int, ...]
    doses: tuple[Content, ...]
    reads: tuple[str, ...]
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class SizedSubsystem:
    """A subsystem as strands, reporters included."""

    subsystem: Subsystem
    system: DsdSystem
    strands: int


def subsystems(program: LearningProgram) -> tuple[Subsystem, ...]:
    """Every part that `program` has, kind by kind and weight by weight."""
    return tuple(
        _make(program, kind, weight, chosen)
        for kind in SubsystemKind
        for weight in program.encoding.weights
        if (chosen := _chosen(program.crn, kind, weight))
    )


def subsystem(program: LearningProgram, kind: SubsystemKind, weight: int = 0) -> Subsystem:
    """One part of a learner.

    Neuron: the reactions in which both rails of a weight act on one input to make an output.
    Update: those that change the weight by an error. Annihilation: those in which the rails of
    the weight cancel.

    Parameters
    ----------
    weight: which one, from 0, in the order of the encoding (the constant first).

    Raises
    ------
    TranslationError: T090, the learner has no such weight, or no such reactions.
    """
    weights = program.encoding.weights
    if not 0 <= weight < len(weights):
        raise TranslationError(
            "T090",
            f"subsystem {kind.value}",
            f"the learner has no weight {weight}",
            f"choose a number from 0 to {len(weights) - 1}",
        )
    chosen = _chosen(program.crn, kind, weights[weight])
    if not chosen:
        possible = sorted({s.kind.value for s in subsystems(program)})
        raise TranslationError(
            "T090",
            f"subsystem {kind.value}",
            f"no reaction of the learner does this for {weights[weight].name}",
            f"choose one of these: {', '.join(possible) or 'none'}",
        )
    return _make(program, kind, weights[weight], chosen)


def smallest_subsystem(
    candidates: Iterable[Subsystem],
    translate: Callable[[FormalCrn], DsdSystem],
    most_strands: int = 60,
) -> SizedSubsystem | None:
    """The smallest candidate of the most telling kind that fits; None when none does.

    A candidate all of whose reads cannot be reported is passed over.

    Parameters
    ----------
    translate: gives the strands of a network.
    most_strands: with reporters.
    """
    fitting: list[tuple[int, int, str, SizedSubsystem]] = []
    order = list(SubsystemKind)
    for one in candidates:
        plain = translate(one.crn)
        system = with_reporters(plain, one.reads)
        # A top strand of a reporter may be a strand of a gate as well, but carries a quencher.
        strands = len(plain.distinct_strands) + 2 * (len(system.fuels) - len(plain.fuels))
        reported = len(system.fuels) - len(plain.fuels) > 0
        if reported and strands <= most_strands:
            sized = SizedSubsystem(one, system, strands)
            fitting.append((order.index(one.kind), strands, one.name, sized))
    return min(fitting, key=lambda f: f[:3])[3] if fitting else None


def _chosen(crn: FormalCrn, kind: SubsystemKind, weight: RailedQuantity) -> tuple[int, ...]:
    tests: dict[SubsystemKind, Callable[[FormalReaction, RailedQuantity], bool]] = {
        SubsystemKind.NEURON: _acts,
        SubsystemKind.UPDATE: _changes,
        SubsystemKind.ANNIHILATION: _cancels,
    }
    found = [i for i, r in enumerate(crn.reactions) if tests[kind](r, weight)]
    if kind is SubsystemKind.NEURON:
        found = _of_one_input(crn, found, weight)
    return tuple(found)


def _gains(reaction: FormalReaction) -> Counter[str]:
    """Net change of each species that changes."""
    change = Counter(reaction.products)
    change.subtract(reaction.reactants)
    return Counter({name: n for name, n in change.items() if n != 0})


def _acts(reaction: FormalReaction, weight: RailedQuantity) -> bool:
    """A rail of the weight is a catalyst, with something else, of something new."""
    gains = _gains(reaction)
    rails = set(weight.species) & set(reaction.reactants)
    return (
        len(rails) == 1
        and reaction.order == 2
        and not set(weight.species) & set(gains)
        and any(n > 0 for n in gains.values())
    )


def _of_one_input(crn: FormalCrn, found: list[int], weight: RailedQuantity) -> list[int]:
    """Those with the first partner of the weight; with an input, if it acts on one."""
    roles = {s.name: s.role for s in crn.species}
    partners = {
        i: next((r for r in crn.reactions[i].reactants if r not in weight.species), "")
        for i in found
    }
    inputs = [p for p in partners.values() if roles.get(p) is SpeciesRole.INPUT]
    wanted = next(iter([*inputs, *partners.values()]), None)
    return [i for i in found if partners[i] == wanted]


def _changes(reaction: FormalReaction, weight: RailedQuantity) -> bool:
    """A rail of the weight is made by species that are not rails of it."""
    gains = _gains(reaction)
    return any(gains[rail] > 0 for rail in weight.species) and not (
        set(weight.species) & set(reaction.reactants)
    )


def _cancels(reaction: FormalReaction, weight: RailedQuantity) -> bool:
    return len(weight.species) == 2 and all(_gains(reaction)[rail] < 0 for rail in weight.species)


def _make(
    program: LearningProgram,
    kind: SubsystemKind,
    weight: RailedQuantity,
    chosen: tuple[int, ...],
) -> Subsystem:
    reactions = tuple(program.crn.reactions[i] for i in chosen)
    used = {name for r in reactions for name in (*r.reactants, *r.products)}
    species = tuple(s for s in program.crn.species if s.name in used)
    crn = FormalCrn(species, reactions)
    reactants = dict.fromkeys(name for r in reactions for name in r.reactants)
    doses = tuple(Content(name, _dose(program, name)) for name in reactants)
    made = dict.fromkeys(n for r in reactions for n, change in _gains(r).items() if change > 0)
    reads = tuple(made) or weight.species
    name = f"{kind.value}_{weight.name}"
    return Subsystem(
        name=name,
        title=_title(kind, weight, reactions),
        kind=kind,
        weight=weight.name,
        crn=crn,
        reactions=chosen,
        doses=doses,
        reads=reads,
        schedule=_schedule(program, name, doses, reads),
    )


def _title(
    kind: SubsystemKind, weight: RailedQuantity, reactions: tuple[FormalReaction, ...]
) -> str:
    what = {
        SubsystemKind.NEURON: f"One neuron: {weight.name} acts on one input",
        SubsystemKind.UPDATE: f"One weight update: {weight.name} learns from an error",
        SubsystemKind.ANNIHILATION: f"One annihilation pair: the rails of {weight.name} cancel",
    }[kind]
    return f"{what} ({'; '.join(str(r) for r in reactions)})"


def _dose(program: LearningProgram, name: str) -> float:
    """A concentration in u that the species has in the whole network, within reason.

    A weight gets the value 1 on its positive rail and half of that on the negative one, so that
    both rails act and neither hides the other; what the host doses gets the largest amount it is
    given in a sample or before; everything else the scale of the predictions.
    """
    for weight in program.encoding.weights:
        if name in weight.species:
            return weight.scale if name == weight.positive else weight.scale / 2
    given = [c.amount for c in program.training.dosed if c.species == name]
    return max(given) if given else max(p.scale for p in program.encoding.predictions)


def _schedule(
    program: LearningProgram, name: str, doses: tuple[Content, ...], reads: tuple[str, ...]
) -> Schedule:
    samples = [s for s in program.training.segments if s.kind is SegmentKind.SAMPLE]
    duration = max((s.duration for s in samples), default=1.0)
    mixing = tuple(Dose((content,)) for content in doses)
    actions: tuple[Action, ...] = (*mixing, Wait(duration), Read(reads, name))
    return Schedule((Segment(SegmentKind.SAMPLE, name, actions),), ScheduleUnits.ABSTRACT)
