"""`ncrn-dsd enumerate`: what the complexes of a system can do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SchemeName, SourcePath, kind_of
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.cli.enumeration_options import enumeration_options, options_from
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.shared_options import build_option
from ncrn_dsd.cli.sources import formal_crn, study_of
from ncrn_dsd.drawing.reaction_graph import reaction_graph_svg
from ncrn_dsd.enumeration.documents import Enumerated, enumerate_document, notes_on
from ncrn_dsd.errors import ExitCode, FormatError
from ncrn_dsd.formats.pil import print_pil, read_pil, write_pil
from ncrn_dsd.formats.pil_document import PilDocument
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.sbml_adapter import pil_network_to_sbml
from ncrn_dsd.formats.text_file import read_text
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.answers import EnumeratedFile
from ncrn_dsd.pipeline.network_files import release_cutoff_nt
from ncrn_dsd.pipeline.system_file import options_of_file
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

DEFAULT_SCHEME = "soloveichik2010"

_NOT_IN_SBML = (
    "SBML holds complexes, concentrations and reactions; lengths and nucleotides of domains, and "
    "which complexes are signals and fuels, are left out."
)
_WRITERS: dict[str, Callable[[Enumerated, str], str]] = {
    "pil": lambda found, _: _truncation_note(found) + print_pil(found.document),
    "sbml": lambda found, _: pil_network_to_sbml(found.network, (_NOT_IN_SBML,)),
    "svg": lambda found, title: reaction_graph_svg(found.network, title),
}
_SUFFIXES = {".pil": "pil", ".xml": "sbml", ".sbml": "sbml", ".svg": "svg"}


@click.command("enumerate")
@click.argument(
    "source", type=SourcePath(FileKind.PIL, FileKind.CRN, FileKind.SBML, FileKind.DESIGN)
)
@click.option(
    "--scheme",
    type=SchemeName(),
    shell_complete=scheme_names,
    help=f"For formal networks.  [default: {DEFAULT_SCHEME}, or that of the design]",
)
@click.option(
    "--detailed", is_flag=True, help="Transient complexes and the reactions between complexes too."
)
@click.option(
    "--to",
    "target",
    type=click.Choice(list(_WRITERS)),
    help="PIL, SBML, or a drawing of the reaction graph.  [default: by the suffix of --out]",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: print it]")
@enumeration_options
@build_option("Folder that keeps what the strands of a design follow from.")
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON and nothing else.")
def enumerate_command(
    source: Path,
    scheme: str | None,
    detailed: bool,
    target: str | None,
    out: Path | None,
    build_folder: Path,
    as_json: bool,
    **given: Any,
) -> int:
    """Enumerate SOURCE, a .pil file, or a .crn, .xml or design file that is translated first.

    Gives resting macrostates and condensed reactions. With --detailed, SBML and drawings show
    complexes and the reactions between them instead, and PIL has both. Exit code 3 when a limit
    cut something off. Of a design these are the strands that `run` follows, with its scheme,
    lengths of toeholds, pool of toehold sequences and clamps; limits are those of this command.
    """
    chosen = target or _target_of(out)
    with ProgressBars() as bars:
        document = _document(source, scheme, build_folder, bars)
        # Without the bindings that come to nothing, a detailed network would be incomplete.
        options = options_from(given, options_of_file(document.map), keep_encounters=detailed)
        found = enumerate_document(
            document, options, bars.stage("enumerate"), detailed=detailed, name=str(source)
        )
    for note in notes_on(document, found.never_met):
        click.echo(f"{source}: {note}", err=True)
    if out is not None or not as_json:
        if chosen == "sbml":
            click.echo(f"{source} as sbml: {_NOT_IN_SBML}", err=True)
        text = _WRITERS[chosen](found, source.name)
        if out is None:
            click.echo(text, nl=False)
        else:
            write_bytes(out, text.encode())
    answer = _answer(found, source, None if out is None else chosen, out)
    if as_json:
        click.echo(result_json(answer), nl=False)
    elif out is not None:
        click.echo(f"{out}: {answer.in_words}")
    if found.truncated_by is None:
        return int(ExitCode.GOOD)
    click.echo(f"not complete: {found.truncated_by}", err=True)
    return int(ExitCode.UNDECIDED)


def _target_of(out: Path | None) -> str:
    if out is None:
        return "pil"
    if out.suffix not in _SUFFIXES:
        raise FormatError(
            "F361",
            str(out),
            f"the suffix '{out.suffix}' stands for no format",
            f"use one of {', '.join(_SUFFIXES)}, or say --to {', '.join(_WRITERS)}",
        )
    return _SUFFIXES[out.suffix]


def _truncation_note(found: Enumerated) -> str:
    return "" if found.truncated_by is None else f"# TRUNCATED: {found.truncated_by}\n"


def _document(source: Path, scheme: str | None, build_folder: Path, bars: Watcher) -> PilDocument:
    """The document of a .pil file, or of the strands of a formal network or of a design."""
    if kind_of(source) is FileKind.PIL:
        if scheme is not None:
            raise FormatError(
                "F362", str(source), "a .pil file is not translated", "leave out --scheme"
            )
        return read_pil(read_text(source), str(source))
    if kind_of(source) is FileKind.DESIGN:
        study = study_of(source, scheme, build_folder, bars)
        cutoff = release_cutoff_nt(study.system, study.dsd_spec)
        text = write_pil(study.system, crn=study.crn, release_cutoff_nt=cutoff)
        return read_pil(text, str(source))
    crn = formal_crn(source)
    system = translate(crn, load_scheme(scheme or DEFAULT_SCHEME))
    return read_pil(write_pil(system, crn=crn), str(source))


def _answer(
    found: Enumerated, source: Path, written: str | None, out: Path | None
) -> EnumeratedFile:
    document, condensed = found.document, found.condensed_network
    resting = sum(len(s.members) for s in condensed.species)
    transient = steps = None
    if found.is_detailed:
        transient = len(document.complexes) - resting
        steps = len(document.reactions) - len(condensed.reactions)
    return EnumeratedFile(
        source,
        macrostates=len(condensed.species),
        condensed_reactions=len(condensed.reactions),
        resting_complexes=resting,
        transient_complexes=transient,
        detailed_reactions=steps,
        truncated_by=found.truncated_by,
        format=written,
        out=out,
    )
