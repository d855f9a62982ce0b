from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from descending import descending
from varied_designs import Keys, in_sample, instead, tables_of, varied, without

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel, train


def design(keys: Keys | None = None) -> Design:
    return varied("linear_regression", keys)


def small(epochs: int = 1, samples: int = 3) -> Design:
    base = design()
    return changed(
        base,
        task=changed(base.task, train_samples=samples, validation_samples=4),
        learner=changed(base.learner, epochs=epochs),
    )


def test_size_and_order() -> None:
    crn = build(design()).crn
    assert (len(crn.reactions), len(crn.species), crn.max_order) == (28, 20, 2)


def test_it_is_short_for_a_polynomial_of_its_inputs() -> None:
    full = {"learner.kind": "polynomial", "learner.features": ["x1", "x2"]}
    assert build(design(full)) == build(design())


def test_inputs_are_presented_as_the_design_says() -> None:
    spread = build(design({"learner.encoding.input_spread": [2.0]}))
    plain, doses = build(design()), []
    for program in (plain, spread):
        sample = program.training.segments[1]
        doses.append({c.species: c.amount for c in sample.dosed})
    assert doses[1]["X1"] == pytest.approx(doses[0]["X1"] / 2)
    assert doses[1]["Y"] == doses[0]["Y"]


def test_one_sample_moves_the_weights_by_the_derived_step() -> None:
    program = build(small(samples=1))
    vessel = SimulatedVessel(formal_chemistry(program.crn), Tolerances(1e-9, 1e-10))
    for segment in program.training.segments:
        reads = vessel.carry_out(segment)
    sample = program.task.train[0]
    x = np.array([descending(design()).constant_input, *sample.inputs])
    start = np.array(program.initial_weights)
    assert program.encoding.predictions[0].decode(reads[0]) == pytest.approx(start @ x, rel=4e-3)
    step = -program.learning_rate * (start @ x - sample.targets[0]) * x
    seen = {s: vessel.seen(s) for q in program.encoding.weights for s in q.species}
    moved = np.array([q.decode(seen) for q in program.encoding.weights]) - start
    assert moved == pytest.approx(step, rel=0.01)


def test_a_sample_clears_what_it_brought() -> None:
    program = build(small(samples=4))
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.failure is None
    assert run.largest_residue < 0.01


def test_doses_of_one_species_add_up() -> None:
    once, drain = tables_of("linear_regression")["schedule"]["setup"]
    assert once == {"dose": "Pace_convert", "amount": "16 u"}
    half = {**once, "amount": "8 u"}
    given = (design(), design({"schedule.setup": [half, half, drain]}))
    rates = [[r.rate for r in build(one).crn.reactions] for one in given]
    assert rates[0] == rates[1]


def test_a_probe_teaches_nothing() -> None:
    program = build(small(samples=2))
    silent = Schedule(program.training.segments[:1], program.training.units)
    vessel = SimulatedVessel(formal_chemistry(program.crn), Tolerances(1e-8, 1e-9))
    vessel.carry_out(silent.segments[0])
    before = [vessel.seen(s) for q in program.encoding.weights for s in q.species]
    aliquot = vessel.aliquot()
    aliquot.carry_out(program.probes[0])
    after = [aliquot.seen(s) for q in program.encoding.weights for s in q.species]
    assert after == pytest.approx(before, rel=1e-5, abs=1e-5)
    assert [vessel.seen(s) for q in program.encoding.weights for s in q.species] == before


def test_training_error_falls() -> None:
    program = build(small(epochs=2, samples=20))
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    first, *_, last = [e.validation_mse for e in run.epochs]
    assert last < first / 20
    assert len(run.online_errors) == 40
    assert len(run.firings) == len(program.crn.reactions)


def test_a_runaway_is_a_reason_and_not_a_number() -> None:
    program = build(small())
    runaway = FormalReaction(("Z_p", "Z_p"), ("Z_p",) * 3, 10.0, Origin("test", "runaway"))
    crn = replace(program.crn, reactions=(*program.crn.reactions, runaway))
    with np.errstate(all="ignore"):
        run = train(program, formal_chemistry(crn), program.training, program.probes)
    assert run.failure is not None
    assert "integration" in run.failure or "species" in run.failure


@pytest.mark.parametrize(
    ("keys", "code", "words"),
    [
        (in_sample(instead({"dose": "Y"}, {"dose": "Q", "amount": "y"})), "D205", "species 'Q'"),
        (in_sample(instead({"dose": "X2"}, {"dose": "X2", "amount": "x9"})), "D206", "'x9'"),
        ({"learner.kind": "perceptron"}, "D207", "perceptron"),
        ({"schedule.setup": without(dose="Pace_drain")}, "D203", "Pace_drain is not dosed"),
        (in_sample(without(dose="Phase")), "D204", "a dose of Phase"),
        ({"task.input_range": [-1.0, 5.0]}, "D205", "species 'X1'"),
        ({"learner.rates.cancel": "0.1 /u/tau"}, "D208", "leaves out Y"),
        ({"learner.features": ["x1"]}, "D210", "every input as a feature"),
        ({"learner.encoding.input_centre": [3.0]}, "D205", "species 'X1'"),
        ({"learner.encoding.input_spread": [1.0, 2.0, 3.0]}, "D215", "3 values"),
        (in_sample(without(read=["Z_p", "Z_m"])), "D208", "never read"),
        (in_sample(instead({"read": ["Z_p", "Z_m"]}, {"read": ["Z_p"]})), "D208", "leaves out Z_m"),
    ],
)
def test_wrong_designs_are_refused(keys: Keys, code: str, words: str) -> None:
    with pytest.raises(DesignError) as caught:
        build(design(keys))
    assert caught.value.code == code
    assert words in str(caught.value)
