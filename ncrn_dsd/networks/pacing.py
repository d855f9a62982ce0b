"""What starts the feedback phase of a learner: its host, by a dose, or a clock in the pot.

Either way learners are composed with a `Pacing`, which brings its species and reactions, knows
in which form a target and a label are dosed, and has found the constants of the learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import Reaction, Species, SpeciesRole
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import ClockSpec, PolynomialLearner
from ncrn_dsd.model.schedule import DoseStep, ReadStep, WaitStep
from ncrn_dsd.networks.clock import CLOCK, PACE_CLOCK, delay_line, label_release, stages_of
from ncrn_dsd.networks.driving import (
    PACE_CONVERT,
    PACE_DRAIN,
    PHASE,
    phase_timing,
    setup_dose,
    timing_of,
)
from ncrn_dsd.networks.features import Feature
from ncrn_dsd.networks.losses import ErrorQuantities
from ncrn_dsd.networks.pacing_responses import ClockCourse, clocked_responses
from ncrn_dsd.networks.parts import catalysed_conversion, catalysed_removal
from ncrn_dsd.networks.responses import Responses, responses
from ncrn_dsd.networks.schedules import steps_of


@dataclass(frozen=True, slots=True)
class Sides:
    """Prediction, target and error of one output, and the forms in which the host doses them.

    Parameters
    ----------
    active: what prediction, target, error and label react as.
    target, label: what the host doses, which may be what reacts.
    """

    active: ErrorQuantities
    target: RailedQuantity
    label: RailedQuantity


@dataclass(frozen=True, slots=True)
class Pacing:
    """One way to pace a learner.

    Parameters
    ----------
    responses: constants of the learner under this pacing.
    read: the part of a prediction that is there when the host reads it.
    mismatch: largest relative difference between what a part of the prediction and the target
        teach; 0 where phases do not overlap.
    species, reactions: of the pacing itself, the end of the phase species included.
    """

    responses: Responses
    read: float
    mismatch: float
    species: tuple[Species, ...]
    reactions: tuple[Reaction, ...]


def pacing_of(
    design: Design, spec: PolynomialLearner, features: Sequence[Feature], outputs: Sequence[Sides]
) -> Pacing:
    """The pacing that a design asks for.

    Raises
    ------
    DesignError: the schedule does not fit the pacing.
    """
    if spec.clock is None:
        return _dosed(design, spec, features, outputs)
    return _clocked(design, spec, spec.clock, features, outputs)


def sides_of(spec: PolynomialLearner, quantities: ErrorQuantities) -> Sides:
    """The forms of target and label under the pacing of a learner.

    With a clock the target is dosed as what turns into its active form like an input into its
    trace, and a label as what the clock sets free.
    """
    if spec.clock is None:
        return Sides(quantities, quantities.target, quantities.label)
    target, label = quantities.target, quantities.label
    lagging = RailedQuantity(
        f"trace of {target.name}",
        f"{target.positive}_trace",
        None if target.negative is None else f"{target.negative}_trace",
        target.scale,
    )
    bound = RailedQuantity(
        f"bound {label.name}", f"{label.positive}_bound", f"{label.negative}_bound", label.scale
    )
    return Sides(replace(quantities, target=lagging), target, bound)


def _phase_end(spec: PolynomialLearner) -> list[Reaction]:
    rate = spec.rates.drain_phase
    return catalysed_removal([PHASE], PACE_DRAIN, rate, Origin("pacing", "phase ends"))


def _species(
    spec: PolynomialLearner, names: Sequence[str], outputs: Sequence[Sides]
) -> tuple[Species, ...]:
    labels: list[str] = []
    if spec.loss is Loss.MARGIN:
        forms = [(o.label, o.active.label) for o in outputs]
        labels = list(dict.fromkeys(s for pair in forms for q in pair for s in q.species))
    return tuple(Species(s, SpeciesRole.PHASE) for s in (*names, *labels))


def _paces(*names: str) -> tuple[Species, ...]:
    return tuple(Species(s, SpeciesRole.PACE) for s in names)


def _dosed(
    design: Design, spec: PolynomialLearner, features: Sequence[Feature], outputs: Sequence[Sides]
) -> Pacing:
    timing = phase_timing(design, spec)
    gate_dose = (spec.encoding.label or 0.0) if spec.loss is Loss.MARGIN else timing.phase_dose
    return Pacing(
        responses=responses(timing, gate_dose, features),
        read=1.0,
        mismatch=0.0,
        species=(*_species(spec, [PHASE], outputs), *_paces(PACE_CONVERT, PACE_DRAIN)),
        reactions=tuple(_phase_end(spec)),
    )


def _clocked(
    design: Design,
    spec: PolynomialLearner,
    clock: ClockSpec,
    features: Sequence[Feature],
    outputs: Sequence[Sides],
) -> Pacing:
    margin = spec.loss is Loss.MARGIN
    pace = setup_dose(design, PACE_CLOCK)
    if margin and clock.release is None:
        raise DesignError(
            "D221",
            design.where("learner", "clock"),
            "nothing sets the label free that tells the class",
            'add release = "0.5 /u/tau"',
        )
    forward, feedback, dosed = _times(design, "sample")
    shown, _, shown_dosed = _times(design, "probe")
    if not margin and (shown, shown_dosed) != (forward, dosed):
        raise DesignError(
            "D222",
            design.where("schedule", "probe"),
            "the clock has taken another part of the prediction when a probe is read than when "
            "a sample is read",
            f"dose {CLOCK} in a probe as in a sample, and read after the same wait",
        )
    found = clocked_responses(
        timing_of(design, spec, dosed, forward, feedback),
        ClockCourse(
            stages=clock.stages,
            step=clock.step * pace,
            release=clock.release if margin else None,
            label_dose=spec.encoding.label or 0.0,
        ),
        features,
    )
    reactions = [*_target_lag(spec, outputs), *delay_line(clock), *_phase_end(spec)]
    if margin:
        forms = [(o.label, o.active.label) for o in outputs]
        pairs = [p for a, b in forms for p in zip(a.species, b.species, strict=True)]
        reactions += label_release(clock, pairs)
    names = [*stages_of(clock), PHASE]
    return Pacing(
        responses=found.responses,
        read=found.read,
        mismatch=found.mismatch,
        species=(
            *(Species(s, SpeciesRole.TARGET) for o in outputs for s in o.target.species),
            *_species(spec, names, outputs),
            *_paces(PACE_CONVERT, PACE_DRAIN, PACE_CLOCK),
        ),
        reactions=tuple(reactions),
    )


def _target_lag(spec: PolynomialLearner, outputs: Sequence[Sides]) -> list[Reaction]:
    forms = [(o.target, o.active.target) for o in outputs]
    pairs = [p for a, b in forms for p in zip(a.species, b.species, strict=True)]
    rate = spec.rates.convert
    return catalysed_conversion(
        pairs, PACE_CONVERT, rate, Origin("pacing", "target becomes active")
    )


def _times(design: Design, part: str) -> tuple[float, float, float]:
    """Waits before and after the first read [tau], and the dose of the clock [u].

    Raises
    ------
    DesignError: the phase species is dosed although a clock makes it, or the clock is dosed late
        or, in a sample, never.
    """
    before = after = dosed = 0.0
    reading = False
    for number, step in enumerate(steps_of(design, part)):
        where = design.where("schedule", part, number)
        match step:
            case ReadStep():
                reading = True
            case WaitStep() if reading:
                after += step.wait
            case WaitStep():
                before += step.wait
            case DoseStep() if step.dose == PHASE:
                raise DesignError(
                    "D223",
                    where,
                    f"{PHASE} is dosed, but the clock makes it",
                    f"dose {CLOCK} with the sample, or leave out [learner.clock]",
                )
            case DoseStep() if step.dose == CLOCK:
                if before:
                    raise DesignError(
                        "D223",
                        where,
                        f"{CLOCK} is dosed after a wait",
                        "dose it together with the inputs",
                    )
                dosed += step.fixed or 0.0
    if part == "sample" and not (before and after and dosed):
        raise DesignError(
            "D224",
            design.where("schedule", part),
            f"a sample needs a dose of {CLOCK}, a wait, a read, and a wait",
            f'write {{ dose = "{CLOCK}", amount = "8 u" }} beside the inputs',
        )
    return before, after, dosed
