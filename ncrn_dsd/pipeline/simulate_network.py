"""Simulate a network that is given as a file, in nM and s."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ncrn_dsd.drawing.trajectories import Curve, lone_trajectory_svg
from ncrn_dsd.enumeration.documents import enumerate_document, notes_on
from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import without_dead_ends
from ncrn_dsd.errors import SimulationError, TruncatedError
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.formats.pil_document import PilDocument
from ncrn_dsd.formats.pil_network import (
    CONDENSED,
    PilNetwork,
    condensed_network,
    detailed_network,
)
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.reaction import Nanomolar, Reaction, as_in_file, in_nanomolar, reaction_text
from ncrn_dsd.ir.schedule import Action, Content, Dose
from ncrn_dsd.ir.verdict import VerificationReport
from ncrn_dsd.simulation.accuracy import MOST_DIGITS, certain_digits, rounded, smallest_amount
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.simulation.mass_action import MassAction, holding
from ncrn_dsd.simulation.simulators import SIMULATORS, Simulation
from ncrn_dsd.units import M_PER_NM, NM_PER_M
from ncrn_dsd.verification.condensation import Strands, condensation_holds, occupancy_among

_NAMED = 5
"""So many names are listed in a note."""


@dataclass(frozen=True, slots=True)
class Pool:
    """How much of a species there is at the start; a constant one stays there."""

    species: str
    value_nM: float
    is_constant: bool


@dataclass(frozen=True, slots=True)
class FileNetwork:
    """Species, reactions in nM and s, and concentrations.

    Parameters
    ----------
    signals: formal species that species are said to stand for, with these, its free forms; none
        for a formal species of which the network has no form.
    notes: what a reader of the results should know, one sentence each.
    condensed: the strands behind a network of condensed reactions; None for other networks.
    """

    names: tuple[str, ...]
    reactions: tuple[Reaction[str, Nanomolar], ...]
    pools: tuple[Pool, ...]
    signals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    condensed: Strands | None = None

    def chemistry(self) -> Chemistry:
        """The network as something that can be dosed and read; constant species are restored."""
        constant = {p.species for p in self.pools if p.is_constant}
        held = [holding(reaction, constant) for reaction in self.reactions]
        system: MassAction[Nanomolar] = MassAction(self.names, held)
        return Chemistry(
            level="network",
            system=system,
            dose_index=system.index,
            dose_factor=NM_PER_M,
            seen={name: ((i, 1.0),) for name, i in system.index.items()},
            dose_per_u=M_PER_NM,
        )

    def start(self) -> Dose:
        """What is there at the start, as one dose in M."""
        return Dose(tuple(Content(p.species, p.value_nM * M_PER_NM) for p in self.pools))


def network_of_crn(content: CrnText) -> FileNetwork:
    """A formal network; its rate constants count in nM and s."""
    crn = content.crn
    return FileNetwork(
        crn.names,
        tuple(map(as_in_file, crn.reactions)),
        tuple(Pool(c.species, c.value_nM, c.mode == "constant") for c in content.concentrations),
    )


def network_of_pil(
    document: PilDocument,
    options: EnumerationOptions,
    kinetics: Kinetics = Kinetics.UNCONDENSED,
) -> FileNetwork:
    """The reactions that an enumeration of a PIL document finds, or of a network all it has.

    A document with macrostates, or that says so, is a network. What it says about enumeration
    comes before `options`.

    Parameters
    ----------
    kinetics: which reactions, when there are condensed ones and every step.

    Raises
    ------
    TruncatedError: a limit cut the enumeration off.
    SimulationError: a reaction has no rate constant.
    EnumerationError: there is nothing to enumerate.
    """
    # A network without a reaction is no network, whatever a comment says.
    if not (document.macrostates or (document.map.is_network and document.reactions)):
        options = replace(options, keep_encounters=kinetics is Kinetics.OCCLUDED)
        found = enumerate_document(document, options, detailed=kinetics is not Kinetics.CONDENSED)
        if found.truncated_by is not None:
            raise TruncatedError(
                "E011",
                "the PIL document",
                f"the enumeration is not complete ({found.truncated_by}), so its simulation "
                "would be wrong",
                "raise the limits and enumerate it first",
            )
        notes = (*notes_on(document, found.never_met), *_notes_on_amounts(document))
        document = found.document
        if kinetics is Kinetics.UNCONDENSED:
            document = _without_dead_ends(document)
    else:
        notes = tuple(_notes_on_amounts(document))
    detailed = detailed_network(document)
    condenses = kinetics is Kinetics.CONDENSED or not detailed.reactions
    is_condensed = bool(document.macrostates) and condenses
    network = _condensed(document) if is_condensed else _network_of(detailed)
    signals = _signals(document, network)
    strands = _strands(document, signals) if is_condensed else None
    return replace(network, signals=signals, notes=notes, condensed=strands)


def _strands(document: PilDocument, signals: Iterable[tuple[str, tuple[str, ...]]]) -> Strands:
    """Every macrostate as the complex that it is named after."""
    complexes = {c.name: c.complex for c in document.complexes}
    shown = {
        s.name: complexes[s.name if s.name in s.members else s.members[0]]
        for s in document.macrostates
    }
    declared = tuple((formal, shown[form]) for formal, forms in signals for form in forms)
    constant = {
        c.name for c in document.complexes if c.concentration and c.concentration.mode == "constant"
    }
    # Where no signal is declared, everything that changes may be one.
    changing = tuple((name, found) for name, found in shown.items() if name not in constant)
    return Strands(document.domains, declared or changing, tuple(shown.items()))


def condensation_of(network: FileNetwork, course: Course) -> VerificationReport | None:
    """Whether condensed kinetics hold along a course; None where every step was followed."""
    if network.condensed is None:
        return None
    # Its first columns are the species of the network, in their order.
    peaks_M = np.maximum(course.states.max(axis=0), course.end) * M_PER_NM
    held = condensation_holds(occupancy_among(network.condensed, peaks_M.tolist(), dissociation_M))
    return VerificationReport(held, ())


def _without_dead_ends(document: PilDocument) -> PilDocument:
    """The same without complexes that can only fall apart into what they were made from."""
    resting = {m for state in document.macrostates for m in state.members}
    present = {
        c.name for c in document.complexes if c.concentration and c.concentration.value_M > 0
    }
    steps = [r for r in document.reactions if r.kind != CONDENSED]
    kept = without_dead_ends(steps, resting | present)
    condensed = [r for r in document.reactions if r.kind == CONDENSED]
    met = {name for r in kept for name in (*r.reactants, *r.products)} | resting | present
    return replace(
        document,
        complexes=tuple(c for c in document.complexes if c.name in met),
        reactions=(*kept, *condensed),
    )


def _notes_on_amounts(document: PilDocument) -> Iterator[str]:
    without = [c.name for c in document.complexes if c.concentration is None]
    if without:
        shown = ", ".join(without[:_NAMED]) + (", ..." if len(without) > _NAMED else "")
        yield f"{shown}: no concentration is given, so it is taken as 0"


def _signals(
    document: PilDocument, network: FileNetwork
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The species that stand for each formal species together, in the order of the file."""
    state_of = {m: s.name for s in document.macrostates for m in s.members}
    there = set(network.names)
    forms: dict[str, list[str]] = {}
    for name, formal in document.map.signals:
        found = forms.setdefault(formal, [])
        species = name if name in there else state_of.get(name)
        if species in there and species not in found:
            found.append(species)
    return tuple((formal, tuple(found)) for formal, found in forms.items())


