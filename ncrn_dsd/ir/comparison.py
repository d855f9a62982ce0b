"""One design translated by several schemes, measured the same way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.training import RAN_AWAY
from ncrn_dsd.ir.verdict import CONDENSATION


class Standing(Enum):
    """How far a cell came; "not decided" never looks like "done"."""

    DONE = "done"
    """Every stage ran."""
    UNSUPPORTED = "unsupported"
    """The scheme cannot express the design, or the enumeration refuses what it makes."""
    UNREALISABLE = "no operating point"
    """No fuel levels give the formal rates."""
    FAILED = "scheme failed"
    """The scheme itself is wrong: it is malformed or did something it must not do."""
    UNDECIDED = "undecided"
    """A limit of size or time ended a stage."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The training of one seed at both levels.

    Parameters
    ----------
    abstract_loss, dsd_loss: mean squared error of the validation set after the last epoch; None
        where there is none.
    abstract_accuracy, dsd_accuracy: balanced, of the test set where there is one; None without
        classes.
    failure: why the DSD training is no result; None when it is one.
    """

    seed: str
    abstract_loss: float | None
    dsd_loss: float | None
    abstract_accuracy: float | None
    dsd_accuracy: float | None
    failure: str | None

    @property
    def has_classes(self) -> bool:
        return self.abstract_accuracy is not None


@dataclass(frozen=True, slots=True)
class Count:
    """Verdicts of one notion.

    Parameters
    ----------
    words: (word, how often it is said), those that are said.
    good: whether all answers are; None when one is missing.
    condensed: they are said of condensed kinetics, and missing where these do not hold.
    """

    notion: str
    words: tuple[tuple[str, int], ...]
    good: bool | None
    condensed: bool = False

    @property
    def undecided(self) -> int:
        return dict(self.words).get("UNDECIDED", 0)

    def __str__(self) -> str:
        return ", ".join(f"{n} {word}" for word, n in self.words) or "nothing to show"


@dataclass(frozen=True, slots=True)
class Cell:
    """One scheme on one design.

    Parameters
    ----------
    kinetics: what the strands were simulated as.
    reason: what ended the cell early, in one sentence; None when nothing did.
    measures: (name, value) as far as the cell came, in the units that the name ends with.
    open: (name, why it is not known) of what was asked for.
    failed: (name, why) of trainings that stopped or ran away, so that they have no loss.
    verdicts: counts per notion.
    learned: per seed.
    cpu_s: (stage, CPU seconds when it was made).
    """

    design: str
    scheme: str
    kinetics: Kinetics
    standing: Standing
    reason: str | None
    measures: tuple[tuple[str, float], ...]
    open: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    verdicts: tuple[Count, ...]
    learned: tuple[Learned, ...]
    cpu_s: tuple[tuple[str, float], ...]

    def measure(self, name: str) -> float | None:
        """The value, or None when it is not known."""
        return dict(self.measures).get(name)

    @property
    def ran_away(self) -> tuple[str, ...]:
        """Measures that are none because a training ran away."""
        return tuple(name for name, why in self.failed if RAN_AWAY in why)

    @property
    def condensation(self) -> str:
        """Whether condensed kinetics hold: HOLDS, FAILS, undecided or not reached."""
        found = next((c.good for c in self.verdicts if c.notion == CONDENSATION), ...)
        words = {True: "HOLDS", False: "FAILS", None: "undecided"}
        return "not reached" if found is ... else words[found]

    @property
    def bad(self) -> tuple[str, ...]:
        """Notions that are refuted or fail; condensation speaks against condensed kinetics only."""
        is_condensed = self.kinetics is Kinetics.CONDENSED
        return tuple(
            c.notion
            for c in self.verdicts
            if c.good is False and (is_condensed or c.notion != CONDENSATION)
        )

    @property
    def is_open(self) -> bool:
        """An answer is missing that there could be: none is of rates that no strand has."""
        fails = self.condensation == "FAILS"
        return any(c.good is None and not (c.condensed and fails) for c in self.verdicts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All cells, design by design.

    Parameters
    ----------
    options: (name, value) of everything that was chosen, for the record.
    """

    cells: tuple[Cell, ...]
    options: tuple[tuple[str, str], ...]

    @property
    def designs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.design for cell in self.cells))

    def of(self, design: str) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.design == design)
