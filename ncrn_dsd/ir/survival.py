"""What goes wrong in a tube, and whether a learner survives it: draws, and what is to blame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Annotated

from ncrn_dsd.ir.headings import DRAW, EXPECTATION, MET, NOT_MET, SEED, STOPPED
from ncrn_dsd.ir.outcome import LearnerAnalysis, Outcome
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.model.side_reactions import USUAL_SIDE_REACTIONS, SideReactions
from ncrn_dsd.model.upkeep import Upkeep

ACCURACY_MEASURE = "balanced accuracy"
LOSS_MEASURE = "loss over least squares"
CONFIDENCE = 0.95
"""With which so few draws speak for all that there could be."""

WITHOUT = " without "
"""Between the name of a case and what is left out of it."""

_AT_LEAST = Shown(
    "Of all draws at least",
    Style.SHARE,
    missing="",
    only_where_known=True,
    meaning=f"Share of all possible draws that are kept, with {CONFIDENCE:.0%} confidence.",
)


@dataclass(frozen=True, slots=True)
class SurvivalMeasure:
    """What draws are compared by.

    Parameters
    ----------
    name: balanced accuracy with classes; else the loss on the held-out samples in that of least
        squares, or the loss itself where least squares leave nothing.
    reference: what the best fit of the same features reaches.
    loss_max, accuracy_min: what the design expects of its strands.
    """

    name: str
    reference: Reference
    loss_max: float | None
    accuracy_min: float | None

    @property
    def more_is_better(self) -> bool:
        """Whether large values are good."""
        return self.name == ACCURACY_MEASURE

    def of(self, outcome: Outcome) -> float | None:
        """The measure of a training; None of one that stopped."""
        if outcome.failure is not None:
            return None
        if self.more_is_better:
            return outcome.accuracy
        return self.of_loss(outcome.held_out_mse)

    @property
    def bound(self) -> float | None:
        """The measure that a draw needs, at least or at most; None where nothing is expected."""
        return self.accuracy_min if self.more_is_better else self.of_loss(self.loss_max)

    def of_loss(self, mse: float | None) -> float | None:
        """The measure of a loss on the held-out samples, without classes."""
        over = None if mse is None else self.reference.over_least_squares(mse)
        return mse if over is None else over

    def loss_of(self, outcome: Outcome) -> float:
        """A number that is larger the worse the training ended."""
        found = self.of(outcome)
        if found is None or math.isnan(found):
            return math.inf
        return -found if self.more_is_better else found


@dataclass(frozen=True, slots=True)
class TubeEnd:
    """What a training in a tube ends with.

    Parameters
    ----------
    volume_uL: of the vessel; None where the training stopped.
    largest_read_u: what a rail showed at most, in training and tests.
    """

    outcome: Outcome
    volume_uL: float | None
    largest_read_u: float


@dataclass(frozen=True, slots=True)
class TubeOutcome:
    """One draw.

    Parameters
    ----------
    seed: repeats it.
    value: the measure; None where the training stopped.
    kept: it is within what the design expects.
    volume_uL: what the vessel holds at the end; None where the training stopped.
    """

    number: Annotated[int, DRAW]
    seed: Annotated[int, SEED]
    outcome: Outcome
    value: Annotated[float | None, Shown("Measure of the draw", missing="stopped")]
    kept: bool
    volume_uL: Annotated[float | None, Shown("Left in the vessel", unit="uL")] = None

    @property
    def expectation(self) -> Annotated[str, EXPECTATION]:
        """Whether it is within what the design expects, in a word."""
        return MET if self.kept else NOT_MET


@dataclass(frozen=True, slots=True)
class Blame:
    """One draw of the worst tube of a case, on its own.

    Parameters
    ----------
    of: the disturbance.
    name: the site, gate or stock.
    """

    of: Annotated[str, Shown("Disturbance", Style.WORD)]
    name: Annotated[str, Shown("Site, gate or stock", Style.WORD)]
    value: Annotated[float | None, Shown("Measure with it alone", missing="stopped")]
    lost: Annotated[float, Shown("Lost by it alone")]


@dataclass(frozen=True, slots=True)
class TubeCase:
    """All draws of what goes wrong together.

    Parameters
    ----------
    case: one disturbance with its size, or a column of the table.
    definition: what it is, with its sizes, in words.
    is_column: all of a column of the table of disturbances goes wrong.
    blame: of its worst draw, the disturbances that lose most on their own; empty where there is
        but one for the whole tube, or where it was not asked for.
    tried: how many were tried on their own.
    whole: the case of which some is left out here, and all else drawn alike; empty for none.
    """

    case: Annotated[str, Shown("What goes wrong", Style.WORD)]
    definition: str
    more_is_better: bool
    is_column: bool
    draws: tuple[TubeOutcome, ...]
    blame: tuple[Blame, ...] = ()
    tried: int = 0
    whole: str = ""

    @property
    def middle(self) -> Annotated[float | None, Shown("Median of draws")]:
        """Of all draws, those that stopped being worse than all others; None where that is one."""
        found = median(_rank(d, more_is_better=self.more_is_better) for d in self.draws)
        return None if math.isinf(found) else (-found if self.more_is_better else found)

    @property
    def worst(self) -> Annotated[float | None, Shown("Worst of draws", missing="stopped")]:
        """Of all draws; None where one stopped."""
        return self.worst_outcome.value

    @property
    def worst_seed(self) -> Annotated[int, Shown("Seed of the worst", Style.PLAIN)]:
        """Of the worst draw."""
        return self.worst_outcome.seed

    @property
    def stopped(self) -> Annotated[int, STOPPED]:
        """Draws without an end."""
        return sum(d.value is None for d in self.draws)

    @property
    def survives(self) -> Annotated[str, Shown("Verdict of draws", Style.WORD)]:
        """How many draws are within what the design expects.

        The word SURVIVES is for whole columns: a disturbance alone is no tube.
        """
        word = "SURVIVES" if self.is_column else "kept"
        return f"{word} {self.kept} of {len(self.draws)}"

    @property
    def kept_at_least(self) -> Annotated[float | None, _AT_LEAST]:
        """Lower bound of the share of all possible draws that are kept; None of a single draw.

        Clopper & Pearson, Biometrika 26:404 (1934).
        """
        if len(self.draws) < 2:
            return None
        if not self.kept:
            return 0.0
        from scipy.special import betaincinv

        return float(betaincinv(self.kept, len(self.draws) - self.kept + 1, 1 - CONFIDENCE))

    @property
    def kept(self) -> int:
        """Draws within what the design expects."""
        return sum(d.kept for d in self.draws)

    @property
    def worst_outcome(self) -> TubeOutcome:
        """The first of the worst draws."""
        return max(self.draws, key=lambda d: _rank(d, more_is_better=self.more_is_better))


def _rank(draw: TubeOutcome, *, more_is_better: bool) -> float:
    if draw.value is None or math.isnan(draw.value):
        return math.inf
    return -draw.value if more_is_better else draw.value


_BY_CHANCE = Shown(
    "p by chance",
    missing="none differs",
    digits=2,
    meaning="Of this row alone; of 20 rows that decide nothing one is below .05.",
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case, and the same draws without some of it.

    Parameters
    ----------
    only_without, only_with: draws that are kept in the one and not in the other.
    by_chance: how often so few draws differ so much between equal halves: exact, two-sided
        (McNemar, Psychometrika 12:153, 1947); None where none differs.
    gain: of the measure by leaving it out, the median over draws; None where most stopped.
    """

    whole: Annotated[str, Shown("Whole case", Style.WORD)]
    left_out: Annotated[str, Shown("Left out", Style.WORD)]
    kept: Annotated[str, Shown("Without it", Style.WORD)]
    only_without: Annotated[int, Shown("Kept only without it", Style.COUNT)]
    only_with: Annotated[int, Shown("Kept only with it", Style.COUNT)]
    by_chance: Annotated[float | None, _BY_CHANCE]
    gain: Annotated[float | None, Shown("Median gain", missing="stopped")]

    @classmethod
    def of(cls, whole: TubeCase, part: TubeCase) -> LeftOut:
        """Draw by draw; those of the part have the seeds of the whole."""
        drawn = {draw.seed: draw for draw in part.draws}
        pairs = [(draw, drawn[draw.seed]) for draw in whole.draws if draw.seed in drawn]
        only_without = sum(without.kept and not draw.kept for draw, without in pairs)
        only_with = sum(draw.kept and not without.kept for draw, without in pairs)
        ranks = [
            tuple(_rank(d, more_is_better=whole.more_is_better) for d in pair) for pair in pairs
        ]
        gains = [a - b for a, b in ranks if math.isfinite(a - b)]
        return cls(
            whole.case,
            part.case.removeprefix(f"{whole.case}{WITHOUT}"),
            part.survives,
            only_without,
            only_with,
            _by_chance(only_without, only_without + only_with),
            median(gains) if 2 * len(gains) > len(pairs) else None,
        )


