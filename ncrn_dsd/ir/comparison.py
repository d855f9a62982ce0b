"""One design translated by several schemes, measured the same way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Annotated

from ncrn_dsd.ir.compared_by import BY_LOSS, BY_SIZE, BY_TIME, RANKABLE, Measures
from ncrn_dsd.ir.headings import CONDENSATION as WHETHER_CONDENSED
from ncrn_dsd.ir.headings import CPU_OF_ALL, DESIGN, NOT_TESTED, OUTCOME, SCHEME
from ncrn_dsd.ir.headings import RAN_AWAY as WHO_RAN_AWAY
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.ir.survival import SURVIVES, AskedSurvival
from ncrn_dsd.ir.training import RAN_AWAY
from ncrn_dsd.ir.verdict import CONDENSATION, enough_seeds


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


PROVED, CONDENSATION_FAILS = "proved, checks hold", "proved, condensation fails"
REFUTED, CHECK_FAILS, RUNAWAY, LEARNS_NOT = "refuted", "a check fails", "ran away", "does not learn"
SURVIVING = "survives"
"""Key of the column of survival, and of why it is not known."""
KEPT = "kept_draws"
"""Key of the draws of a tube, by which it is said why they are not known."""
_BAD = (
    *(REFUTED, CHECK_FAILS, RUNAWAY, LEARNS_NOT),
    *(s.value for s in (Standing.UNSUPPORTED, Standing.UNREALISABLE, Standing.FAILED)),
)
_OUTCOME = replace(
    OUTCOME,
    tones=(
        (PROVED, "good"),
        (CONDENSATION_FAILS, "open"),
        (Standing.UNDECIDED.value, "open"),
        *((word, "bad") for word in _BAD),
    ),
)


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
    keeps: the DSD training ended, and within what the design expects.
    """

    seed: str
    abstract_loss: float | None
    dsd_loss: float | None
    abstract_accuracy: float | None
    dsd_accuracy: float | None
    failure: str | None
    keeps: bool

    @property
    def has_classes(self) -> bool:
        return self.abstract_accuracy is not None


@dataclass(frozen=True, slots=True)
class KeptDraws:
    """How many draws of what goes wrong in a tube a design expects no worse of.

    Parameters
    ----------
    kept: of `draws`, with a planned refill after every sample.
    """

    case: str
    kept: int
    draws: int


_NONE = replace(WHO_RAN_AWAY, style=Style.WORD, is_about=True)

Verdicts = Mapping[str, int]
"""How often each word is said of one notion; words that are not said are left out."""


def are_good(verdicts: Verdicts) -> bool | None:
    """Whether all answers are; None when one is missing, or there is none."""
    if "REFUTED" in verdicts or "FAILS" in verdicts:
        return False
    return None if "UNDECIDED" in verdicts or not verdicts else True


