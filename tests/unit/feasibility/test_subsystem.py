from functools import partial
from pathlib import Path

import pytest

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.feasibility.judge import feasibility
from ncrn_dsd.feasibility.subsystem import SubsystemKind, smallest_subsystem, subsystem, subsystems
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab_feasibility import Buildable
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Read, Wait
from ncrn_dsd.networks.registry import build
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

DESIGNS = Path(__file__).parents[3] / "designs"


def _program(design: str) -> LearningProgram:
    return build(read_design(DESIGNS / design / "design.toml"))


@pytest.fixture(scope="module")
def linear() -> LearningProgram:
    return _program("linear_regression")


def _texts(crn: FormalCrn) -> list[str]:
    return [str(reaction) for reaction in crn.reactions]


def test_a_neuron_is_both_rails_of_one_weight_on_one_input(linear: LearningProgram) -> None:
    one = subsystem(linear, SubsystemKind.NEURON, 1)
    assert _texts(one.crn) == ["W1_p + X1 -> W1_p + X1 + Z_p", "W1_m + X1 -> W1_m + X1 + Z_m"]
    assert one.crn.names == ("X1", "W1_p", "W1_m", "Z_p", "Z_m")
    assert one.reads == ("Z_p", "Z_m")
    assert [linear.crn.reactions[i] for i in one.reactions] == list(one.crn.reactions)


def test_an_update_needs_a_trace_and_an_error(linear: LearningProgram) -> None:
    one = subsystem(linear, SubsystemKind.UPDATE, 2)
    assert _texts(one.crn) == [
        "X2_trace + E_p -> X2_trace + E_p + W2_m",
        "X2_trace + E_m -> X2_trace + E_m + W2_p",
    ]
    assert {d.species for d in one.doses} == {"X2_trace", "E_p", "E_m"}
    assert set(one.reads) == {"W2_p", "W2_m"}


def test_an_annihilation_pair_is_read_on_both_rails(linear: LearningProgram) -> None:
    one = subsystem(linear, SubsystemKind.ANNIHILATION, 0)
    assert _texts(one.crn) == ["W0_p + W0_m ->"]
    assert one.reads == ("W0_p", "W0_m")


def test_a_subsystem_is_driven_with_amounts_that_the_learner_meets(
    linear: LearningProgram,
) -> None:
    one = subsystem(linear, SubsystemKind.NEURON, 1)
    (segment,) = one.schedule.segments
    amounts = {c.species: c.amount for c in segment.dosed}
    assert amounts["W1_p"] == 5.0
    # Inputs are at most 5 at 3 u each.
    assert 3.0 < amounts["X1"] <= 15.0
    assert set(amounts) == {"W1_p", "W1_m", "X1"}
    assert [a.duration for a in segment.actions if isinstance(a, Wait)] == [32.0]
    assert [a.species for a in segment.actions if isinstance(a, Read)] == [one.reads]


def test_what_a_learner_does_not_have_is_refused_by_name(linear: LearningProgram) -> None:
    with pytest.raises(TranslationError, match="no weight 7") as error:
        subsystem(linear, SubsystemKind.NEURON, 7)
    assert error.value.code == "T090"


@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015"])
def test_the_smallest_part_of_linear_regression_is_a_neuron_and_fits(
    linear: LearningProgram, scheme: str
) -> None:
    translated = partial(translate, scheme=load_scheme(scheme))

    def strands(crn: FormalCrn) -> DsdSystem:
        return translated(crn)

    found = smallest_subsystem(subsystems(linear), strands)
    assert found is not None
    assert found.subsystem.kind is SubsystemKind.NEURON
    assert found.strands <= 60
    assert len(found.system.fuels) == len(strands(found.subsystem.crn).fuels) + 2
    verdict = feasibility(
        found.system, read_design(DESIGNS / "linear_regression").sequences, {5: 24}
    )
    assert verdict.verdict is Buildable.FITS


def test_nothing_is_small_enough_for_very_few_strands(linear: LearningProgram) -> None:
    scheme = load_scheme("soloveichik2010")
    assert smallest_subsystem(subsystems(linear), lambda crn: translate(crn, scheme), 5) is None


@pytest.mark.long
@pytest.mark.parametrize("design", ["learners/xor", "learners/digits", "learners/xor_hidden"])
def test_every_learner_has_all_three_parts(design: str) -> None:
    program = _program(design)
    kinds = {one.kind for one in subsystems(program)}
    assert kinds == set(SubsystemKind)
    for one in subsystems(program):
        used = {n for r in one.crn.reactions for n in (*r.reactants, *r.products)}
        assert used == set(one.crn.names)
        assert one.doses
        assert len(one.crn.reactions) <= 4
