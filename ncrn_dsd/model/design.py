"""A design: everything that its author decides. The three kinds are here and in `dynamics` and
`published`; a file is read by `formats.design_toml`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

from pydantic import PrivateAttr, ValidationInfo, model_validator

from ncrn_dsd.ir.reference import FEWEST_HELD_OUT
from ncrn_dsd.model.dsd import DsdSpec
from ncrn_dsd.model.expect import ExpectSpec
from ncrn_dsd.model.keys import FROM_FILE, Table, key, refused
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.learner import LEARNERS, AnyLearner
from ncrn_dsd.model.quantities import Name
from ncrn_dsd.model.refusals import Keys
from ncrn_dsd.model.schedule import ScheduleSpec
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.model.task import AnyTask, TaskSpec
from ncrn_dsd.plugins import Entry, NamesParts


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a design was read from; two designs may be the same for all that.

    Parameters
    ----------
    digest: SHA-256 of its text.
    lines: of all its tables and keys, from 1.
    """

    path: str = field(default="design", compare=False)
    digest: str = field(default=hashlib.sha256(b"").hexdigest(), compare=False)
    lines: Mapping[Keys, int] = field(default_factory=dict, compare=False, repr=False)

    def where(self, *keys: str | int) -> str:
        """The place of a key, or of the nearest one above it that is there."""
        known = (self.lines.get(keys[:length]) for length in range(len(keys), 0, -1))
        return f"{self.path}:{next(filter(None, known), 1)}"


class AnyDesign(Table):
    """What every design has."""

    schema_: Literal[1] = key("version of the format", alias="schema")
    name: Name = key("names the results; letters, digits and `_`")
    title: str = key("one line for people")

    _source: Source = PrivateAttr(default_factory=Source)

    def read_from(self, source: Source) -> Self:
        """The same design, with the file it was read from."""
        copy = self.model_copy()
        copy._source = source  # noqa: SLF001 - of the same class
        return copy

    @property
    def path(self) -> str:
        """The file it was read from, for messages."""
        return self._source.path

    @property
    def digest(self) -> str:
        """SHA-256 of the text of that file."""
        return self._source.digest

    def where(self, *keys: str | int) -> str:
        """The place of a key, for messages."""
        return self._source.where(*keys)


class Design(AnyDesign, NamesParts):
    """A learner, what it learns, and what it becomes."""

    task: TaskSpec = key("what is to be learned")
    learner: AnyLearner = key("what learns it")
    schedule: ScheduleSpec = key("what the host does")
    dsd: DsdSpec = key("how the network becomes DNA")
    sequences: SequenceSpec = key("constraints on nucleotides")
    lab: LabSettings = key("what a laboratory does differently for it", LabSettings())
    expect: ExpectSpec = key("what the design expects")

    @property
    def parts(self) -> tuple[Entry, ...]:
        """Its learner."""
        return (LEARNERS.entry(self.learner.kind),)

    @model_validator(mode="after")
    def _refuse_room_without_levels(self) -> Self:
        if self.lab.first_mix_uL is not None and self.dsd.levels is None:
            what = "doses take room, and refills are not planned by the training of the strands"
            fix = "give [dsd.levels] as well, or leave first_mix_uL out"
            raise refused("D032", what, fix, ("lab", "first_mix_uL"))
        return self

    @model_validator(mode="after")
    def _refuse_misfits(self, info: ValidationInfo) -> Self:
        # What is derived from a design may be judged by fewer samples, or not at all.
        if info.context is not FROM_FILE:
            return self
        _refuse_few_held_out(self.task)
        for bounds, at in ((self.expect, ("expect",)), (self.expect.dsd, ("expect", "dsd"))):
            bounds.refuse_others(has_classes=self.task.has_classes, at=at)
        return self


def _refuse_few_held_out(task: AnyTask) -> None:
    """Refuse to judge by a few samples where as many as one likes can be drawn."""
    if task.tested is None:
        return
    tested, name, fix = task.tested
    held_out = tested or task.validation_samples
    if held_out < FEWEST_HELD_OUT:
        raise refused(
            "D131",
            f"the learner would be judged by {held_out} held-out samples, and a share of classes "
            f"that are right means little below {FEWEST_HELD_OUT}",
            f"write for example {fix}",
            ("task", name),
        )
