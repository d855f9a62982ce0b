"""What has to be shown of a design, and whether it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Verdict(Enum):
    """The answer to one obligation; "no answer" never looks like "yes"."""

    PROVED = "PROVED"
    """A certificate or an exact argument, with its assumptions."""
    REFUTED = "REFUTED"
    """Likewise, of the contrary: a counterexample."""
    UNDECIDED = "UNDECIDED"
    """No answer, of whatever kind."""
    HOLDS = "HOLDS"
    """One computed, deterministic check is within its tolerance."""
    FAILS = "FAILS"
    """It is not."""
    LEARNS = "LEARNS"
    """Trainings without disturbance reached the bound of the design, so many of so many seeds."""
    SURVIVES = "SURVIVES"
    """The same with all disturbances of a tube drawn, so many of so many draws."""


class Kind(Enum):
    """What an answer rests on, and so which words it may use."""

    PROOF = "proof"
    CHECK = "check"
    LEARNING = "learning"
    SURVIVAL = "survival"


WORDS = {
    Kind.PROOF: (Verdict.PROVED, Verdict.REFUTED, Verdict.UNDECIDED),
    Kind.CHECK: (Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED),
    Kind.LEARNING: (Verdict.LEARNS, Verdict.UNDECIDED),
    Kind.SURVIVAL: (Verdict.SURVIVES, Verdict.UNDECIDED),
}

OUT_OF_SO_MANY = (Verdict.LEARNS, Verdict.SURVIVES)
"""The words that are said with two numbers: so many of so many."""

COUNTED = tuple(v for v in Verdict if v not in OUT_OF_SO_MANY)
"""The words that are counted; what learns is told by its seeds, and what survives by its draws."""

NOT_TESTED = "not tested for leak and spread"
"""What SURVIVES would say: the same with all disturbances of a tube drawn."""

CONDENSATION = "condensation"
"""The notion of the check whether condensed kinetics hold."""
TRAJECTORY_AGREEMENT = "trajectory agreement"
"""The notion of the check whether strands follow their formal network, which learns nothing."""


def enough_seeds(reached: int, seeds: int) -> bool:
    """18 of 20 seeds, or as large a part of other numbers, make a learner."""
    return 20 * reached >= 18 * seeds > 0


@dataclass(frozen=True, slots=True)
class Obligation:
    """One statement about one part of the system, and its verdict.

    Numbers are no proofs: see `check_obligation` and `learning_obligation`.

    Parameters
    ----------
    notion: what is claimed, such as "CRN bisimulation".
    subject: what it is claimed of, in words of the design.
    reason: why the verdict is what it is; the witness of a refutation.
    assumptions: what this verdict takes for granted beyond the assumptions of its report.
    seeds: of LEARNS, how many reached the bound and how many were trained; of SURVIVES likewise
        of draws; else None.
    least: of SURVIVES, how many draws have to; None where 18 of 20 are asked.
    condensed: it is said of condensed kinetics, and so of the strands only where condensation
        HOLDS; see `VerificationReport.extended`.

    Raises
    ------
    ValueError: the verdict is not one of the words of its kind.
    """

    notion: str
    subject: str
    verdict: Verdict
    reason: str
    assumptions: tuple[str, ...] = ()
    kind: Kind = Kind.PROOF
    seeds: tuple[int, int] | None = None
    condensed: bool = False
    least: int | None = None

    def __post_init__(self) -> None:
        if self.verdict not in WORDS[self.kind]:
            raise ValueError(f"a {self.kind.value} cannot be {self.verdict.value}: {self.notion}")
        if (self.seeds is None) is (self.verdict in OUT_OF_SO_MANY):
            raise ValueError(f"numbers go with LEARNS and SURVIVES, and only these: {self.notion}")

    @property
    def word(self) -> str:
        """The verdict; of a learner with its seeds."""
        if self.seeds is None:
            return self.verdict.value
        return f"{self.verdict.value} {self.seeds[0]} of {self.seeds[1]}"

    @property
    def is_good(self) -> bool | None:
        """Whether it is what one wants; None without an answer."""
        if self.verdict is Verdict.UNDECIDED:
            return None
        if self.seeds is not None:
            reached, tried = self.seeds
            return enough_seeds(reached, tried) if self.least is None else reached >= self.least
        return self.verdict in (Verdict.PROVED, Verdict.HOLDS)


def check_obligation(
    notion: str,
    subject: str,
    holds: bool | None,
    reason: str,
    assumptions: tuple[str, ...] = (),
    *,
    condensed: bool = False,
) -> Obligation:
    """HOLDS or FAILS: one computed, deterministic check; UNDECIDED where it cannot be computed.

    Parameters
    ----------
    reason: with the number that was found and its tolerance.
    """
    words = {True: Verdict.HOLDS, False: Verdict.FAILS, None: Verdict.UNDECIDED}
    return Obligation(
        notion, subject, words[holds], reason, assumptions, Kind.CHECK, condensed=condensed
    )


def learning_obligation(
    notion: str, subject: str, reached: int, seeds: int, reason: str, *, condensed: bool = False
) -> Obligation:
    """LEARNS `reached` of `seeds`; UNDECIDED when nothing was trained."""
    if not seeds:
        return Obligation(notion, subject, Verdict.UNDECIDED, reason, (), Kind.LEARNING)
    of_seeds = (reached, seeds)
    return Obligation(
        notion, subject, Verdict.LEARNS, reason, (), Kind.LEARNING, of_seeds, condensed
    )


def survival_obligation(
    notion: str, subject: str, survived: int, draws: int, least: int, reason: str
) -> Obligation:
    """SURVIVES `survived` of `draws`, of which `least` have to."""
    kind, verdict = Kind.SURVIVAL, Verdict.SURVIVES
    return Obligation(notion, subject, verdict, reason, (), kind, (survived, draws), least=least)


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """All obligations of a system.

    Parameters
    ----------
    assumptions: what every PROVED takes for granted.
    """

    obligations: tuple[Obligation, ...]
    assumptions: tuple[str, ...]

    def extended(self, more: Iterable[Obligation]) -> VerificationReport:
        """The same report with further obligations at its end.

        Where condensation does not hold, a good answer that is said of condensed kinetics is no
        answer. A bad one stays: what goes wrong there is no better for the strands.
        """
        together = replace(self, obligations=(*self.obligations, *more))
        where = together.in_condensed_model
        if where is None:
            return together
        found = tuple(_of_strands(o, where) for o in together.obligations)
        return replace(together, obligations=found)

    @property
    def condensation(self) -> Verdict | None:
        """HOLDS, FAILS or UNDECIDED; None where nobody asked."""
        asked = tuple(o for o in self.obligations if o.notion == CONDENSATION)
        words = {True: Verdict.HOLDS, False: Verdict.FAILS, None: Verdict.UNDECIDED}
        return words[_all_good(asked)] if asked else None

    @property
    def in_condensed_model(self) -> str | None:
        """Where an answer of condensed kinetics stands, in words; None where it stands for the
        strands too, or nobody asked."""
        if self.condensation in (None, Verdict.HOLDS):
            return None
        verb = "FAILS" if self.condensation is Verdict.FAILS else "is UNDECIDED"
        return f"in the condensed model, whose condensation {verb}"

    def count(self, verdict: Verdict) -> int:
        return sum(1 for o in self.obligations if o.verdict is verdict)

    def of_kind(self, kind: Kind) -> tuple[Obligation, ...]:
        return tuple(o for o in self.obligations if o.kind is kind)

    @property
    def counts(self) -> dict[str, int]:
        """How often each word is said, LEARNS aside."""
        return {v.value: self.count(v) for v in COUNTED}

    @property
    def verdict(self) -> Verdict:
        """Of the proofs alone: REFUTED if one is, UNDECIDED if one is or there is none."""
        answer = _all_good(self.of_kind(Kind.PROOF))
        return {True: Verdict.PROVED, False: Verdict.REFUTED, None: Verdict.UNDECIDED}[answer]

    @property
    def holds(self) -> bool | None:
        """Every check holds; None when one could not be computed, or there is none."""
        return _all_good(self.of_kind(Kind.CHECK))

    @property
    def learns(self) -> bool | None:
        """Enough seeds learn at every level that was trained; None when none was."""
        return _all_good(self.of_kind(Kind.LEARNING))

    @property
    def is_good(self) -> bool | None:
        """Everything that was asked has a good answer; None while something has no answer."""
        return _all_good(self.obligations)

    def is_good_without(self, notions: Collection[str]) -> bool | None:
        """The same, leaving out obligations that are known to have no good answer, and with
        condensation what has no answer where it fails."""
        return _all_good(
            o
            for o in self.obligations
            if o.notion not in notions
            and not (o.condensed and o.is_good is None and CONDENSATION in notions)
        )

    @property
    def bad_notions(self) -> frozenset[str]:
        """Checks that fail and levels that do not learn."""
        return frozenset(
            o.notion for o in self.obligations if o.kind is not Kind.PROOF and o.is_good is False
        )

    @property
    def headline(self) -> str:
        """What was shown, and that it was shown of an undisturbed system, where it was."""
        return self.words if self.of_kind(Kind.SURVIVAL) else f"{self.words}; {NOT_TESTED}"

    @property
    def words(self) -> str:
        """Of proofs, checks and learning; "not tested" where nothing was asked."""
        words = {True: Verdict.HOLDS, False: Verdict.FAILS, None: Verdict.UNDECIDED}
        checks = words[self.holds].value if self.of_kind(Kind.CHECK) else "checks not tested"
        learning = self._learning(lambda o: f"{o.word} ({o.subject})")
        survival = (f"{o.word} ({o.subject})" for o in self.of_kind(Kind.SURVIVAL))
        return ", ".join((self.verdict.value, checks, *learning, *survival))

    @property
    def tally(self) -> str:
        """All words with their numbers, and "not tested" for what was not asked."""
        # A level that is open is told by its name, and not counted a second time.
        said = Counter(
            o.verdict for o in self.obligations if o.kind not in (Kind.LEARNING, Kind.SURVIVAL)
        )
        proofs = ", ".join(f"{said[v]} {v.value}" for v in WORDS[Kind.PROOF])
        checks = ", ".join(f"{said[v]} {v.value}" for v in WORDS[Kind.CHECK][:2])
        if not self.of_kind(Kind.CHECK):
            checks = "checks by number not tested"
        learning = self._learning(lambda o: f"{o.subject} {o.word}")
        survival = (f"{o.subject} {o.word}" for o in self.of_kind(Kind.SURVIVAL))
        return "; ".join((proofs, checks, *learning, *survival))

    def _learning(self, words: Callable[[Obligation], str]) -> list[str]:
        """What is said of learning; nothing of strands that only have to follow a trajectory."""
        trained = self.of_kind(Kind.LEARNING)
        if trained:
            return [", ".join(map(words, trained))]
        follows = any(o.notion == TRAJECTORY_AGREEMENT for o in self.obligations)
        return [] if follows else ["learning not tested"]


def _of_strands(one: Obligation, where: str) -> Obligation:
    """What an obligation says of the strands when condensed kinetics are not known to hold."""
    if not one.condensed or not one.is_good:
        return one
    reason = f"{one.word} {where}: {one.reason}"
    return replace(one, verdict=Verdict.UNDECIDED, seeds=None, reason=reason)


def _all_good(obligations: Iterable[Obligation]) -> bool | None:
    answers = [o.is_good for o in obligations]
    if False in answers:
        return False
    return None if None in answers or not answers else True
