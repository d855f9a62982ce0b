"""What starts the feedback phase of a learner: its host, by a dose, or a clock in the pot.

Either way learners are composed with a `Pacing`, which brings its species and reactions, knows
in which form a target and a label are dosed, and has found the constants of the learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import Reaction, Species, SpeciesRole
from ncrn_dsd.ir.design import ClockSpec, Design, DoseStep, ReadStep, Step, WaitStep
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.training import Loss
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


def pacing_of(design: Design, features: Sequence[Feature], outputs: Sequence[Sides]) -> Pacing:
    """The pacing that a design asks for.

    Raises
    ------
    DesignError: the schedule does not fit the pacing.
    """
    clock = design.learner.clock
    if clock is None:
        return _dosed(design, features, outputs)
    return _clocked(design, clock, features, outputs)


def sides_of(design: Design, quantities: ErrorQuantities) -> Sides:
    """The forms of target and label under the pacing of a design.

    With a clock the target is dosed as what turns into its active form like an input into its
    trace, and a label as what the clock sets free.
    """
    if design.learner.clock is None:
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


def _phase_end(design: Design) -> list[Reaction]:
    rate = design.learner.rates.drain_phase
    return catalysed_removal([PHASE], PACE_DRAIN, rate, Origin("pacing", "phase ends"))


def _species(design: Design, names: Sequence[str], outputs: Sequence[Sides]) -> tuple[Species, ...]:
    labels: list[str] = []
    if design.learner.loss is Loss.MARGIN:
        forms = [(o.label, o.active.label) for o in outputs]
        labels = list(dict.fromkeys(s for pair in forms for q in pair for s in q.species))
    return tuple(Species(s, SpeciesRole.PHASE) for s in (*names, *labels))


def _paces(*names: str) -> tuple[Species, ...]:
    return tuple(Species(s, SpeciesRole.PACE) for s in names)


def _dosed(design: Design, features: Sequence[Feature], outputs: Sequence[Sides]) -> Pacing:
    spec = design.learner
    timing = phase_timing(design.schedule, spec, design.path)
    gate_dose = spec.label_dose if spec.loss is Loss.MARGIN else timing.phase_dose
    return Pacing(
        responses=responses(timing, gate_dose, features),
        read=1.0,
        mismatch=0.0,
        species=(*_species(design, [PHASE], outputs), *_paces(PACE_CONVERT, PACE_DRAIN)),
        reactions=tuple(_phase_end(design)),
    )


def _clocked(
    design: Design, clock: ClockSpec, features: Sequence[Feature], outputs: Sequence[Sides]
) -> Pacing:
    spec, schedule = design.learner, design.schedule
    margin = spec.loss is Loss.MARGIN
    pace = setup_dose(schedule, PACE_CLOCK, design.path)
    if margin and clock.release is None:
        raise DesignError(
            "D221",
            f"{design.path}: [learner.clock]",
            "nothing sets the label free that tells the class",
            'add release = "0.5 /u/tau"',
        )
    forward, feedback, dosed = _times(schedule.sample, "sample", design.path)
    shown, _, shown_dosed = _times(schedule.probe, "probe", design.path)
    if not margin and (shown, shown_dosed) != (forward, dosed):
        raise DesignError(
            "D222",
            f"{design.path}: [schedule] probe",
            "the clock has taken another part of the prediction when a probe is read than when "
            "a sample is read",
            f"dose {CLOCK} in a probe as in a sample, and read after the same wait",
        )
    found = clocked_responses(
        timing_of(schedule, spec, design.path, dosed, forward, feedback),
        ClockCourse(
            stages=clock.stages,
            step=clock.step * pace,
            release=clock.release if margin else None,
            label_dose=spec.label_dose,
        ),
        features,
    )
    reactions = [*_target_lag(design, outputs), *delay_line(clock), *_phase_end(design)]
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
            *_species(design, names, outputs),
            *_paces(PACE_CONVERT, PACE_DRAIN, PACE_CLOCK),
        ),
        reactions=tuple(reactions),
    )


def _target_lag(design: Design, outputs: Sequence[Sides]) -> list[Reaction]:
    forms = [(o.target, o.active.target) for o in outputs]
    pairs = [p for a, b in forms for p in zip(a.species, b.species, strict=True)]
    rate = design.learner.rates.convert
    return catalysed_conversion(
        pairs, PACE_CONVERT, rate, Origin("pacing", "target becomes active")
    )


def _times(steps: Sequence[Step], part: str, path: str) -> tuple[float, float, float]:
    """Waits before and after the first read [tau], and the dose of the clock [u].

    Raises
    ------
    DesignError: the phase species is dosed although a clock makes it, or the clock is dosed late
        or, in a sample, never.
    """
    before = after = dosed = 0.0
    reading = False
    for step in steps:
        where = f"{path}:{step.line}"
        match step:
            case ReadStep():
                reading = True
            case WaitStep() if reading:
                after += step.duration
            case WaitStep():
                before += step.duration
            case DoseStep() if step.species == PHASE:
                raise DesignError(
                    "D223",
                    where,
                    f"{PHASE} is dosed, but the clock makes it",
                    f"dose {CLOCK} with the sample, or leave out [learner.clock]",
                )
            case DoseStep() if step.species == CLOCK:
                if before:
                    raise DesignError(
                        "D223",
                        where,
                        f"{CLOCK} is dosed after a wait",
                        "dose it together with the inputs",
                    )
                dosed += step.amount.fixed or 0.0
    if part == "sample" and not (before and after and dosed):
        raise DesignError(
            "D224",
            f"{path}: [schedule] {part}",
            f"a sample needs a dose of {CLOCK}, a wait, a read, and a wait",
            f'write {{ dose = "{CLOCK}", amount = "8 u" }} beside the inputs',
        )
    return before, after, dosed
