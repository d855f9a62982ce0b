"""What a check is: one declaration with its id, what must hold, its limit, and how it is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ncrn_dsd.handoff.written import Mixes
from ncrn_dsd.ir.bench import CheckResult, Severity

ITEMS_KEPT = 20
Seen_contra = TypeVar("Seen_contra", bound=Mixes, contravariant=True)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """What a check found.

    Parameters
    ----------
    severity: of what does not hold; None when all is well.
    value: what was measured, in words.
    items: names that are concerned.
    limit: where a laboratory or a design sets the limit; else that of the check counts.
    """

    sentence: str
    severity: Severity | None = None
    value: str = ""
    items: Sequence[str] = ()
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class Check(Generic[Seen_contra]):
    """One thing that must hold of a package as it is written.

    Parameters
    ----------
    id: letter and number, such as ``C4``.
    holds: what must hold, in a sentence without its end.
    severities: what it can mean when it does not hold; NOTE for what only tells.
    limit: what is compared, with its unit; empty where nothing is measured.
    judge: looks at what is written, and at nothing else.
    """

    id: str
    holds: str
    severities: tuple[Severity, ...]
    limit: str
    judge: Callable[[Seen_contra], CheckFinding]

    def __call__(self, written: Seen_contra) -> CheckResult:
        """The finding as a result.

        Raises
        ------
        ValueError: it has a severity that is not declared.
        """
        found = self.judge(written)
        if found.severity is not None and found.severity not in self.severities:
            raise ValueError(f"{self.id} is not declared as '{found.severity.value}'")
        more = len(found.items) - ITEMS_KEPT
        return CheckResult(
            id=self.id,
            severity=found.severity or Severity.NOTE,
            ok=found.severity is None,
            sentence=found.sentence,
            value=found.value,
            limit=self.limit if found.limit is None else found.limit,
            items=(*found.items[:ITEMS_KEPT], *((f"and {more} more",) if more > 0 else ())),
        )


def check(
    id_: str, holds: str, *severities: Severity, limit: str = ""
) -> Callable[[Callable[[Seen_contra], CheckFinding]], Check[Seen_contra]]:
    """Declare the function below as a check."""

    def declare(judge: Callable[[Seen_contra], CheckFinding]) -> Check[Seen_contra]:
        return Check(id_, holds, severities or (Severity.ERROR,), limit, judge)

    return declare


def passed(sentence: str, value: str = "", limit: str | None = None) -> CheckFinding:
    """The check holds."""
    return CheckFinding(sentence, value=value, limit=limit)


def failed(
    sentence: str, items: Sequence[str] = (), value: str = "", limit: str | None = None
) -> CheckFinding:
    """The check does not hold, and blocks the package."""
    return CheckFinding(sentence, Severity.ERROR, value, items, limit)


def warned(
    sentence: str, items: Sequence[str] = (), value: str = "", limit: str | None = None
) -> CheckFinding:
    """The check does not hold, which has to be known before anything is ordered."""
    return CheckFinding(sentence, Severity.WARNING, value, items, limit)


def listed(names: Sequence[str]) -> str:
    """A few names in a sentence."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
