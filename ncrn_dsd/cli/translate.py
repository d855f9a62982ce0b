"""`ncrn-dsd translate`: a formal CRN into strands and complexes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from ncrn_dsd.cli.arguments import Kind, SchemeName, Source
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.cli.sources import formal_crn
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.pil import write_pil
from ncrn_dsd.formats.sbml_adapter import crn_to_sbml
from ncrn_dsd.formats.visual_dsd import system_to_visual_dsd
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.pipeline.artefacts import write_bytes
from ncrn_dsd.translation.nuskell_adapter import nuskell_agrees, require_nuskell
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

_WRITERS: dict[str, Callable[[Crn, DsdSystem], str]] = {
    "pil": lambda _, system: write_pil(system),
    "visual-dsd": lambda _, system: system_to_visual_dsd(system),
    "sbml": lambda crn, _: crn_to_sbml(CrnText(crn)),
}


@click.command("translate")
@click.argument("source", type=Source(Kind.CRN, Kind.SBML, Kind.DESIGN))
@click.option(
    "--scheme",
    required=True,
    type=SchemeName(),
    shell_complete=scheme_names,
    help="Name of a scheme, or a path to a scheme folder or .ts file.",
)
@click.option(
    "--to",
    "target",
    type=click.Choice(list(_WRITERS)),
    default="pil",
    show_default=True,
    help="PIL of the system, a Visual DSD program of it, or SBML of the formal network.",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: print it]")
@click.option(
    "--compiler",
    type=click.Choice(["own", "nuskell"]),
    default="own",
    show_default=True,
    help="With nuskell, the real compiler translates too and both systems are compared.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON and nothing else.")
def translate_command(
    source: Path, scheme: str, target: str, out: Path | None, compiler: str, as_json: bool
) -> int:
    """Translate SOURCE, a .crn, .xml (SBML) or design file, into strands and complexes."""
    if compiler == "nuskell":
        require_nuskell()
    crn, loaded = formal_crn(source), load_scheme(scheme)
    system = translate(crn, loaded)
    if out is not None or not as_json:
        _write(_WRITERS[target](crn, system), out)
    agrees = nuskell_agrees(crn, loaded, system) if compiler == "nuskell" else None
    if as_json:
        click.echo(json.dumps(_summary(source, loaded.name, target, out, system, agrees)))
    elif out is not None:
        click.echo(
            f"{out}: {len(system.signals)} signals, {len(system.fuels)} fuels, "
            f"{len(system.distinct_strands)} strands, {sum(system.strand_lengths_nt)} nt"
        )
    if agrees is not None:
        verb = "makes" if agrees else "does NOT make"
        click.echo(f"Nuskell {verb} the same system, up to names", err=True)
    return int(ExitCode.NOT_GOOD if agrees is False else ExitCode.GOOD)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_bytes(out, text.encode())


def _summary(
    source: Path,
    scheme: str,
    target: str,
    out: Path | None,
    system: DsdSystem,
    nuskell_agrees: bool | None,
) -> dict[str, object]:
    return {
        "source": str(source),
        "scheme": scheme,
        "signals": len(system.signals),
        "fuels": len(system.fuels),
        "strands": len(system.distinct_strands),
        "domains": len(system.domains),
        "nucleotides_nt": sum(system.strand_lengths_nt),
        "nuskell_agrees": nuskell_agrees,
        "format": None if out is None else target,
        "out": None if out is None else str(out),
    }
