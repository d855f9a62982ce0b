"""`verify.json`: what was shown of a system, under which assumptions, and what was not.

One JSON object with the keys of `VerificationFile`; every obligation has a notion (what is
claimed), a subject (of what), a verdict, a reason (for a refutation its witness) and the
assumptions that it needs beyond those of the whole file.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ncrn_dsd.errors import FormatError
from ncrn_dsd.ir.headings import PROOFS, SUBJECT
from ncrn_dsd.ir.shown import Shown, Style, plain
from ncrn_dsd.ir.verdict import Kind, Obligation, Verdict, VerificationReport

SCHEMA = 2

ProofWord = Literal["PROVED", "REFUTED", "UNDECIDED"]
CountedWord = Literal["PROVED", "REFUTED", "UNDECIDED", "HOLDS", "FAILS"]
Word = Literal["PROVED", "REFUTED", "UNDECIDED", "HOLDS", "FAILS", "LEARNS", "SURVIVES"]


_CERTIFICATE = Shown("Certificate", Style.WORD, column="certificate")


def _counted(word: str) -> Shown:
    return Shown(word, Style.COUNT, column=word.lower())


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ObligationEntry(_Strict):
    """One statement and its verdict.

    Parameters
    ----------
    kind: a proof is PROVED or REFUTED, a check by number HOLDS or FAILS, learning LEARNS,
        survival SURVIVES; all may be UNDECIDED.
    seeds: of LEARNS, how many reached the bound of the design, and how many were trained;
        of SURVIVES likewise of draws.
    least: of SURVIVES, how many draws the design asks for.
    condensed: it is said of condensed kinetics, and so UNDECIDED where condensation does not hold.
    """

    notion: str
    subject: str
    kind: Literal["proof", "check", "learning", "survival"]
    verdict: Word
    seeds: tuple[int, int] | None
    reason: str
    assumptions: tuple[str, ...]
    condensed: bool = False
    least: int | None = None


class VerificationFile(_Strict):
    """The whole file.

    Parameters
    ----------
    subject: the design or the files that were verified.
    certificate_sha256: of the certificate of the whole network, that it is a bisimulation and,
        where that is PROVED, that signals are released; None without one.
    verdict: of the proofs alone.
    holds: every check holds; null when one could not be computed, or there is none.
    learns: enough seeds learn at every level that was trained; null when none was.
    counts: of each word; what learns is told by its seeds.
    """

    schema_: Annotated[Literal[2], Field(alias="schema")]
    subject: Annotated[str, SUBJECT]
    verdict: Annotated[ProofWord, PROOFS]
    holds: bool | None
    learns: bool | None
    counts: dict[CountedWord, int]
    certificate_sha256: str | None
    assumptions: tuple[str, ...]
    obligations: tuple[ObligationEntry, ...]

    @property
    def proved(self) -> Annotated[int, _counted("Proved")]:
        """Obligations."""
        return self.counts["PROVED"]

    @property
    def refuted(self) -> Annotated[int, _counted("Refuted")]:
        """Obligations."""
        return self.counts["REFUTED"]

    @property
    def undecided(self) -> Annotated[int, _counted("Undecided")]:
        """Obligations."""
        return self.counts["UNDECIDED"]

    @property
    def held(self) -> Annotated[int, _counted("Holds")]:
        """Obligations."""
        return self.counts["HOLDS"]

    @property
    def failed(self) -> Annotated[int, _counted("Fails")]:
        """Obligations."""
        return self.counts["FAILS"]

    @property
    def has_certificate(self) -> Annotated[str, _CERTIFICATE]:
        """Beside it."""
        return "yes" if self.certificate_sha256 else "no"


_OF_REPORT = tuple(
    name for name in VerificationFile.model_fields if hasattr(VerificationReport, name)
)
"""Keys that are what the report says under the same name."""


def dump_verification(report: VerificationReport, subject: str, certificate: str | None) -> str:
    """The text of a `verify.json`.

    Parameters
    ----------
    subject: the design or the files that were verified.
    certificate: its text; None without one.
    """
    digest = None if certificate is None else hashlib.sha256(certificate.encode()).hexdigest()
    own = {name: getattr(report, name) for name in _OF_REPORT}
    given = {"schema": SCHEMA, "subject": subject, "certificate_sha256": digest}
    written = VerificationFile.model_validate(plain({**given, **own}))
    return json.dumps(written.model_dump(by_alias=True), indent=1) + "\n"


def read_verification(text: str, path: str) -> VerificationReport:
    """The report that a `verify.json` holds; `path` is used in messages.

    Raises
    ------
    FormatError: F370, it is not such a file, or its verdict does not follow from its obligations.
    """
    try:
        content = VerificationFile.model_validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise _refusal(path, f"{where}: {first['msg']}") from None
    try:
        obligations = tuple(map(_obligation, content.obligations))
    except ValueError as problem:
        raise _refusal(path, str(problem)) from None
    report = VerificationReport(obligations, content.assumptions)
    found = (report.verdict.value, report.holds, report.learns, report.counts)
    if (content.verdict, content.holds, content.learns, content.counts) != found:
        raise _refusal(path, "its verdict or its counts do not follow from its obligations")
    return report


def _obligation(o: ObligationEntry) -> Obligation:
    verdict, kind = Verdict(o.verdict), Kind(o.kind)
    return Obligation(
        o.notion, o.subject, verdict, o.reason, o.assumptions, kind, o.seeds, o.condensed, o.least
    )


def _refusal(path: str, what: str) -> FormatError:
    return FormatError(
        "F370", path, f"this is no verify.json ({what})", "write it anew with `ncrn-dsd verify`"
    )
