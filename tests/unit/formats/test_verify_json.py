from __future__ import annotations

import hashlib
import json

import pytest

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.verify_json import dump_verification, read_verification
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport

REPORT = VerificationReport(
    (
        Obligation("CRN bisimulation", "A -> B", Verdict.PROVED, "certified"),
        Obligation("kinetic agreement", "rates", Verdict.REFUTED, "too slow", ("dilute",)),
        Obligation("fuel sufficiency", "samples", Verdict.UNDECIDED, "not known"),
    ),
    ("no leak",),
)


def test_a_report_is_read_as_it_was_written() -> None:
    text = dump_verification(REPORT, "a design", "a certificate")
    assert read_verification(text, "verify.json") == REPORT
    assert dump_verification(REPORT, "a design", "a certificate") == text
    content = json.loads(text)
    assert content["schema"] == 1
    assert content["subject"] == "a design"
    assert content["verdict"] == "REFUTED"
    assert content["counts"] == {"PROVED": 1, "REFUTED": 1, "UNDECIDED": 1}
    assert content["certificate_sha256"] == hashlib.sha256(b"a certificate").hexdigest()
    assert json.loads(dump_verification(REPORT, "x", None))["certificate_sha256"] is None


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("schema", 2, "schema"),
        ("verdict", "PROVED", "do not follow"),
        ("counts", {"PROVED": 3, "REFUTED": 0, "UNDECIDED": 0}, "do not follow"),
        ("extra", 1, "extra"),
        ("obligations", [{"notion": "x"}], "obligations.0.subject"),
    ],
)
def test_wrong_files_are_refused(key: str, value: object, told: str) -> None:
    content = json.loads(dump_verification(REPORT, "a design", None)) | {key: value}
    with pytest.raises(FormatError, match=told) as refusal:
        read_verification(json.dumps(content), "verify.json")
    assert refusal.value.code == "F370"
    with pytest.raises(FormatError):
        read_verification("not JSON", "verify.json")