def in_words(verdicts: Verdicts) -> str:
    """The words of one notion with their numbers."""
    return ", ".join(f"{n} {word}" for word, n in verdicts.items()) or "nothing to show"


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """One scheme on one design.

    Parameters
    ----------
    kinetics: what the strands were simulated as.
    reason: what ended the cell early, in one sentence; None when nothing did.
    measures: as far as the cell came.
    not_known: why a measure that was asked for is not known, by its key.
    failed: why a training stopped or ran away, so that a measure is none, by its key.
    verdicts: of each notion.
    condensed: notions that are said of condensed kinetics, and are missing where these do not hold.
    learned: per seed.
    survival_asked: the design has [expect.survives].
    survival: what came of it; None where the cell did not come so far.
    kept: of every case that was asked for, as far as it was drawn.
    recorded: notions that the design records to fail.
    """

    design: Annotated[str, DESIGN]
    scheme: Annotated[str, SCHEME]
    kinetics: Annotated[Kinetics, Shown("Kinetics", Style.WORD)]
    standing: Annotated[Standing, Shown("Standing", Style.WORD)]
    reason: Annotated[str | None, Shown("Why it ended early", Style.WORD, missing="")]
    measures: Annotated[Measures, Shown("")]
    not_known: Mapping[str, str] = field(hash=False)
    failed: Mapping[str, str] = field(hash=False)
    verdicts: Mapping[str, Verdicts] = field(hash=False)
    condensed: frozenset[str]
    learned: tuple[Learned, ...]
    survival_asked: bool = False
    survival: AskedSurvival | None = None
    kept: tuple[KeptDraws, ...] = ()
    recorded: frozenset[str] = frozenset()

    @property
    def outcome(self) -> Annotated[str, _OUTCOME]:
        """What became of the cell in a word, refutations and failed trainings included."""
        if self.standing is not Standing.DONE:
            return str(self.standing.value)
        if any("REFUTED" in words for words in self.verdicts.values()):
            return REFUTED
        if self.bad:
            return CHECK_FAILS
        failures = [run.failure for run in self.learned if run.failure is not None]
        if failures or self.learns is False:
            is_wild = any(failure.startswith(RAN_AWAY) for failure in failures)
            return RUNAWAY if is_wild else LEARNS_NOT
        if BY_LOSS in self.not_known or self.is_open:
            return str(Standing.UNDECIDED.value)
        return CONDENSATION_FAILS if self.condensation == "FAILS" else PROVED

    @property
    def learns(self) -> bool | None:
        """Enough seeds ended within what the design expects; None when none was trained."""
        kept = sum(run.keeps for run in self.learned)
        return enough_seeds(kept, len(self.learned)) if self.learned else None

    @property
    def learning(self) -> Annotated[str, Shown("Strands learn", Style.WORD)]:
        """How many trained seeds ended within what the design expects."""
        if not self.learned:
            return "not reached"
        return f"LEARNS {sum(run.keeps for run in self.learned)} of {len(self.learned)}"

    @property
    def survives(self) -> Annotated[str, replace(SURVIVES, column=SURVIVING)]:
        """In how many draws of a tube the strands still learn."""
        if self.survival is not None:
            return self.survival.word
        if not self.survival_asked:
            return NOT_TESTED
        return "undecided" if SURVIVING in self.not_known else "not reached"

    @property
    def kept_draws(self) -> Annotated[str, Shown("Draws kept", Style.WORD, column="kept_draws")]:
        """In how many draws of every case the strands are within what the design expects."""
        if KEPT in self.not_known:
            return "undecided"
        words = (f"{one.case}: {one.kept} of {one.draws}" for one in self.kept)
        return "; ".join(words) or (NOT_TESTED if self.standing is Standing.DONE else "not reached")

    @property
    def condensation(self) -> Annotated[str, WHETHER_CONDENSED]:
        """Whether condensed kinetics hold: HOLDS, FAILS, undecided or not reached."""
        if CONDENSATION not in self.verdicts:
            return "not reached"
        words = {True: "HOLDS", False: "FAILS", None: "undecided"}
        return words[are_good(self.verdicts[CONDENSATION])]

    @property
    def verdict_words(self) -> Annotated[str, Shown("Verdicts", Style.WORD, column="verdicts")]:
        """Of all notions."""
        return "; ".join(f"{notion}: {in_words(v)}" for notion, v in self.verdicts.items())

    @property
    def ran_away(self) -> Annotated[tuple[str, ...], _NONE]:
        """Measures that are none because a training ran away."""
        return tuple(name for name, why in self.failed.items() if RAN_AWAY in why)

    def why_missing(self, key: str) -> str | None:
        """Why a measure is none, in a word."""
        if key not in RANKABLE and key != "accuracy":
            return None
        if key in self.failed:
            return "ran away" if key in self.ran_away else "stopped"
        if key in self.not_known:
            return "undecided"
        return None if key == "accuracy" and self.learned else "not reached"

    @property
    def bad(self) -> tuple[str, ...]:
        """Notions that are refuted or fail; condensation speaks against condensed kinetics only."""
        is_condensed = self.kinetics is Kinetics.CONDENSED
        return tuple(
            notion
            for notion, words in self.verdicts.items()
            if are_good(words) is False and (is_condensed or notion != CONDENSATION)
        )

    @property
    def is_open(self) -> bool:
        """An answer is missing that there could be: none is of rates that no strand has."""
        fails = self.condensation == "FAILS"
        return any(
            are_good(words) is None and not (notion in self.condensed and fails)
            for notion, words in self.verdicts.items()
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A scheme and its score; 1 would be the best of every measure.

    Parameters
    ----------
    place: from 1; schemes with equal scores share one, and None has a scheme without a score.
    score: None when it cannot be ranked.
    reason: why it cannot; empty when it is ranked.
    """

    scheme: Annotated[str, SCHEME]
    place: Annotated[int | None, Shown("Place", Style.COUNT)]
    score: Annotated[float | None, Shown("Score", digits=4)]
    reason: Annotated[str, Shown("Why none", Style.WORD, missing="")]


@dataclass(frozen=True, slots=True)
class ComparedDesign:
    """All schemes on one design.

    Parameters
    ----------
    cells: by scheme.
    rank_tolerance: relative; scores that differ by less share a place.
    best_by: the schemes that are best by a measure, with commas between them; None for none.
    """

    cells: Mapping[str, ComparisonCell] = field(hash=False)
    ranking: tuple[Ranked, ...]
    rank_tolerance: float
    best_by: Mapping[str, str | None] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All cells, design by design.

    Parameters
    ----------
    options: everything that was chosen, by name.
    weights: of measures in the rankings.
    designs: by name.
    cpu_s: CPU seconds when it was made, by stage, of every ``design/scheme``.
    """

    options: Mapping[str, str] = field(hash=False)
    weights: Mapping[str, float] = field(hash=False)
    designs: Mapping[str, ComparedDesign] = field(hash=False)
    cpu_s: Mapping[str, Mapping[str, float]] = field(hash=False)

    @property
    def cells(self) -> tuple[ComparisonCell, ...]:
        """Those of all designs."""
        return tuple(cell for design in self.designs.values() for cell in design.cells.values())

    @property
    def names(self) -> Annotated[str, Shown("Designs", Style.WORD, column="designs")]:
        """Of all designs."""
        return ", ".join(self.designs)

    @property
    def tried(self) -> Annotated[int, Shown("Schemes tried", Style.COUNT, column="cells")]:
        """On all designs."""
        return len(self.cells)

    @property
    def done(self) -> Annotated[int, Shown("Done", Style.COUNT, column="done")]:
        """Cells in which every stage ran."""
        return sum(cell.standing is Standing.DONE for cell in self.cells)

    @property
    def by_loss(
        self,
    ) -> Annotated[str | None, Shown("Best by loss", Style.WORD, column="best_by_loss")]:
        """The best schemes by loss."""
        return self.best(BY_LOSS)

    @property
    def by_nucleotides(
        self,
    ) -> Annotated[str | None, Shown("By nucleotides", Style.WORD, column="best_by_nucleotides")]:
        """The best schemes by size."""
        return self.best(BY_SIZE)

    @property
    def by_hours(
        self,
    ) -> Annotated[str | None, Shown("By hours", Style.WORD, column="best_by_hours")]:
        """The best schemes by time."""
        return self.best(BY_TIME)

    @property
    def total_cpu_s(self) -> Annotated[float, CPU_OF_ALL]:
        """Of all cells."""
        return math.fsum(spent for stages in self.cpu_s.values() for spent in stages.values())

    def best(self, measure: str) -> str | None:
        """The best schemes by a measure, of every design where there are several."""
        known = {name: d.best_by.get(measure) for name, d in self.designs.items()}
        found = [(name, schemes) for name, schemes in known.items() if schemes is not None]
        if len(self.designs) == 1:
            return found[0][1] if found else None
        return "; ".join(f"{name}: {schemes}" for name, schemes in found) or None
