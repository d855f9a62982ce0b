"""The verification stage alone, of a design or of a user-supplied system, on the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, kind_of
from ncrn_dsd.cli.enumeration_options import options_from
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.screen import show_obligations
from ncrn_dsd.cli.sources import crn_content, formal_crn
from ncrn_dsd.enumeration.documents import notes_on
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.design_toml import is_dynamics, read_design
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.signal_map import SignalMap, read_signal_map, signals_in_comments
from ncrn_dsd.formats.text_file import read_text
from ncrn_dsd.formats.verify_json import dump_verification
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.pipeline.obligation_lines import obligation_lines
from ncrn_dsd.pipeline.summary import code_of
from ncrn_dsd.pipeline.system_file import options_of_file
from ncrn_dsd.pipeline.user_supplied import (
    NOTIONS,
    SEARCH_BUDGET_S,
    HandMade,
    Implementation,
    implementation_of_crn,
    implementation_of_file,
    implementation_of_translation,
    verify_implementation,
)
from ncrn_dsd.pipeline.verify_design import verify_design
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.units import TIME_S, parse_quantity
from ncrn_dsd.verification.crn_view import ComparisonNotion, Notion
from ncrn_dsd.verification.proof import SystemProof


@dataclass(frozen=True, slots=True)
class StageRequest:
    """How to verify, and where the result goes; None for what was not said."""

    notion: str | None
    budget: str | None
    scheme: str | None
    as_json: bool
    out: Path | None
    seeds: int | None = None

    @property
    def is_stage_alone(self) -> bool:
        """Something was asked for that only the verification stage knows."""
        said = (self.notion, self.budget, self.scheme, self.out, self.seeds)
        return self.as_json or any(value is not None for value in said)

    @property
    def trained_seeds(self) -> tuple[int, ...]:
        """Seeds that are trained, from 1 on."""
        return tuple(range(1, (self.seeds or 0) + 1))

    @property
    def chosen(self) -> Notion | ComparisonNotion:
        """The notion; CRN bisimulation unless another was named."""
        return NOTIONS[self.notion or "bisimulation"]

    @property
    def budget_s(self) -> float | None:
        """Seconds.

        Raises
        ------
        UnitError: the budget is no time.
        """
        if self.budget is None:
            return None
        return parse_quantity(self.budget, TIME_S, "--budget", "the budget")


def verify_stage(design: Path, store: ArtefactStore, asked: StageRequest) -> ExitCode:
    """Verify a design without building the rest of it, and tell."""
    if is_dynamics(design):
        raise click.UsageError("the verification stage alone takes learners only")
    with ProgressBars() as bars:
        proof = verify_design(
            design,
            asked.chosen,
            asked.budget_s,
            asked.scheme,
            store,
            bars,
            asked.trained_seeds,
        )
    return _tell(proof, str(design), asked, read_design(design).expect.fails)


def verify_system(
    formal: Path,
    system: Path | None,
    signal_map: Path | None,
    given: dict[str, Any],
    asked: StageRequest,
) -> ExitCode:
    """Verify a system, or what a scheme makes of the network, against a formal network, and tell.

    Parameters
    ----------
    system: None to translate `formal` by the scheme that was asked for.
    given: enumeration options.
    """
    if asked.seeds is not None:
        raise click.UsageError("only a design learns: leave out --seeds")
    subject, made = implementation(formal, system, signal_map, asked.scheme, given)
    budget_s = SEARCH_BUDGET_S if asked.budget_s is None else asked.budget_s
    return _tell(verify_implementation(made, asked.chosen, budget_s), subject, asked)


def implementation(
    formal: Path,
    system: Path | None,
    signal_map: Path | None,
    scheme_name: str | None,
    given: dict[str, Any],
) -> tuple[str, Implementation]:
    """What should implement a formal network, and its name: a file, or what a scheme makes of it.

    Parameters
    ----------
    given: enumeration options.
    """
    if system is not None and scheme_name is not None:
        raise click.UsageError("a system is not translated: leave out --scheme or --system")
    crn = formal_crn(formal)
    if system is None:
        scheme = load_scheme(scheme_name or "")
        translated = translate(crn, scheme)
        options = options_from(given, EnumerationOptions(reject_remote=translated.reject_remote))
        with ProgressBars() as bars:
            made = implementation_of_translation(translated, crn, options, bars.stage("enumerate"))
        return f"{formal} by {scheme.name}", made
    subject = f"{system} against {formal}"
    text = read_text(system)
    if kind_of(system) is not FileKind.PIL:
        content = crn_content(system)
        in_file = signals_in_comments(text, str(system))
        said = _signals(in_file, signal_map, crn, set(content.crn.names))
        return subject, implementation_of_crn(content, said, crn, str(system))
    document = read_pil(text, str(system))
    said = _signals(document.map, signal_map, crn, {c.name for c in document.complexes})
    for note in notes_on(document):
        click.echo(f"{system}: {note}", err=True)
    options = options_from(given, options_of_file(said))
    with ProgressBars() as bars:
        made = implementation_of_file(
            HandMade(document, said, str(system)), crn, options, bars.stage("enumerate")
        )
    return subject, made


def _signals(
    in_file: SignalMap, signal_map: Path | None, crn: FormalCrn, names: set[str]
) -> SignalMap:
    """From the map, else from the file, else by equal names."""
    if signal_map is not None:
        return read_signal_map(read_text(signal_map), str(signal_map))
    if in_file.signals:
        return in_file
    return replace(in_file, signals=tuple((x, x) for x in crn.names if x in names))


def _tell(
    proof: SystemProof, subject: str, asked: StageRequest, fails: tuple[str, ...] = ()
) -> ExitCode:
    """Print and write what was shown.

    Parameters
    ----------
    fails: notions of checks that the design records to fail.
    """
    report = proof.report
    content = dump_verification(report, subject, proof.certificate)
    if asked.as_json:
        click.echo(content, nl=False)
    else:
        click.echo(f"{subject}: {report.headline}")
        show_obligations(obligation_lines(report))
    if asked.out is not None:
        write_bytes(asked.out / "verify.json", content.encode())
        if proof.certificate is not None:
            write_bytes(asked.out / "certificate.json", proof.certificate.encode())
    return code_of(report.is_good_without(fails))
