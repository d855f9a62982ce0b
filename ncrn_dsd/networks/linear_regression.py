"""Two-phase dual-rail linear regression with a trained intercept, closed in chemistry.

Forward phase: every input X_i meets its weights and makes output, W_i + X_i -> W_i + X_i + Z,
while X_i turns into its trace. When X_i is gone the phase has ended by itself and Z = w . x.
Feedback phase: a dosed phase species turns output into error (Z -> E) and target into error of
the other sign (Y -> E). Error and trace move the weights, E + trace -> E + trace + W(-), and
both vanish, so that the step is learning_rate * error * input however long one waits.
Only the conversions Z -> E and Y -> E and the clearing of the trace are gated, so that no
reaction has more than two reactants.

The intercept is the weight of a constant input X0. What is left of a sample is removed by
chemistry; the host doses, waits and reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import Crn, RateConvention, Reaction, Species, SpeciesRole
from ncrn_dsd.ir.design import Design, LearnerSpec, LinearTaskSpec
from ncrn_dsd.ir.program import Encoding, LearningProgram, RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.networks.coefficients import coefficients_of
from ncrn_dsd.networks.driving import (
    PACE_CONVERT,
    PACE_DRAIN,
    PHASE,
    Driven,
    initial_weights,
    phase_timing,
    probe_segments,
    training_schedule,
)
from ncrn_dsd.networks.parts import (
    catalysed_conversion,
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
    rail_of,
)
from ncrn_dsd.networks.reference import reference_of
from ncrn_dsd.networks.schedules import doses_of
from ncrn_dsd.networks.step_size import PhaseTiming, error_times_trace
from ncrn_dsd.networks.tasks import linear_task


@dataclass(frozen=True, slots=True)
class _Quantities:
    """What the species of this learner stand for."""

    inputs: tuple[RailedQuantity, ...]
    traces: tuple[RailedQuantity, ...]
    weights: tuple[RailedQuantity, ...]
    output: RailedQuantity
    target: RailedQuantity
    error: RailedQuantity

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        """Everything that belongs to one sample and should be gone after it."""
        return (*self.inputs, *self.traces, self.output, self.target, self.error)


def build(design: Design) -> LearningProgram:
    """The learning program of a design.

    Raises
    ------
    DesignError: a species of the schedule does not exist, a phase is missing, or the task has
        values the one-rail inputs cannot carry.
    """
    spec = design.learner
    if not isinstance(design.task, LinearTaskSpec):
        raise DesignError(
            "D210",
            f"{design.path}: [learner] kind",
            "the learner 'linear_regression' learns tasks of the kind 'linear' only",
            'write kind = "polynomial" in [learner]',
        )
    task = linear_task(design.task)
    _refuse_negative_values(design.task, task, design.path)
    quantities = _quantities(spec, task.dimension)
    timing = phase_timing(design.schedule, spec, design.path)
    crn = Crn(
        species=_species(quantities),
        reactions=_reactions(spec, timing, quantities),
        convention=RateConvention.PLAIN,
    )
    initial = initial_weights(spec, task.dimension + 1)
    rails = quantities.output.species
    driven = Driven(
        crn=crn,
        weights=quantities.weights,
        initial=initial,
        columns=task_columns(task.dimension),
        amounts=lambda sample: _amounts(spec, sample),
        sample_reads=rails,
        probe_reads=rails,
    )
    return LearningProgram(
        name=design.name,
        crn=crn,
        encoding=Encoding(
            weights=quantities.weights,
            coefficients=coefficients_of(spec, task, [(i,) for i in range(task.dimension + 1)]),
            predictions=(quantities.output,),
            residues=(*(s for q in quantities.passing for s in q.species), PHASE),
        ),
        task=task,
        training=training_schedule(design, task, driven),
        probes=probe_segments(design, task, driven),
        epochs=spec.epochs,
        learning_rate=spec.learning_rate,
        initial_weights=initial,
        reference=reference_of(task),
        may_dose=doses_of(design.schedule),
    )


def _quantities(spec: LearnerSpec, dimension: int) -> _Quantities:
    count = range(dimension + 1)
    return _Quantities(
        inputs=tuple(RailedQuantity(f"x{i}", f"X{i}", None, spec.input_scale) for i in count),
        traces=tuple(
            RailedQuantity(f"trace of x{i}", f"X{i}_trace", None, spec.input_scale) for i in count
        ),
        weights=tuple(
            RailedQuantity(f"w{i}", f"W{i}_p", f"W{i}_m", spec.weight_scale) for i in count
        ),
        output=RailedQuantity("prediction", "Z_p", "Z_m", spec.output_scale),
        target=RailedQuantity("target", "Y", None, spec.output_scale),
        error=RailedQuantity("error", "E_p", "E_m", spec.output_scale),
    )


def task_columns(dimension: int) -> tuple[str, ...]:
    """Names a dose may take its amount from: the constant input, the inputs, the target."""
    return (*(f"x{i}" for i in range(dimension + 1)), "y")


def _refuse_negative_values(spec: LinearTaskSpec, task: LearningTask, path: str) -> None:
    lowest = spec.intercept + sum(
        w * (spec.input_low if w > 0 else spec.input_high) for w in spec.weights
    )
    drawn = min(s.targets[0] for s in (*task.train, *task.validation))
    if spec.input_low < 0 or lowest - 4 * spec.noise_sd < 0 or drawn < 0:
        raise DesignError(
            "D202",
            f"{path}: [task]",
            "inputs or targets can be negative, and this learner gives each of them one rail",
            "shift the inputs and the intercept until both stay above zero",
        )


def _reactions(spec: LearnerSpec, timing: PhaseTiming, q: _Quantities) -> tuple[Reaction, ...]:
    rates = spec.rates
    scale = spec.input_scale * spec.weight_scale / spec.output_scale
    # One unit of input is present for (1 - exp(-convert * forward)) / convert.
    forward = timing.convert / (1 - math.exp(-timing.convert * timing.forward)) / scale
    update = (
        spec.learning_rate
        * spec.weight_scale
        / (spec.output_scale * spec.input_scale)
        / error_times_trace(timing)
    )

    def origin(item: str) -> Origin:
        return Origin("linear_regression", item)

    out: list[Reaction] = []
    for x, w in zip(q.inputs, q.weights, strict=True):
        out += catalysed_product(w, x, q.output, forward, origin(f"forward, {w.name} {x.name}"))
    for x, t in zip(q.inputs, q.traces, strict=True):
        pair = [(x.positive, t.positive)]
        out += catalysed_conversion(pair, PACE_CONVERT, rates.convert, origin(f"{t.name}"))
    for sign in (1, -1):
        pair = [(rail_of(q.output, sign), rail_of(q.error, sign))]
        out += catalysed_conversion(pair, PHASE, rates.gate, origin("prediction becomes error"))
    pair = [(q.target.positive, rail_of(q.error, -1))]
    out += catalysed_conversion(pair, PHASE, rates.gate, origin("target becomes error"))
    out += rail_annihilation(q.error, rates.annihilate, origin("error rails cancel"))
    for t, w in zip(q.traces, q.weights, strict=True):
        out += catalysed_product(t, q.error, w, update, origin(f"update of {w.name}"), sign=-1)
    for w in q.weights:
        out += rail_annihilation(w, rates.annihilate, origin(f"rails of {w.name} cancel"))
    drained = catalysed_removal(
        q.error.species, PACE_DRAIN, rates.drain_error, origin("error is drained")
    )
    cleared = catalysed_removal(
        [t.positive for t in q.traces], PHASE, rates.clear, origin("trace is cleared")
    )
    ended = catalysed_removal([PHASE], PACE_DRAIN, rates.drain_phase, origin("phase ends"))
    return (*out, *drained, *cleared, *ended)


def _species(q: _Quantities) -> tuple[Species, ...]:
    groups = (
        (q.inputs, SpeciesRole.INPUT),
        (q.traces, SpeciesRole.TRACE),
        (q.weights, SpeciesRole.WEIGHT),
        ((q.output,), SpeciesRole.OUTPUT),
        ((q.target,), SpeciesRole.TARGET),
        ((q.error,), SpeciesRole.ERROR),
    )
    named = [Species(s, role) for group, role in groups for x in group for s in x.species]
    named.append(Species(PHASE, SpeciesRole.PHASE))
    named += [Species(PACE_CONVERT, SpeciesRole.PACE), Species(PACE_DRAIN, SpeciesRole.PACE)]
    return tuple(named)


def _amounts(spec: LearnerSpec, sample: Sample) -> dict[str, float]:
    """What a symbolic amount of the schedule stands for in this sample, in u."""
    values = {
        "x0": spec.constant_input * spec.input_scale,
        "y": sample.targets[0] * spec.output_scale,
    }
    for i, x in enumerate(sample.inputs, start=1):
        values[f"x{i}"] = x * spec.input_scale
    return values
