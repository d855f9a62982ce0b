"""`verify.json`: what was shown of a system, under which assumptions, and what was not.

One JSON object with the keys of `VerificationFile`; every obligation has a notion (what is
claimed), a subject (of what), a verdict, a reason (for a refutation its witness) and the
assumptions that it needs beyond those of the whole file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ncrn_dsd.errors import FormatError
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport

SCHEMA = 1

VerdictName = Literal["PROVED", "REFUTED", "UNDECIDED"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ObligationEntry(_Strict):
    """One statement and its verdict."""

    notion: str
    subject: str
    verdict: VerdictName
    reason: str
    assumptions: tuple[str, ...]


class VerificationFile(_Strict):
    """The whole file.

    Parameters
    ----------
    subject: the design or the files that were verified.
    certificate_sha256: of the certificate that proves the bisimulation of the whole network;
        None without one.
    """

    schema_: Annotated[Literal[1], Field(alias="schema")]
    subject: str
    verdict: VerdictName
    counts: dict[VerdictName, int]
    certificate_sha256: str | None
    assumptions: tuple[str, ...]
    obligations: tuple[ObligationEntry, ...]


def dump_verification(report: VerificationReport, subject: str, certificate: str | None) -> str:
    """The text of a `verify.json`.

    Parameters
    ----------
    subject: the design or the files that were verified.
    certificate: its text; None without one.
    """
    digest = None if certificate is None else hashlib.sha256(certificate.encode()).hexdigest()
    content = {
        "schema": SCHEMA,
        "subject": subject,
        "verdict": report.verdict.value,
        "counts": {v.value: report.count(v) for v in Verdict},
        "certificate_sha256": digest,
        "assumptions": report.assumptions,
        "obligations": [asdict(o) | {"verdict": o.verdict.value} for o in report.obligations],
    }
    written = VerificationFile.model_validate(content)
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
    report = VerificationReport(
        tuple(
            Obligation(o.notion, o.subject, Verdict(o.verdict), o.reason, o.assumptions)
            for o in content.obligations
        ),
        content.assumptions,
    )
    counts = {v.value: report.count(v) for v in Verdict}
    if content.verdict != report.verdict.value or content.counts != counts:
        raise _refusal(path, "its verdict or its counts do not follow from its obligations")
    return report


def _refusal(path: str, what: str) -> FormatError:
    return FormatError(
        "F370", path, f"this is no verify.json ({what})", "write it anew with `ncrn-dsd verify`"
    )
