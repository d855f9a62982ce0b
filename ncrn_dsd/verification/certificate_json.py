"""Certificates as JSON, in the form that `check_certificate` describes."""

from __future__ import annotations

import json
from typing import Any

from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.prover.result import Certificate


def dump_certificate(question: BisimulationQuestion, certificate: Certificate) -> str:
    """The question and its certificate in one text, one entry a line."""
    content: dict[str, Any] = {
        "formal": question.formal,
        "implementation": question.implementation,
        "signals": dict(question.signals),
        "interpretation": dict(certificate.meaning),
        "resolutions": [(r.species, r.reaction) for r in certificate.resolutions],
        "paths": [(p.formal, p.state, p.reactions) for p in certificate.paths],
    }
    parts = (f"{json.dumps(key)}: {_lines(value)}" for key, value in content.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, dict):
        entries = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()]
        return "{\n " + ",\n ".join(entries) + "\n}" if entries else "{}"
    entries = [json.dumps(v) for v in value]
    return "[\n " + ",\n ".join(entries) + "\n]" if entries else "[]"
