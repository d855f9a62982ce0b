"""Toeholds that share sequences: which became which, and whether the reactions are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.headings import FINDING
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.ir.verdict import Verdict

_EXAMPLES = 3
"""Reactions that are named in a finding; all are in the result."""


@dataclass(frozen=True, slots=True)
class SharedToehold:
    """A toehold sequence, and the toeholds of the translated system that it stands for.

    Parameters
    ----------
    name: that of its first member.
    is_first: partners exchange with it: strand displacement that begins with it can be undone.
    """

    name: Annotated[str, Shown("Sequence", Style.WORD)]
    members: tuple[str, ...]
    is_first: Annotated[bool, Shown("Order", Style.WORD, words=("second", "first"))]
    length_nt: Annotated[int, Shown("Length", Style.COUNT, unit="nt")]

    @property
    def stands_for(self) -> Annotated[str, Shown("Stands for", Style.WORD)]:
        """Its members, in words."""
        return ", ".join(self.members)


@dataclass(frozen=True, slots=True)
class ToeholdSharing:
    """How toeholds were mapped onto a pool, and both enumerations compared reaction by reaction.

    Parameters
    ----------
    pool: every sequence, first toeholds before second ones.
    reactions_before, reactions_after: condensed reactions of all fuels and signals together.
    new: reactions of the shared system that are the image of none of the unshared one.
    missing: images of reactions that the shared system does not have.
    changed: reactions that both have at different rates.
    one_fuel: fuels that became the same complex, and are one fuel now.
    confused: other complexes that react and became the same.
    rejects_remote: remote branch migration was left out of both.
    truncated_by: the limit that cut one of them off; None for two whole enumerations.
    why: why there are so many sequences; empty where a mapping was given.
    tried: what is known of each number of sequences that was tried, in words; none where their
        number was given or counted.
    """

    pool: tuple[SharedToehold, ...]
    reactions_before: Annotated[int, Shown("Reactions before", Style.COUNT)]
    reactions_after: Annotated[int, Shown("Reactions after", Style.COUNT)]
    complexes_before: Annotated[int, Shown("Complexes before", Style.COUNT)]
    complexes_after: Annotated[int, Shown("Complexes after", Style.COUNT)]
    new: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    one_fuel: tuple[tuple[str, ...], ...]
    confused: tuple[tuple[str, ...], ...]
    rejects_remote: bool
    truncated_by: str | None
    why: Annotated[str, Shown("So many sequences", Style.WORD)] = ""
    tried: tuple[str, ...] = ()

    @property
    def toeholds(self) -> Annotated[int, Shown("Toeholds before", Style.COUNT)]:
        """Of the translated system."""
        return sum(len(one.members) for one in self.pool)

    @property
    def first(self) -> Annotated[int, Shown("First toeholds", Style.COUNT)]:
        """Sequences for toeholds that partners exchange with."""
        return sum(one.is_first for one in self.pool)

    @property
    def second(self) -> Annotated[int, Shown("Second toeholds", Style.COUNT)]:
        """Sequences for all other toeholds."""
        return len(self.pool) - self.first

    @property
    def differences(self) -> tuple[str, ...]:
        """What is known to differ; what a limit cut off is not."""
        confused = tuple(" = ".join(group) for group in self.confused)
        lost = () if self.truncated_by is not None else (*self.missing, *self.changed)
        return (*self.new, *lost, *confused)

    @property
    def verdict(
        self,
    ) -> Annotated[
        Verdict,
        Shown(
            "Same reactions",
            Style.WORD,
            tones=(("PROVED", "good"), ("REFUTED", "bad"), ("UNDECIDED", "open")),
        ),
    ]:
        """PROVED only of two whole enumerations; REFUTED by a reaction that only one has."""
        if self.differences:
            return Verdict.REFUTED
        return Verdict.PROVED if self.truncated_by is None else Verdict.UNDECIDED

    @property
    def finding(self) -> Annotated[str, FINDING]:
        """Why the verdict is what it is, with the first reactions that differ."""
        if self.verdict is Verdict.UNDECIDED:
            return f"not shown: an enumeration is not complete ({self.truncated_by})"
        if self.verdict is Verdict.PROVED:
            fuels = sum(len(group) - 1 for group in self.one_fuel)
            became = f"; fuels that equal others now: {fuels}" if fuels else ""
            return (
                f"{self.toeholds} toeholds onto {self.first} first and {self.second} second: "
                f"{self.reactions_before} = {self.reactions_after} reactions, none new, none "
                f"missing, all rates equal{became}"
            )
        whole = self.truncated_by is None
        parts = [
            f"{len(found)} {what}: {'; '.join(found[:_EXAMPLES])}"
            for found, what in (
                (self.new, "new"),
                (self.missing if whole else (), "missing"),
                (self.changed if whole else (), "with another rate"),
                (tuple(" = ".join(group) for group in self.confused), "confused"),
            )
            if found
        ]
        return ". ".join(parts)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the verdict takes for granted."""
        remote = "left out" if self.rejects_remote else "allowed"
        return (
            f"remote branch migration is {remote} in both enumerations",
            (
                "condensed reactions are compared: what bindings that lead to nothing occupy is "
                "left to the simulation (`--kinetics occluded`)"
            ),
            "fuels that became the same complex are one fuel, which is always present",
        )


@dataclass(frozen=True, slots=True)
class PoolSizes:
    """Numbers of toehold sequences to try.

    Parameters
    ----------
    numbers: the largest first; none where the number is not the program's to choose by rates.
    why: how many words there are, in words.
    """

    numbers: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class SharedSystem:
    """A system whose toeholds share sequences, and what is known of that."""

    system: DsdSystem
    sharing: ToeholdSharing