def _by_chance(count: int, of: int) -> float | None:
    if not of:
        return None
    least = min(count, of - count)
    return min(1.0, math.ldexp(sum(math.comb(of, k) for k in range(least + 1)), 1 - of))


@dataclass(frozen=True, slots=True)
class TubeLeaks:
    """The leaks of a tube, before any is drawn.

    Parameters
    ----------
    rates: where the rate of a leak comes from, in words.
    least, middle, most: of all outcomes of a pair together; in 1/(M s), or where rates are stated
        in the size of the disturbance.
    unpredicted: leaks that the rate model does not know, and that are as fast as the fastest.
    order: leaks that it takes together, at most, to come to what is drawn; 0 for leaks of designed
        complexes alone.
    followed: what leaks make goes on by toeholds; otherwise it was not asked for, or a limit cut
        the enumeration off.
    left_out: leaks between designed complexes that the limit left out, too.
    fresh: complexes that only leaks make, those on the way of a step included.
    """

    rates: Annotated[str, Shown("Rates of leaks", Style.WORD)]
    reactions: Annotated[int, Shown("Leaks", Style.COUNT)]
    pairs: Annotated[int, Shown("Pairs that leak", Style.COUNT)]
    least: Annotated[float, Shown("Slowest pair")]
    middle: Annotated[float, Shown("Median pair")]
    most: Annotated[float, Shown("Fastest pair")]
    unpredicted: Annotated[int, Shown("Leaks not predicted", Style.COUNT)]
    order: Annotated[int, Shown("Order of leaks", Style.COUNT)]
    followed: Annotated[bool, Shown("Products followed", words=("no", "yes"))]
    left_out: Annotated[int, Shown("Leaks left out", Style.COUNT)]
    fresh: Annotated[int, Shown("New complexes", Style.COUNT)]


