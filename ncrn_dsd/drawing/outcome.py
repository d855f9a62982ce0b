"""The answer at the top of the report, in words."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.drawing.text import counted, number, percent
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.training import LEVEL_NAMES, TrainingRun
from ncrn_dsd.ir.verdict import NOT_TESTED, Kind, Verdict, VerificationReport
from ncrn_dsd.model.expect import LearningBounds

GOOD, BAD, OPEN = "good", "bad", "open"
TAKES, BUILDABLE, SURVIVES_TUBE = "It takes", "Can it be built", "Does it survive"
"""The questions of the first screen, of a run and of a package."""

TONES: dict[bool | None, str] = {True: GOOD, False: BAD, None: OPEN}
"""By whether an answer is good; None is no answer."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A short statement with a tone."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What became of a run.

    Parameters
    ----------
    word: what was shown; "good" is no word for it.
    first: how long it takes, whether it can be built, and whether it survives, each by its name.
    sentence: the verdict in plain language.
    badges: its parts, one by one.
    """

    word: str
    tone: str
    sentence: str
    badges: tuple[Badge, ...]
    first: tuple[tuple[str, str], ...]


def outcome(run: DesignRun) -> RunOutcome:
    """What was shown of the design, and what it would take to build it."""
    expected = tuple((t, run.expected(t)) for t in (run.abstract, run.dsd))
    levels = " and ".join(_level_clause(*level) for level in expected)
    verb = "reached" if run.learns else "did not reach"
    epochs = counted(run.program.epochs, "epoch")
    where = "" if run.in_condensed_model is None else f" {run.in_condensed_model}"
    sentence = (
        f"Training {verb} the bound of the design{where}: after {epochs} the mean squared error "
        f"on the validation set is {levels}; {_verdict_clause(run)}."
    )
    badges = (
        _level_badge(*expected[0], None),
        _level_badge(*expected[1], run.in_condensed_model),
        *_verdict_badges(run.verification),
        _enumeration_badge(run),
        _sequences_badge(run),
        *_bench_badge(run.bench),
        *_untested_badge(run),
    )
    # Nothing looks like a success of which leak and spread are not known.
    tone = BAD if run.meets_expectations is False else OPEN
    first = first_questions(run.bench, run.survives)
    return RunOutcome(run.headline, tone, sentence, badges, first)


def first_questions(bench: BenchJudgement | None, survives: str) -> tuple[tuple[str, str], ...]:
    """What whoever would build it asks first; the bench says nothing where nobody asked it."""
    asked = () if bench is None else ((TAKES, bench.size), (BUILDABLE, bench.sentence))
    return (*asked, (SURVIVES_TUBE, survives))


def _level_clause(training: TrainingRun, bounds: LearningBounds) -> str:
    shown = number(training.validation_mse) if training.epochs else "unknown"
    stopped = ", training stopped early" if training.failure is not None else ""
    name = LEVEL_NAMES[training.level]
    return f"{shown} at the {name} level ({_judged(training, bounds)}{stopped})"


def _judged(training: TrainingRun, bounds: LearningBounds) -> str:
    """How the trained learner compares with the best fit, and the bound of that."""
    found = _compared(training, bounds)
    if not found:
        return "nothing to judge it by"
    bound = bounds.in_words(has_classes=training.threshold is not None)
    return f"{', '.join(found)}; bound: {bound}"


def _compared(training: TrainingRun, bounds: LearningBounds) -> list[str]:
    """What is held against the bounds; nothing of a training without an end."""
    below, over, r2 = training.below_logistic, training.over_least_squares, training.r2
    if training.accuracy is not None and below is not None:
        points = f"{number(100 * below)} points below logistic regression"
        return [f"balanced accuracy {percent(training.accuracy)}", points]
    found = []
    if over is not None:
        found.append(f"{number(over)} times least squares")
    if r2 is not None:
        found.append(f"R² {number(r2)}")
    if training.held_out_mse is not None and bounds.mse_max is not None:
        found.append(f"mean squared error {number(training.held_out_mse)} on the held-out samples")
    return found


def _verdict_clause(run: DesignRun) -> str:
    total = len(run.verification.obligations)
    if not total:
        return "nothing was verified"
    return f"verdicts on {counted(total, 'obligation')}: {run.verification.tally}"


def _level_badge(training: TrainingRun, bounds: LearningBounds, model: str | None) -> Badge:
    kept = training.keeps(bounds)
    shown = f"MSE {number(training.validation_mse)}" if training.epochs else "no error recorded"
    if training.accuracy is not None:
        shown = f"{shown}, {percent(training.accuracy)} right"
    word = "within the bound" if kept else "outside the bound"
    name = LEVEL_NAMES[training.level]
    if model is not None:
        return Badge(f"{name} level: {shown}, {word} {model}", OPEN if kept else BAD)
    return Badge(f"{name} level: {shown}, {word}", GOOD if kept else BAD)


def _verdict_badges(verification: VerificationReport) -> tuple[Badge, ...]:
    """A badge per kind of evidence; none where nothing was asked."""
    kinds = (
        (Kind.PROOF, {True: Verdict.PROVED, False: Verdict.REFUTED, None: Verdict.UNDECIDED}),
        (Kind.CHECK, {True: Verdict.HOLDS, False: Verdict.FAILS, None: Verdict.UNDECIDED}),
    )
    badges = []
    for kind, words in kinds:
        asked = verification.of_kind(kind)
        for answer, word in words.items():
            number_of = sum(o.is_good is answer for o in asked)
            if number_of:
                badges.append(Badge(f"{number_of} {word.value}", TONES[answer]))
    trained = (*verification.of_kind(Kind.LEARNING), *verification.of_kind(Kind.SURVIVAL))
    return (*badges, *(Badge(f"{o.subject} {o.word}", TONES[o.is_good]) for o in trained))


def _untested_badge(run: DesignRun) -> tuple[Badge, ...]:
    if run.verification.of_kind(Kind.SURVIVAL):
        return ()
    return (Badge(NOT_TESTED if run.disturbance.is_none else "survival not tested", OPEN),)


def _enumeration_badge(run: DesignRun) -> Badge:
    if run.network.complete:
        return Badge("enumeration complete", GOOD)
    return Badge("enumeration truncated", OPEN)


def _sequences_badge(run: DesignRun) -> Badge:
    if run.unbuilt is None:
        return Badge("sequences found", GOOD)
    return Badge("no sequences", BAD if run.design.expect.buildable else OPEN)


def _bench_badge(bench: BenchJudgement | None) -> tuple[Badge, ...]:
    return () if bench is None else (Badge(bench.verdict.value, bench.verdict.tone),)
