"""What starts the feedback phase of a learner: its host, by a dose, or a clock in the vessel.

Either way learners are composed with a `Pacing`, which brings its species and reactions and knows
in which form a target and a label are dosed.

With a clock in the vessel the phases overlap: a little output becomes error while it is still being
made. What a sample teaches nevertheless stays a multiple of its error, because the target is
presented with the same lag as the prediction: it turns from its dosed form into its active form
at the pace at which an input turns into its trace. Prediction and target then rise by the same
law, and so do the errors they become, whatever the clock does. That holds for inputs; products of
inputs rise by laws of their own, which miss it by the less the sharper the clock is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalReaction, Species, SpeciesRole
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
    require_paces,
    require_phases,
    require_setup_dose,
)
from ncrn_dsd.networks.losses import ErrorQuantities
from ncrn_dsd.networks.parts import catalysed_conversion, catalysed_removal
from ncrn_dsd.networks.schedules import steps_of

TARGET_LAG = Origin("pacing", "target becomes active")


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
    clocked: phases overlap, and the target becomes active in the vessel.
    species, reactions: of the pacing itself, the end of the phase species included.
    """

    clocked: bool
    species: tuple[Species, ...]
    reactions: tuple[FormalReaction, ...]

    @property
    def hint(self) -> str:
        """What to do where a sample teaches nothing."""
        if self.clocked:
            return f"dose inputs, target and {CLOCK} together, and wait longer than the clock takes"
        return f"dose inputs and target, wait, then dose {PHASE}, and wait again"


def pacing_of(design: Design, spec: PolynomialLearner, outputs: Sequence[Sides]) -> Pacing:
    """The pacing that a design asks for.

    Raises
    ------
    DesignError: the schedule does not fit the pacing.
    """
    if spec.clock is not None:
        return _clocked(design, spec, spec.clock, outputs)
    require_phases(design)
    return Pacing(
        clocked=False,
        species=(*_species(spec, [PHASE], outputs), *_paces(PACE_CONVERT, PACE_DRAIN)),
        reactions=tuple(_phase_end(spec)),
    )


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


def _phase_end(spec: PolynomialLearner) -> list[FormalReaction]:
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


def _clocked(
    design: Design, spec: PolynomialLearner, clock: ClockSpec, outputs: Sequence[Sides]
) -> Pacing:
    margin = spec.loss is Loss.MARGIN
    require_setup_dose(design, PACE_CLOCK)
    if margin and clock.release is None:
        raise DesignError(
            "D221",
            design.where("learner", "clock"),
            "nothing sets the label free that tells the class",
            'add release = "0.5 /u/tau"',
        )
    in_sample, in_probe = (_until_read(design, part) for part in ("sample", "probe"))
    if not margin and in_sample != in_probe:
        raise DesignError(
            "D222",
            design.where("schedule", "probe"),
            "the clock has taken another part of the prediction when a probe is read than when "
            "a sample is read",
            f"dose {CLOCK} in a probe as in a sample, and read after the same wait",
        )
    require_paces(design)
    reactions = [*_target_lag(spec, outputs), *delay_line(clock), *_phase_end(spec)]
    if margin:
        forms = [(o.label, o.active.label) for o in outputs]
        pairs = [p for a, b in forms for p in zip(a.species, b.species, strict=True)]
        reactions += label_release(clock, pairs)
    return Pacing(
        clocked=True,
        species=(
            *(Species(s, SpeciesRole.TARGET) for o in outputs for s in o.target.species),
            *_species(spec, [*stages_of(clock), PHASE], outputs),
            *_paces(PACE_CONVERT, PACE_DRAIN, PACE_CLOCK),
        ),
        reactions=tuple(reactions),
    )


def _target_lag(spec: PolynomialLearner, outputs: Sequence[Sides]) -> list[FormalReaction]:
    forms = [(o.target, o.active.target) for o in outputs]
    pairs = [p for a, b in forms for p in zip(a.species, b.species, strict=True)]
    return catalysed_conversion(pairs, PACE_CONVERT, spec.rates.convert, TARGET_LAG)


def _until_read(design: Design, part: str) -> tuple[float, float]:
    """Waits before the first read [tau], and the dose of the clock [u].

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
    return before, dosed