def _condensed(document: PilDocument) -> FileNetwork:
    resting = {m for state in document.macrostates for m in state.members}
    for named in document.complexes:
        given = named.concentration
        if given is not None and given.value_M > 0 and named.name not in resting:
            raise SimulationError(
                "M052",
                f"complex {named.name}",
                "it is there at the start but does not rest, so condensed reactions leave it out",
                "simulate the detailed network: `ncrn-dsd enumerate FILE --detailed`, with its "
                "macrostate and condensed lines removed",
            )
    return _network_of(condensed_network(document))


def _network_of(network: PilNetwork) -> FileNetwork:
    reactions: list[Reaction[str, Nanomolar]] = []
    for r in network.reactions:
        if r.rate is None:
            raise SimulationError(
                "M050",
                reaction_text(r),
                "the reaction has no rate constant",
                "add one, as in [condensed = 1e6 /M/s]",
            )
        reactions.append(in_nanomolar(Reaction(r.reactants, r.products, r.rate)))
    pools: list[Pool] = []
    for species in network.species:
        given = [m.concentration for m in species.members if m.concentration is not None]
        if given:
            total = sum(c.value_M for c in given) * NM_PER_M
            constant = any(c.mode == "constant" for c in given)
            pools.append(Pool(species.name, total, constant))
    return FileNetwork(tuple(s.name for s in network.species), tuple(reactions), tuple(pools))


def run_network(
    network: FileNetwork, actions: Sequence[Action], how: Simulation
) -> tuple[Chemistry, Course]:
    """Follow a network from its start along a schedule.

    Raises
    ------
    SimulationError: nothing is there at any time, or the simulation fails.
    PluginError: the simulator cannot be loaded.
    """
    doses = [c for a in (network.start(), *actions) if isinstance(a, Dose) for c in a.contents]
    orders = Counter(r.order for r in network.reactions)
    if not any(c.amount > 0 for c in doses) and not orders[0]:
        raise SimulationError(
            "M051",
            "the network",
            "nothing is there at the start and nothing is dosed",
            "give concentrations, as in `A @initial 10` or `X = t x @initial 10 nM`",
        )
    chemistry = network.chemistry()
    steps = (network.start(), *actions)
    return chemistry, SIMULATORS.load(how.method).follow(chemistry, steps, how)


def course_csv(species: Sequence[str], course: Course) -> str:
    """One row per time, the start first; concentrations in nM, with the digits that hold."""
    out = io.StringIO()
    table = TableWriter(out)
    table.writerow(["time_s", *(f"{name}_nM" for name in species)])
    errors = np.zeros_like(course.states) if course.error is None else course.error
    for time, state, error in zip(course.times, course.states, errors, strict=True):
        table.writerow([float(time), *rounded(state, error, MOST_DIGITS)])
    return out.getvalue()


def digits_that_hold(network: FileNetwork, actions: Sequence[Action], course: Course) -> int:
    """Significant digits of every value of a course that is not negligible."""
    return certain_digits(course, smallest_amount(network.chemistry(), (network.start(), *actions)))


def course_svg(chemistry: Chemistry, course: Course, shown: Iterable[str], title: str) -> str:
    """The trajectories of some species as a picture of its own."""
    curves = [
        Curve(name, course.times.tolist(), course.seen(chemistry, name).tolist()) for name in shown
    ]
    return lone_trajectory_svg(
        curves, "time [s]", "concentration [nM]", f"Concentrations of {title}"
    )


def liveliest(course: Course, species: Sequence[str], count: int) -> tuple[str, ...]:
    """The species whose concentrations move most, in their own order."""
    moves = course.states.max(axis=0) - course.states.min(axis=0)
    best = sorted(range(len(species)), key=lambda i: (-float(moves[i]), i))[:count]
    return tuple(species[i] for i in sorted(best))