@dataclass(frozen=True, slots=True)
class TubeOccluders:
    """Off-targets that hold toeholds in a tube, beside their complements.

    Parameters
    ----------
    stretches: pairs of a toehold and an unpaired stretch without its complement.
    species: that have such a stretch.
    least_share: of the time, for which a stretch would hold a toehold to count, at `level_M`.
    level_M: of the most concentrated fuel.
    strongest_per_M: of all stretches.
    """

    toeholds: Annotated[int, Shown("Toeholds with off-targets", Style.COUNT)]
    stretches: Annotated[int, Shown("Off-targets", Style.COUNT)]
    species: Annotated[int, Shown("Species with off-targets", Style.COUNT)]
    least_share: Annotated[float, Shown("Least share held", Style.SHARE)]
    level_M: Annotated[float, Shown("At a level of", unit="M")]
    strongest_per_M: Annotated[float, Shown("Strongest off-target", unit="1/M")]


@dataclass(frozen=True, slots=True)
class Survival(LearnerAnalysis):
    """What is left of a learner when things go wrong in its tube.

    Parameters
    ----------
    undisturbed: the measure when nothing goes wrong.
    held_out: samples that the measure is of.
    vessel_uL: what the vessel holds before anything happens.
    notes: what is assumed, and what the figures do not say, in sentences.
    further_seeds: those of other runs whose draws were added.
    tube_leaks: None where nothing leaks.
    tube_occluders: None where complements alone occlude, or nothing does.
    """

    seed: Annotated[int, Shown("Seed of all draws", Style.PLAIN, is_about=True)]
    measure: SurvivalMeasure
    undisturbed: Annotated[float | None, Shown("Undisturbed", missing="stopped")]
    held_out: Annotated[int, Shown("Held-out samples", Style.COUNT)]
    vessel_uL: Annotated[float, Shown("Vessel at the start", unit="uL", is_about=True)]
    upkeep: Upkeep
    cases: tuple[TubeCase, ...]
    notes: tuple[str, ...]
    further_seeds: tuple[int, ...] = ()
    side_reactions: SideReactions = USUAL_SIDE_REACTIONS
    tube_leaks: TubeLeaks | None = None
    tube_occluders: TubeOccluders | None = None

    @property
    def left_out(self) -> Annotated[tuple[LeftOut, ...], Shown("What keeps it from survival")]:
        """Per case of which some was left out, and of it the part that decides most first."""
        wholes = {case.case: case for case in self.cases}
        found = [LeftOut.of(wholes[c.whole], c) for c in self.cases if c.whole in wholes]
        places = list(wholes)

        def order(one: LeftOut) -> tuple[float, ...]:
            gain = -math.inf if one.gain is None else one.gain
            return (places.index(one.whole), one.only_with - one.only_without, -gain)

        return tuple(sorted(found, key=order))

    @property
    def ends_uL(self) -> tuple[float, float] | None:
        """The least and the most that a vessel ends with; None where every training stopped."""
        found = [
            draw.volume_uL
            for case in self.cases
            for draw in case.draws
            if draw.volume_uL is not None
        ]
        return (min(found), max(found)) if found else None

    @property
    def all_survive(self) -> bool:
        """Whether every draw of every case is within what the design expects."""
        return all(case.kept == len(case.draws) for case in self.cases)


