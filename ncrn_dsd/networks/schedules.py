"""Turn the steps of a design into actions with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.design import DoseStep, ReadStep, ScheduleSpec, Step, WaitStep
from ncrn_dsd.ir.schedule import Action, Content, Dose, Read, Segment, SegmentKind, Wait


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a step may name: species of the network, columns of a sample; and the file it is in."""

    species: frozenset[str]
    columns: tuple[str, ...]
    path: str


def segment_of(
    kind: SegmentKind,
    label: str,
    steps: Sequence[Step],
    values: Mapping[str, float],
    known: KnownNames,
) -> Segment:
    """One segment: every symbolic amount replaced by the sample's concentration in u.

    Raises
    ------
    DesignError: a step names a species the network does not have, or a column the sample does
        not have.
    """
    actions: list[Action] = []
    for step in steps:
        where = f"{known.path}:{step.line}"
        match step:
            case DoseStep():
                _require_species(step.species, known.species, where)
                amount = _amount(step, values, where, known.columns)
                # The empty rail of a signed value is not pipetted.
                if amount or step.amount.fixed is not None:
                    actions.append(Dose((Content(step.species, amount),)))
            case WaitStep():
                actions.append(Wait(step.duration))
            case ReadStep():
                for name in step.species:
                    _require_species(name, known.species, where)
                actions.append(Read(step.species, label))
    return Segment(kind, label, tuple(actions))


def doses_of(schedule: ScheduleSpec) -> tuple[str, ...]:
    """Every species that some step doses, though it be with nothing of it in all samples."""
    steps = (*schedule.setup, *schedule.sample, *schedule.probe)
    return tuple(sorted({s.species for s in steps if isinstance(s, DoseStep)}))


def require_first_read(
    steps: Sequence[Step], part: str, species: tuple[str, ...], path: str
) -> None:
    """The first read must come after a wait and name all rails of the prediction.

    Raises
    ------
    DesignError: there is no read, it comes too early, or a rail is missing.
    """
    hint = f"write {{ read = {list(species)} }} after the first wait".replace("'", '"')
    place = f"{path}: [schedule] {part}"
    first = next((i for i, s in enumerate(steps) if isinstance(s, ReadStep)), None)
    if first is None:
        raise DesignError("D208", place, "the prediction is never read", hint)
    read = steps[first]
    where = f"{path}:{read.line}"
    if not any(isinstance(s, WaitStep) for s in steps[:first]):
        raise DesignError("D208", where, "the prediction is read before anything has run", hint)
    missing = [s for s in species if isinstance(read, ReadStep) and s not in read.species]
    if missing:
        raise DesignError("D208", where, f"the first read leaves out {missing[0]}", hint)


def _require_species(name: str, species: frozenset[str], where: str) -> None:
    if name not in species:
        raise DesignError(
            "D205",
            where,
            f"the schedule names the species '{name}', which the network does not have",
            f"use one of: {', '.join(sorted(species))}",
        )


def _amount(
    step: DoseStep, values: Mapping[str, float], where: str, columns: Sequence[str]
) -> float:
    if step.amount.fixed is not None:
        return step.amount.fixed
    column = step.amount.column or ""
    if column not in values:
        raise DesignError(
            "D206",
            where,
            f"the dose of {step.species} takes its amount from '{column}', which is no column "
            "of a sample here",
            f"use a quantity such as '20 u', or in sample and probe one of: {', '.join(columns)}",
        )
    return values[column]
