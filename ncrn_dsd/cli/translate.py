"""`ncrn-dsd translate`: a formal CRN into strands and complexes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from ncrn_dsd.cli.arguments import Kind, SchemeName, Source, kind_of
from ncrn_dsd.cli.completions import scheme_names
from ncrn_dsd.cli.sources import crn_content
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.pil import write_pil
from ncrn_dsd.formats.sbml_adapter import crn_to_sbml
from ncrn_dsd.formats.visual_dsd import system_to_visual_dsd
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.translation.nuskell_adapter import nuskell_agrees, require_nuskell
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.units import CONCENTRATION_M, NM_PER_M, parse_quantity

_FUELS = "100 nM"


@dataclass(frozen=True, slots=True)
class _Export:
    """What is written.

    Parameters
    ----------
    fuels_M: constant concentration of every fuel; None for none.
    in_nM: the source counts in nM and s, and not in the abstract units of a design.
    """

    content: CrnText
    system: DsdSystem
    fuels_M: float | None
    in_nM: bool

    def amounts_M(self, mode: str) -> dict[str, float]:
        """Concentrations of signals and fuels that are "initial" or "constant", by name."""
        found = {
            c.species: c.value_nM / NM_PER_M for c in self.content.concentrations if c.mode == mode
        }
        if mode == "constant" and self.fuels_M is not None:
            found |= {f.name: self.fuels_M for f in self.system.fuels}
        return found

    def left_out(self, target: str) -> str:
        """What the format does not hold, or what was put in, in one sentence."""
        if target == "sbml":
            return "SBML holds the formal network: the strands of the scheme are not in it."
        parts = ["rate constants of the formal network are left out, for strands have their own"]
        if not self.content.concentrations:
            parts.append("signals have no concentrations, as the source gives none")
        if self.system.fuels and self.fuels_M is None:
            parts.append("fuels have no concentrations, as a translation does not choose them")
        elif self.system.fuels and self.fuels_M is not None:
            level = "constant at" if target == "pil" else "put in at"
            parts.append(
                f"fuels are {level} {self.fuels_M * NM_PER_M:g} nM (--fuels), as a translation "
                "does not choose their concentrations"
            )
        constant = [c.species for c in self.content.concentrations if c.mode == "constant"]
        if target == "visual-dsd" and constant:
            parts.append(f"{', '.join(constant)} should be constant, which is not written")
        text = "; ".join(parts)
        return f"{text[0].upper()}{text[1:]}."


def _pil(export: _Export, note: str) -> str:
    initial, constant = export.amounts_M("initial"), export.amounts_M("constant")
    return write_pil(
        export.system, initial, crn=export.content.crn, constants_M=constant, notes=(note,)
    )


def _visual_dsd(export: _Export, note: str) -> str:
    amounts_M = export.amounts_M("initial") | export.amounts_M("constant")
    return system_to_visual_dsd(export.system, amounts_M, (note,))


_WRITERS: dict[str, Callable[[_Export, str], str]] = {
    "pil": _pil,
    "visual-dsd": _visual_dsd,
    "sbml": lambda export, note: crn_to_sbml(export.content, (note,), in_nM=export.in_nM),
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
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON and nothing else.")
def translate_command(
    source: Path,
    scheme: str,
    target: str,
    fuels: str | None,
    out: Path | None,
    compiler: str,
    as_json: bool,
) -> int:
    """Translate SOURCE, a .crn, .xml (SBML) or design file, into strands and complexes.

    Concentrations of the source become those of its signals. What the format cannot hold is
    said on the terminal and in the file. A .pil file says which complexes are signals and
    fuels, so that `verify`, `enumerate` and `simulate` know it.
    """
    if compiler == "nuskell":
        require_nuskell()
    content, loaded = crn_content(source), load_scheme(scheme)
    crn = content.crn
    system = translate(crn, loaded)
    if out is not None or not as_json:
        export = _Export(content, system, _fuels_M(fuels), kind_of(source) in (Kind.CRN, Kind.SBML))
        note = export.left_out(target)
        _write(_WRITERS[target](export, note), out)
        click.echo(f"{source} as {target}: {note}", err=True)
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
