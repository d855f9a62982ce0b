"""`ncrn-dsd enumerate`: what the complexes of a system can do."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.sources import formal_crn, read_text
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.pil import print_pil, read_pil, write_pil
from ncrn_dsd.formats.pil_document import PilDocument
from ncrn_dsd.pipeline.artefacts import write_bytes
from ncrn_dsd.pipeline.enumerate_pil import enumerate_document
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

_LIMITS = EnumerationOptions()


@click.command("enumerate")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--scheme", default="soloveichik2010", show_default=True, help="For formal networks.")
@click.option(
    "--engine",
    type=click.Choice([e.value for e in Engine]),
    default=Engine.OWN.value,
    show_default=True,
)
@click.option("--reject-remote", is_flag=True, help="Leave out remote branch migration.")
@click.option("--max-complex-size", default=_LIMITS.max_complex_size, show_default=True)
@click.option("--max-complexes", default=_LIMITS.max_complexes, show_default=True)
@click.option("--max-reactions", default=_LIMITS.max_reactions, show_default=True)
@click.option("--release-cutoff", default=_LIMITS.release_cutoff_nt, show_default=True, help="nt")
@click.option("--out", type=click.Path(path_type=Path), help="PIL file to write.")
def enumerate_command(
    source: Path,
    scheme: str,
    engine: str,
    reject_remote: bool,
    max_complex_size: int,
    max_complexes: int,
    max_reactions: int,
    release_cutoff: int,
    out: Path | None,
) -> int:
    """Enumerate SOURCE, a .pil file, or a .crn, .xml or design file that is translated first.

    Gives resting macrostates and condensed reactions as PIL. Exit code 3 when a limit cut
    something off.
    """
    options = EnumerationOptions(
        max_complex_size=max_complex_size,
        max_complexes=max_complexes,
        max_reactions=max_reactions,
        release_cutoff_nt=release_cutoff,
        reject_remote=reject_remote,
        engine=Engine(engine),
    )
    document = _document(source, scheme)
    with ProgressBars() as bars:
        found = enumerate_document(document, options, bars.stage("enumerate"))
    text = print_pil(found.document)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_bytes(out, text.encode())
        click.echo(
            f"{out}: {len(found.document.macrostates)} resting macrostates, "
            f"{len(found.document.reactions)} condensed reactions"
        )
    if found.truncated_by is None:
        return int(ExitCode.GOOD)
    click.echo(f"not complete: {found.truncated_by}", err=True)
    return int(ExitCode.UNDECIDED)


def _document(source: Path, scheme: str) -> PilDocument:
    if source.suffix == ".pil":
        return read_pil(read_text(source), str(source))
    system = translate(formal_crn(source), load_scheme(scheme))
    return read_pil(write_pil(system), str(source))
