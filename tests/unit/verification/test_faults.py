"""Fifty faults, each put into a learner that was fine, and each caught where it should be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from verification.seeded_faults import (
    Learner,
    duplicated_toehold,
    learner,
    logic,
    operation,
    shielded_gate,
    swapped_product,
    with_actions,
    with_dosed,
    with_formal_rate,
    with_slower_gate,
    without_fuel,
)

from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.schedule import Content, Dilute, Dose, Read, Schedule, SegmentKind, Wait
from ncrn_dsd.ir.verdict import Obligation, Verdict

SOLO, SRINIVAS = "soloveichik2010", "srinivas2015"
SETUP, SAMPLE, REFILL = SegmentKind.SETUP, SegmentKind.SAMPLE, SegmentKind.REFILL

GATES = ("W0_p + X0 -> W0_p + X0 + Z_p", "Z_p + Phase -> E_p + Phase", "Y + Phase -> E_m + Phase")
UPDATES = ("X0_trace + E_p -> X0_trace + E_p + W0_m", "X1_trace + E_m -> X1_trace + E_m + W1_p")


@dataclass(frozen=True)
class Gate:
    """A gate of a learner by its reaction, one of its fuels, and two species."""

    scheme: str
    reaction: str
    fuel: int
    first: str = ""
    second: str = ""

    def index(self, of: Learner) -> int:
        return [str(r) for r in of.program.crn.reactions].index(self.reaction)


def verdict_of(obligations: tuple[Obligation, ...], notion: str, subject: str = "") -> Obligation:
    (found,) = (o for o in obligations if o.notion == notion and o.subject.startswith(subject))
    return found


def refuted_for(gate: Gate, obligations: tuple[Obligation, ...]) -> Obligation:
    """What refutes a gate: it does something else, or it keeps what it makes."""
    own = verdict_of(obligations, "CRN bisimulation", gate.reaction)
    if own.verdict is Verdict.PROVED:
        own = verdict_of(obligations, "signals are released")
    assert own.verdict is Verdict.REFUTED, own
    return own


def refuted(obligations: tuple[Obligation, ...]) -> set[str]:
    return {o.notion for o in obligations if o.is_good is False}


SWAPPED = [
    Gate(scheme, reaction, 1, old, new)
    for scheme in (SOLO, SRINIVAS)
    for reaction, old, new in (
        (GATES[0], "Z_p", "Z_m"),
        (GATES[1], "E_p", "E_m"),
        (GATES[2], "E_m", "E_p"),
        (UPDATES[0], "W0_m", "W0_p"),
        (UPDATES[1], "W1_p", "X1"),
    )
]

MISSING = [
    *(Gate(SOLO, reaction, fuel) for reaction in (GATES[0], UPDATES[0]) for fuel in (0, 1)),
    *(Gate(SRINIVAS, r, fuel) for r in (GATES[1], UPDATES[1]) for fuel in (0, 1, 2)),
]

DUPLICATED = [
    Gate(scheme, reaction, 0, first, other)
    for scheme in (SOLO, SRINIVAS)
    for reaction, first, other in (
        (GATES[0], "W0_p", "W1_m"),
        (GATES[1], "Z_p", "X0_trace"),
        (GATES[2], "Y", "X0"),
        (UPDATES[0], "X0_trace", "X1_trace"),
        (UPDATES[1], "X1_trace", "X0"),
    )
]


@pytest.mark.long
@pytest.mark.parametrize("scheme", [SOLO, SRINIVAS])
def test_learner_without_fault_is_proved(scheme: str) -> None:
    of = learner(scheme)
    for o in (*logic(of, of.system), *operation(of)):
        assert o.verdict in (Verdict.PROVED, Verdict.HOLDS), o


@pytest.mark.long
@pytest.mark.parametrize("gate", SWAPPED)
def test_swapped_product_domain_is_caught_by_the_gate(gate: Gate) -> None:
    of = learner(gate.scheme)
    system = swapped_product(of.system, gate.index(of), gate.fuel, gate.first, gate.second)
    assert gate.first in refuted_for(gate, logic(of, system)).reason


@pytest.mark.long
@pytest.mark.parametrize("gate", MISSING)
def test_missing_fuel_is_caught_by_the_gate(gate: Gate) -> None:
    of = learner(gate.scheme)
    found = logic(of, without_fuel(of.system, gate.index(of), gate.fuel))
    refuted_for(gate, found)


@pytest.mark.long
@pytest.mark.parametrize("gate", DUPLICATED)
def test_duplicated_toehold_is_caught_as_crosstalk(gate: Gate) -> None:
    of = learner(gate.scheme)
    shielded = shielded_gate(of.system, gate.index(of), gate.first, gate.second)
    found = logic(of, duplicated_toehold(shielded, gate.second))
    assert refuted(found) == {"no crosstalk between modules"}
    assert "belong to no module" in verdict_of(found, "no crosstalk between modules").reason


@pytest.mark.long
@pytest.mark.parametrize("scheme", [SOLO, SRINIVAS])
def test_gate_with_a_toehold_of_its_own_is_no_crosstalk(scheme: str) -> None:
    of = learner(scheme)
    gate = DUPLICATED[0]
    shielded = shielded_gate(of.system, gate.index(of), gate.first, gate.second)
    assert refuted(logic(of, shielded)) == set()


@pytest.mark.parametrize("scheme", [SOLO, SRINIVAS])
@pytest.mark.parametrize(("module", "factor"), [(0, 0.1), (9, 5.0)])
def test_gate_at_a_wrong_rate_is_caught_by_kinetics(
    scheme: str, module: int, factor: float
) -> None:
    of = learner(scheme)
    found = operation(of, network=with_slower_gate(of.network, module, factor))
    assert refuted(found) == {"kinetic agreement"}


@pytest.mark.parametrize(("reaction", "factor"), [(3, 1.2), (12, 0.5), (20, 30.0)])
def test_wrong_formal_rate_is_caught_by_kinetics(reaction: int, factor: float) -> None:
    of = learner(SOLO)
    found = operation(of, program=with_formal_rate(of.program, reaction, factor))
    assert refuted(found) == {"kinetic agreement"}
    assert str(of.program.crn.reactions[reaction]) in verdict_of(found, "kinetic agreement").reason


def test_wrong_time_unit_is_caught_by_kinetics() -> None:
    of = learner(SOLO)
    slow = replace(of.realisation, time_unit_s=2 * of.realisation.time_unit_s)
    assert "kinetic agreement" in refuted(operation(of, realisation=slow))


@pytest.mark.parametrize("scheme", [SOLO, SRINIVAS])
@pytest.mark.parametrize(
    ("kinds", "factor", "which"),
    [((SETUP, REFILL), 1e-3, 0), ((SETUP, REFILL), 0.0, 3), ((REFILL,), 0.0, 0)],
)
def test_too_little_fuel_is_caught_by_fuel_sufficiency(
    scheme: str, kinds: tuple[SegmentKind, ...], factor: float, which: int
) -> None:
    of = learner(scheme)
    fuel = _most_used(of.realisation)[which]
    found = operation(of, schedule=with_dosed(of.schedule, fuel, kinds, factor))
    assert refuted(found) == {"fuel sufficiency"}
    assert fuel in verdict_of(found, "fuel sufficiency").reason


def _most_used(point: Realisation) -> list[str]:
    """Fuels by what a refill adds, relative to the first dose, most first."""
    return [f.fuel for f in sorted(point.fuels, key=lambda f: (-f.refill_M / f.start_M, f.fuel))]


def _hidden(kind: str, schedule: Schedule, unit_M: float) -> Schedule:
    weight = Dose((Content("W0_p", unit_M),))
    negative = Dose((Content("E_m", -unit_M),))
    match kind:
        case "dilute":
            return with_actions(schedule, 3, lambda a: (*a, Dilute(0.5)))
        case "write a weight":
            return with_actions(schedule, 5, lambda a: (weight, *a))
        case "remove an error":
            return with_actions(schedule, 2, lambda a: (*a, negative))
        case "skip a target":
            return with_actions(schedule, 1, lambda a: tuple(x for x in a if not _doses(x, "Y")))
        case "wait longer":
            return with_actions(schedule, 4, lambda a: (*a, Wait(60.0)))
        case _:
            setup = schedule.segments[0]
            return replace(schedule, segments=(*schedule.segments, setup))


def _doses(action: object, species: str) -> bool:
    return isinstance(action, Dose) and any(c.species == species for c in action.contents)


HIDDEN = ("dilute", "write a weight", "remove an error", "skip a target", "wait longer", "set up")


@pytest.mark.parametrize("kind", HIDDEN)
def test_hidden_host_action_is_caught_by_autonomy(kind: str) -> None:
    of = learner(SRINIVAS)
    hidden = _hidden(kind, of.schedule, of.realisation.concentration_unit_M)
    found = operation(of, schedule=hidden)
    assert "autonomy of the schedule" in refuted(found)


def test_reading_more_often_than_planned_is_caught_by_autonomy() -> None:
    of = learner(SOLO)
    more = with_actions(of.schedule, 0, lambda a: (*a, Read(("W0_p",), "a look")))
    assert refuted(operation(of, schedule=more)) == {"autonomy of the schedule"}


def test_fifty_faults_are_seeded() -> None:
    wrong_rates, too_little, hidden = 4 + 3 + 1, 2 * 3, len(HIDDEN)
    logical = len(SWAPPED) + len(MISSING) + len(DUPLICATED)
    assert logical + wrong_rates + too_little + hidden >= 50