SURVIVES = Shown(
    "Survives",
    Style.WORD,
    meaning="All that goes wrong in a tube at once: draws within what the design expects of its "
    "strands, of all; not tested where the design does not ask for it.",
)
NOTHING_LEARNS = "Not tested: nothing here has to learn."


@dataclass(frozen=True, slots=True)
class AskedSurvival:
    """What came of the draws that [expect.survives] of a design asks for.

    Parameters
    ----------
    column: of the table of disturbances.
    seed: of all draws.
    at_least: draws that have to be within what the design expects.
    kept, lost: seeds of the draws that are, and of those that are not, in their order.
    measure: by what they are compared.
    undisturbed, worst: the measure, None where that training stopped.
    worst_seed: repeats the worst draw.
    blame: what loses most of it alone, the worst first, with the site, gate or stock, and the
        measure that is left then.
    tried: so many of its single draws were tried alone.
    """

    column: str
    seed: int
    at_least: int
    kept: tuple[int, ...]
    lost: tuple[int, ...]
    measure: str
    undisturbed: float | None
    worst: float | None
    worst_seed: int
    blame: tuple[str, ...]
    tried: int

    @classmethod
    def of(cls, found: Survival, at_least: int) -> AskedSurvival:
        """The draws of one column, of which so many are asked for."""
        (case,) = found.cases
        worst = case.worst_outcome
        return cls(
            column=case.case,
            seed=found.seed,
            at_least=at_least,
            kept=tuple(d.seed for d in case.draws if d.kept),
            lost=tuple(d.seed for d in case.draws if not d.kept),
            measure=found.measure.name,
            undisturbed=found.undisturbed,
            worst=worst.value,
            worst_seed=worst.seed,
            blame=tuple(
                f"{one.of} of {one.name} ({_measured(one.value)} with it alone)"
                for one in case.blame
            ),
            tried=case.tried,
        )

    @property
    def word(self) -> Annotated[str, SURVIVES]:
        """How many draws of how many."""
        return f"SURVIVES {len(self.kept)} of {self.draws}"

    @property
    def draws(self) -> int:
        """All of them."""
        return len(self.kept) + len(self.lost)

    @property
    def is_good(self) -> bool:
        """As many survive as the design asks for."""
        return len(self.kept) >= self.at_least

    @property
    def reason(self) -> str:
        """The measure undisturbed and in the worst draw, with its seed and what is to blame."""
        ideal, value = _measured(self.undisturbed), _measured(self.worst)
        to_blame = ""
        if self.blame:
            to_blame = f"; to blame, each tried alone: {', '.join(self.blame)}"
        elif self.tried:
            to_blame = f"; none of its {self.tried} largest single draws harms alone"
        return (
            f"{self.measure} undisturbed {ideal}, worst draw {value} (seed {self.worst_seed})"
            f"{to_blame}"
        )

    @property
    def basis(self) -> str:
        """The word, of what, what was asked, and the reason."""
        return (
            f"{self.word} draws of a {self.column} tube, of which the design asks for "
            f"{self.at_least}: {self.reason}"
        )

    @property
    def sentence(self) -> str:
        """For the first screen of a page."""
        return f"{self.basis}."


def _measured(value: float | None) -> str:
    return "stopped" if value is None else f"{value:.4g}"


def lost(measure: SurvivalMeasure, undisturbed: Outcome, alone: Outcome) -> float:
    """What one disturbance loses of the measure; above zero where it harms."""
    before, after = measure.loss_of(undisturbed), measure.loss_of(alone)
    return after - before if math.isfinite(before) else 0.0


def most_to_blame(found: Sequence[Blame], count: int) -> tuple[Blame, ...]:
    """Those that lose most and anything at all, the worst first."""
    harmful = [one for one in found if one.lost > 0]
    return tuple(sorted(harmful, key=lambda one: (-one.lost, one.of, one.name))[:count])
