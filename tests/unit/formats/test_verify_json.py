from __future__ import annotations

import hashlib
import json

import pytest

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.verify_json import dump_verification, read_verification
from ncrn_dsd.ir.verdict import (
    Obligation,
    Verdict,
    VerificationReport,
    check_obligation,
    learning_obligation,
)

REPORT = VerificationReport(
    (
        Obligation("CRN bisimulation", "A -> B", Verdict.PROVED, "certified"),
        Obligation("modules compose", "whole system", Verdict.REFUTED, "no path"),
        check_obligation("kinetic agreement", "rates", False, "too slow", ("dilute",)),
        check_obligation("fuel sufficiency", "samples", None, "not known"),
        learning_obligation("strands learn", "DSD level", 19, 20, "not seed 3"),
    ),
    ("no leak",),
)


def test_a_report_is_read_as_it_was_written() -> None:
    text = dump_verification(REPORT, "a design", "a certificate")
    assert read_verification(text, "verify.json") == REPORT
    assert dump_verification(REPORT, "a design", "a certificate") == text
    content = json.loads(text)
    assert content["schema"] == 2
    assert content["subject"] == "a design"
    assert content["verdict"] == "REFUTED"
    assert content["counts"] == {
        "PROVED": 1,
        "REFUTED": 1,
        "UNDECIDED": 1,
        "HOLDS": 0,
        "FAILS": 1,
    }
    assert (content["holds"], content["learns"]) == (False, True)
    assert content["obligations"][-1]["seeds"] == [19, 20]
    assert content["certificate_sha256"] == hashlib.sha256(b"a certificate").hexdigest()
    assert json.loads(dump_verification(REPORT, "x", None))["certificate_sha256"] is None


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("schema", 1, "schema"),
        ("holds", True, "do not follow"),
        ("learns", None, "do not follow"),
        ("verdict", "PROVED", "do not follow"),
        (
            "counts",
            {"PROVED": 3, "REFUTED": 0, "UNDECIDED": 0, "HOLDS": 0, "FAILS": 0},
            "do not follow",
        ),
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


def test_a_number_is_no_proof_in_a_file_either() -> None:
    content = json.loads(dump_verification(REPORT, "a design", None))
    content["obligations"][2]["verdict"] = "PROVED"
    with pytest.raises(FormatError, match="a check cannot be PROVED: kinetic agreement"):
        read_verification(json.dumps(content), "verify.json")
