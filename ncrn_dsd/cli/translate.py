"""`ncrn-dsd translate`: a formal CRN into strands and complexes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ncrn_dsd.cli.arguments import FileKind, SchemeName, SourcePath, kind_of
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.cli.progress import ProgressBars
from ncrn_dsd.cli.sources import crn_content
from ncrn_dsd.cli.toehold_options import share_as_asked, tell_sharing, toehold_pool_options
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.system_export import EXPORTED, EXPORTERS, SystemExport
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.answers import TranslatedFile
from ncrn_dsd.pipeline.summary import code_of
from ncrn_dsd.translation.nuskell_adapter import nuskell_agrees, require_nuskell
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.units import CONCENTRATION_M, parse_quantity
from ncrn_dsd.verification.toehold_sharing import toeholds_shared

_FUELS = "100 nM"


@click.command("translate")
@click.argument("source", type=SourcePath(FileKind.CRN, FileKind.SBML, FileKind.DESIGN))
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
    type=click.Choice(EXPORTERS.names),
    default="pil",
    show_default=True,
    help=f"{EXPORTED}, or a format that an installed package brings.",
)
@click.option(
    "--fuels",
    help=f"Constant concentration of every fuel, or 'none'.  [default: {_FUELS}, as Nuskell]",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: print it]")
@click.option(
    "--compiler",
    type=click.Choice(["own", "nuskell"]),
    default="own",
    show_default=True,
    help="With nuskell, the real compiler translates too and both systems are compared.",
)
@toehold_pool_options
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON and nothing else.")
def translate_command(
    source: Path,
    scheme: str,
    target: str,
    fuels: str | None,
    out: Path | None,
    compiler: str,
    as_json: bool,
    **pooled: Any,
) -> int:
    """Translate SOURCE, a .crn, .xml (SBML) or design file, into strands and complexes.

    Concentrations of the source become those of its signals. What the format cannot hold is
    said on the terminal and in the file. A .pil file says which complexes are signals and
    fuels, so that `verify`, `enumerate` and `simulate` know it. With --toehold-sequences toeholds
    share sequences, and both whole systems are enumerated and compared reaction by reaction.
    """
    if compiler == "nuskell":
        require_nuskell()
    content, loaded = crn_content(source), load_scheme(scheme)
    crn = content.crn
    system = translate(crn, loaded)
    with ProgressBars() as bars:
        shared = share_as_asked(system, pooled, bars.stage("share toeholds"))
    translated, system = system, system if shared is None else shared.system
    if out is not None or not as_json:
        in_nM = kind_of(source) in (FileKind.CRN, FileKind.SBML)
        export = SystemExport(content, system, _fuels_M(fuels), in_nM)
        exporter = EXPORTERS.load(target)
        note = exporter.left_out(export)
        _write(exporter.write(export, note), out)
        click.echo(f"{source} as {target}: {note}", err=True)
    agrees = nuskell_agrees(crn, loaded, translated) if compiler == "nuskell" else None
    if as_json:
        answer = TranslatedFile(
            source,
            loaded.name,
            len(system.signals),
            len(system.fuels),
            len(system.distinct_strands),
            len(system.domains),
            sum(system.strand_lengths_nt),
            agrees,
            None if out is None else target,
            out,
            None if shared is None else shared.sharing,
        )
        click.echo(result_json(answer), nl=False)
    elif out is not None:
        click.echo(
            f"{out}: {len(system.signals)} signals, {len(system.fuels)} fuels, "
            f"{len(system.distinct_strands)} strands, {sum(system.strand_lengths_nt)} nt"
        )
    if agrees is not None:
        verb = "makes" if agrees else "does NOT make"
        click.echo(f"Nuskell {verb} the same system, up to names", err=True)
    if shared is not None:
        tell_sharing(shared.sharing)
    is_same = True if shared is None else toeholds_shared(shared.sharing).is_good
    return int(ExitCode.NOT_GOOD if agrees is False else code_of(is_same))


def _fuels_M(given: str | None) -> float | None:
    if given == "none":
        return None
    value_M = parse_quantity(given or _FUELS, CONCENTRATION_M, "--fuels", "the concentration")
    # The product with the unit has an error in the last digit, which would show in the file.
    return float(f"{value_M:.12g}")


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_bytes(out, text.encode())
