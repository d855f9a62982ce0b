"""Which gates can be measured by themselves, what their wells show, and what is decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kinetics_trajectories import Built, build

from ncrn_dsd.calibration.assays import (
    EXCESS_NM,
    GATE_NM,
    INPUT_NM,
    REPORTER_NM,
    Assay,
    predicted_nM,
    wells_of,
)
from ncrn_dsd.calibration.chosen_gates import MOST_GATES, gates_to_measure
from ncrn_dsd.calibration.decision import GateDecision, judge, overall
from ncrn_dsd.calibration.fit import FittedGate, Interval
from ncrn_dsd.calibration.gate_model import (
    CLOSED,
    GateConstants,
    GateModel,
    GateStepKind,
    opened_nM,
)
from ncrn_dsd.calibration.set_json import read_set, set_json
from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.crn_text import read_crn

SCHEME = "soloveichik2010_noEmpty"
HOURS_S = (60.0, 600.0, 3600.0, 36000.0)


def built(text: str) -> Built:
    return build(read_crn(text, "x.crn").crn, SCHEME)


def models(text: str, *first: str) -> tuple[tuple[GateModel, ...], dict[str, str]]:
    one = built(text)
    found, others = gates_to_measure(one.crn, one.system, one.network, first)
    return found, {other.reaction: other.why for other in others}


JOIN = models("A + B -> C")[0][0]


def test_gates_that_only_take_or_give_back_have_no_assay() -> None:
    found, others = models("A + B -> C; B + C -> C + C; A + C ->; D -> A + A")
    assert [m.reaction for m in found] == ["A + B -> C", "D -> A + A"]
    assert len(others) == 2
    assert "B + C -> C + C" in others
    assert all("makes nothing" in why for why in others.values())


def test_gates_that_are_blamed_come_first_and_no_more_than_a_day_of_them() -> None:
    many = "; ".join(f"A{n} -> B{n}" for n in range(MOST_GATES + 2))
    found, others = models(many, "A25 -> B25")
    assert found[0].reaction == "A25 -> B25"
    assert len(found) == MOST_GATES
    assert set(others) == {"A23 -> B23", "A24 -> B24"}


def test_an_input_that_only_gates_make_can_be_poured_in() -> None:
    found, others = models("A + B -> C; C -> D")
    assert [m.reaction for m in found] == ["A + B -> C", "C -> D"]
    assert not others
    assert found[1].inputs == (("C", 1),)
    assert "C" in found[1].species


def test_an_exchange_has_a_way_back_and_a_reporter() -> None:
    kinds = [step.kind for step in JOIN.steps]
    assert kinds.count(GateStepKind.BACK) == 1
    assert kinds.count(GateStepKind.LEAK) == kinds.count(GateStepKind.REPORTER) == 1
    assert JOIN.backs == ("g0_3",)
    assert JOIN.gates == ("g0_1", "g0_2")


def test_wells_end_where_what_is_short_ends() -> None:
    wells = {w.assay: w for w in wells_of([JOIN])}
    ends = {assay: predicted_nM(wells[assay], JOIN)[-1] for assay in (Assay.RATE, Assay.EXCESS)}
    assert ends[Assay.RATE] == pytest.approx(INPUT_NM, rel=0.08)
    assert ends[Assay.EXCESS] == pytest.approx(GATE_NM, rel=0.03)
    assert predicted_nM(wells[Assay.LEAK], JOIN)[-1] == pytest.approx(0, abs=1e-6)
    assert predicted_nM(wells[Assay.FULL], None)[0] == REPORTER_NM


def test_every_constant_is_seen_where_it_should_be() -> None:
    wells = {w.assay: w.contents_nM for w in wells_of([JOIN])}

    def shown(assay: Assay, **constants: float) -> list[float]:
        found = opened_nM(JOIN, GateConstants(**constants), 1.0, wells[assay], HOURS_S)
        return [float(v) for v in found]

    usual = shown(Assay.RATE)
    assert shown(Assay.RATE, k=2.0)[1] > 1.2 * usual[1]
    assert shown(Assay.BALANCE, K=2.0)[1] > 1.2 * shown(Assay.BALANCE)[1]
    assert shown(Assay.EXCESS, active=0.8)[-1] == pytest.approx(0.8 * GATE_NM, rel=0.03)
    assert shown(Assay.LEAK, burst=0.01)[-1] == pytest.approx(4.0, rel=0.01)
    leak = 10.0
    nM = 400.0 * REPORTER_NM * leak * 1e-9 * HOURS_S[-1]
    assert shown(Assay.LEAK, leak_per_M_s=leak)[-1] == pytest.approx(nM, rel=0.1)


def test_wells_have_places_of_their_own_and_their_volume() -> None:
    wells = wells_of(models("; ".join(f"A{n} -> B{n}" for n in range(8)))[0])
    places = [w.place for w in wells]
    assert len(set(places)) == len(places)
    assert places[0] == "cal1:A1"
    assert places[96] == "cal2:A1"
    assert all(w.contents_nM[CLOSED] == REPORTER_NM for w in wells)
    assert max(nM for w in wells for nM in w.contents_nM.values()) <= 400
    assert EXCESS_NM > 2 * GATE_NM


def test_a_set_reads_back_as_it_was_written() -> None:
    wells = wells_of([JOIN])
    assert read_set("package", set_json([JOIN], wells)) == ((JOIN,), wells)
    for damaged in (b"{", b"[]", b'{"gates": [], "wells": [{}]}'):
        with pytest.raises(HandoffError, match="H143"):
            read_set("package", damaged)


def known(value: float, within: float = 0.05) -> Interval:
    return Interval(value, value * (1 - within), value * (1 + within), is_known=True)


GOOD = FittedGate(
    "g0", "A -> B", known(1), known(1), known(0.5), known(0.01), known(1), 10, (), 1.0
)


@pytest.mark.parametrize(
    ("gate", "decision", "level"),
    [
        (GOOD, GateDecision.BUILD, 1.0),
        (replace(GOOD, active=known(0.8)), GateDecision.RELEVEL, 1.25),
        (replace(GOOD, k=known(0.5)), GateDecision.RELEVEL, 2.0),
        (replace(GOOD, k=known(1.1, 0.2)), GateDecision.BUILD, 1.0),
        (replace(GOOD, active=known(0.1)), GateDecision.REPLACE, 1.0),
        (replace(GOOD, leak_per_M_s=known(50)), GateDecision.REPLACE, 1.0),
        (replace(GOOD, k=Interval(1, 0.01, 100, is_known=False)), GateDecision.MEASURE_AGAIN, 1.0),
    ],
)
def test_what_is_decided(gate: FittedGate, decision: GateDecision, level: float) -> None:
    found = judge(gate)
    assert found.decision is decision
    assert found.level == pytest.approx(level)


def test_the_worst_gate_decides() -> None:
    judged = tuple(judge(g) for g in (GOOD, replace(GOOD, active=known(0.1)), GOOD))
    assert overall(judged) is GateDecision.REPLACE
