"""Turn the steps of a design into actions with numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    MoveToFresh,
    Read,
    Removal,
    Segment,
    SegmentKind,
    Wait,
    Wash,
)
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.schedule import (
    Between,
    DoseStep,
    ReadStep,
    ScheduleSpec,
    Step,
    WaitStep,
    WashStep,
)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the steps of a design may name: species of the network, columns of a sample."""

    design: Design
    species: frozenset[str]
    columns: tuple[str, ...]


def segment_of(
    kind: SegmentKind,
    label: str,
    values: Mapping[str, float],
    known: KnownNames,
) -> Segment:
    """The steps of one kind as a segment, with the concentrations of a sample for its columns.

    Raises
    ------
    DesignError: a step names a species the network does not have, or a column the sample does
        not have.
    """
    actions: list[Action] = []
    for number, step in enumerate(steps_of(known.design, kind.value)):
        # Samples are many, and where a step stands is asked only where it is wrong.
        where = partial(known.design.where, "schedule", kind.value, number)
        match step:
            case DoseStep():
                _require_species(step.dose, known.species, where)
                amount = _amount(step, values, where, known.columns)
                # The empty rail of a signed value is not pipetted.
                if amount or step.fixed is not None:
                    actions.append(Dose((Content(step.dose, amount),)))
            case WaitStep():
                actions.append(Wait(step.wait))
            case ReadStep():
                for name in step.read:
                    _require_species(name, known.species, where)
                actions.append(Read(step.read, label))
    return Segment(kind, label, tuple(actions))


def with_removals(program: LearningProgram, steps: Sequence[Between]) -> LearningProgram:
    """The program with washes and moves into fresh vessels at the ends of samples.

    A fresh vessel has what the setup doses, weights aside. After the last sample there is what
    asks for it; otherwise its weights are read as they are.
    """
    if not steps:
        return program
    kept = tuple(name for q in program.encoding.weights for name in q.species)
    setups = (s for s in program.training.segments if s.kind is SegmentKind.SETUP)
    fresh = tuple(c for s in setups for c in s.dosed if c.species not in kept)
    per_epoch = len(program.task.train)
    last = program.training.count(SegmentKind.SAMPLE)
    segments: list[Segment] = []
    sample = 0
    for segment in program.training.segments:
        actions: list[Action] = []
        if segment.kind is SegmentKind.SAMPLE:
            sample += 1
            due = (s for s in steps if sample % (s.every or per_epoch) == 0)
            for step in (s for s in due if sample < last or s.at_end):
                actions += (_removal(step, kept, fresh), Wait(step.takes))
        segments.append(replace(segment, actions=(*segment.actions, *actions)))
    return program.driven_by(segments, program.probes)


def _removal(step: Between, kept: tuple[str, ...], fresh: tuple[Content, ...]) -> Removal:
    if isinstance(step, WashStep):
        return Wash(kept, step.waste_left, step.kept_lost)
    return MoveToFresh(kept, fresh, step.waste_left, step.kept_lost)


def steps_of(design: Design, part: str) -> tuple[Step, ...]:
    """The steps of "setup", "sample" or "probe"."""
    steps: tuple[Step, ...] = getattr(design.schedule, part)
    return steps


def doses_of(schedule: ScheduleSpec) -> tuple[str, ...]:
    """Every species that some step doses, though it be with nothing of it in all samples."""
    steps = (*schedule.setup, *schedule.sample, *schedule.probe)
    return tuple(sorted({s.dose for s in steps if isinstance(s, DoseStep)}))


def require_first_read(design: Design, part: str, species: tuple[str, ...]) -> None:
    """The first read must come after a wait and name all rails of the prediction.

    Raises
    ------
    DesignError: there is no read, it comes too early, or a rail is missing.
    """
    hint = f"write {{ read = {list(species)} }} after the first wait".replace("'", '"')
    steps = steps_of(design, part)
    first = next((i for i, s in enumerate(steps) if isinstance(s, ReadStep)), None)
    if first is None:
        raise DesignError(
            "D208", design.where("schedule", part), "the prediction is never read", hint
        )
    read = steps[first]
    where = design.where("schedule", part, first)
    if not any(isinstance(s, WaitStep) for s in steps[:first]):
        raise DesignError("D208", where, "the prediction is read before anything has run", hint)
    missing = [s for s in species if isinstance(read, ReadStep) and s not in read.read]
    if missing:
        raise DesignError("D208", where, f"the first read leaves out {missing[0]}", hint)


def _require_species(name: str, species: frozenset[str], where: Callable[[], str]) -> None:
    if name not in species:
        raise DesignError(
            "D205",
            where(),
            f"the schedule names the species '{name}', which the network does not have",
            f"use one of: {', '.join(sorted(species))}",
        )


def _amount(
    step: DoseStep,
    values: Mapping[str, float],
    where: Callable[[], str],
    columns: Sequence[str],
) -> float:
    if step.fixed is not None:
        return step.fixed
    column = step.column or ""
    if column not in values:
        raise DesignError(
            "D206",
            where(),
            f"the dose of {step.dose} takes its amount from '{column}', which is no column "
            "of a sample here",
            f"use a quantity such as '20 u', or in sample and probe one of: {', '.join(columns)}",
        )
    return values[column]
