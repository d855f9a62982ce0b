"""`ncrn-dsd verify --check`: what a certificate shows, and whether it is about given files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.sources import formal_crn
from ncrn_dsd.cli.verify_stage import implementation
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.design_toml import is_dynamics
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.text_file import read_text
from ncrn_dsd.ir.answers import CheckedCertificate
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.pipeline.summary import code_of
from ncrn_dsd.pipeline.verify_design import design_network
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.verification.certificate_json import subject_fault
from ncrn_dsd.verification.check_certificate import Accepted, RejectedError, check_certificate


@dataclass(frozen=True, slots=True)
class Subject:
    """What a certificate should be about: a design, or a formal network and perhaps a system."""

    design: Path | None
    formal: Path | None
    system: Path | None
    signal_map: Path | None
    scheme: str | None

    def __str__(self) -> str:
        files = " and ".join(str(p) for p in (self.design, self.formal, self.system) if p)
        return f"{files} by {self.scheme}" if files and self.scheme else files


def verify_certificate(
    certificate: Path,
    subject: Subject,
    given: dict[str, Any],
    store: ArtefactStore,
    as_json: bool,
) -> ExitCode:
    """Check a certificate, compare what it is about, and tell.

    Parameters
    ----------
    given: enumeration options.
    """
    text = read_text(certificate)
    found: Accepted | None = None
    reason: str | None = None
    try:
        found = check_certificate(text)
    except RejectedError as problem:
        reason = str(problem)
    answer = CheckedCertificate(certificate, accepted=False, reason=reason)
    is_accepted: bool | None = False
    if found is not None:
        is_accepted, reason = _compared(found, subject, given, store)
        answer = CheckedCertificate(
            certificate,
            is_accepted,
            reason,
            paths_followed=found.paths,
            signals_released=found.released,
            crn_sha256=found.crn_sha256,
            implementation_sha256=found.implementation_sha256,
            system_sha256=found.system_sha256,
            compared_with=str(subject) or None,
        )
    if as_json:
        click.echo(result_json(answer), nl=False)
    elif is_accepted and found is not None:
        more = "signals are released" if found.released else "nothing is said of released signals"
        click.echo(f"{certificate}: ACCEPTED, {found.paths} paths were followed, {more}")
        click.echo(f"  {_about(found, subject)}")
    else:
        click.echo(f"{certificate}: {'UNDECIDED' if is_accepted is None else 'REJECTED'} {reason}")
    return code_of(is_accepted)


def _about(found: Accepted, subject: Subject) -> str:
    if subject.design is not None or subject.system is not None or subject.scheme is not None:
        return f"it is about {subject}"
    system = found.system_sha256 or "(none)"
    if subject.formal is not None:
        return f"it is about {subject}; its system {system} was not compared: give --system as well"
    return (
        "only its inner consistency was checked; it says that it is about the network"
        f" {found.crn_sha256} and the system {system}: give --crn and --system, or the design, to"
        " compare"
    )


def _compared(
    found: Accepted, subject: Subject, given: dict[str, Any], store: ArtefactStore
) -> tuple[bool | None, str | None]:
    """Whether it is about the subject, None if that cannot be said; and why not."""
    crn, network = _networks(subject, given, store)
    if network is not None and not network.complete:
        return None, f"the enumeration of {subject} is not complete ({network.truncated_by})"
    fault = None if crn is None else subject_fault(found, crn, network)
    return fault is None, fault


def _networks(
    subject: Subject, given: dict[str, Any], store: ArtefactStore
) -> tuple[FormalCrn | None, ReactionNetwork | None]:
    if subject.design is not None:
        if is_dynamics(subject.design):
            raise click.UsageError("a certificate is compared with designs of learners only")
        with ProgressBars() as bars:
            return design_network(subject.design, subject.scheme, store, bars)
    if subject.formal is None:
        return None, None
    if subject.system is None and subject.scheme is None:
        return formal_crn(subject.formal), None
    _, made = implementation(
        subject.formal, subject.system, subject.signal_map, subject.scheme, given
    )
    return made.crn, made.network
