"""Certificates as JSON, in the form that `check_certificate` describes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.verification.check_certificate import Accepted, digest
from ncrn_dsd.verification.crn_view import BisimulationQuestion, whole_question
from ncrn_dsd.verification.prover.result import Certificate
from ncrn_dsd.verification.release import Release


def dump_certificate(
    question: BisimulationQuestion,
    certificate: Certificate,
    release: Release | None = None,
    system_sha256: str | None = None,
) -> str:
    """The question and its certificate in one text, one entry a line.

    Parameters
    ----------
    release: that signals are released; None when only the bisimulation is certified.
    system_sha256: of the strands and complexes behind the question, see `system_digest`.
    """
    content: dict[str, Any] = {
        "crn_sha256": digest(question.formal),
        "implementation_sha256": digest(question.implementation, dict(question.signals)),
        "system_sha256": system_sha256,
        "formal": question.formal,
        "implementation": question.implementation,
        "signals": dict(question.signals),
        "interpretation": dict(certificate.meaning),
        "resolutions": [(r.species, r.reaction) for r in certificate.resolutions],
        "paths": [(p.formal, p.state, p.reactions) for p in certificate.paths],
        "release": None
        if release is None
        else {
            "steps": [(r.species, r.reaction) for r in release.steps],
            "supplies": {s.helper: dict(s.weights) for s in release.supplies},
        },
    }
    parts = (f"{json.dumps(key)}: {_lines(value)}" for key, value in content.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def system_digest(network: ReactionNetwork) -> str:
    """SHA-256 of the enumerated species: name, role, formal species, strands and structure."""
    species = sorted(
        (s.name, s.role.value, s.formal or "", s.complex.strands, s.complex.structure)
        for s in network.species
    )
    lines = (json.dumps(one) for one in species)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def subject_fault(found: Accepted, crn: FormalCrn, network: ReactionNetwork | None) -> str | None:
    """Why a certificate is not about these; None when it is.

    Parameters
    ----------
    network: enumerated; None compares the formal network only.
    """
    formal = {(tuple(sorted(r.reactants)), tuple(sorted(r.products))) for r in crn.reactions}
    if found.crn_sha256 != digest(formal):
        return f"it is about another formal network, {found.crn_sha256}"
    if network is None:
        return None
    question = whole_question(crn, network)
    if found.system_sha256 != system_digest(network):
        return f"it is about other strands and complexes, {found.system_sha256}"
    if found.implementation_sha256 != digest(question.implementation, dict(question.signals)):
        return "it is about other reactions than those enumerated of the system"
    return None


def _lines(value: Any) -> str:
    if value is None or isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, dict):
        entries = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()]
        return "{\n " + ",\n ".join(entries) + "\n}" if entries else "{}"
    entries = [json.dumps(v) for v in value]
    return "[\n " + ",\n ".join(entries) + "\n]" if entries else "[]"
