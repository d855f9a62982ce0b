"""`ncrn-dsd translate`: a formal CRN into strands and complexes."""

from __future__ import annotations

from pathlib import Path

import click

from ncrn_dsd.cli.sources import formal_crn
from ncrn_dsd.formats.pil import write_pil
from ncrn_dsd.pipeline.artefacts import write_bytes
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate


@click.command("translate")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--scheme", required=True, help="Name of a scheme, or a path to a scheme folder or .ts file."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="PIL file to write.  [default: print it]"
)
def translate_command(source: Path, scheme: str, out: Path | None) -> int:
    """Translate SOURCE, a .crn file or a design, and give the system as PIL text."""
    system = translate(formal_crn(source), load_scheme(scheme))
    text = write_pil(system)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_bytes(out, text.encode())
        click.echo(
            f"{out}: {len(system.signals)} signals, {len(system.fuels)} fuels, "
            f"{len(system.distinct_strands)} strands, {sum(system.strand_lengths_nt)} nt"
        )
    return 0
