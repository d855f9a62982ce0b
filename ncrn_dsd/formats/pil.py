"""PIL, the text format of Peppercorn: domains and complexes in kernel notation.

A complex is written as its domains from 5' to 3', ``a(`` where a pair opens, ``)`` where it
closes, and ``+`` between strands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil_document import NamedComplex, PilConcentration, PilDocument
from ncrn_dsd.formats.pil_reaction import PER_M
from ncrn_dsd.formats.pil_reader import parse_pil
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-]*")


def read_pil(text: str, path: str) -> PilDocument:
    """Read a PIL text; `path` is used in messages.

    Raises
    ------
    FormatError: anything the format does not allow, with its place.
    """
    return parse_pil(text, path)


def write_pil(system: DsdSystem, concentrations_M: Mapping[str, float] | None = None) -> str:
    """A system as PIL text that Peppercorn reads.

    Parameters
    ----------
    concentrations_M: concentrations of signals and fuels by name, in M; others get none.

    Raises
    ------
    FormatError: a name PIL cannot express or that stands for two complexes, a concentration of
        something that is not in the system, or one that is negative or not finite.
    """
    given = dict(concentrations_M or {})
    named = [(s.species, s.complex) for s in system.signals]
    named += [(f.name, f.complex) for f in system.fuels]
    _check_names(system, named, given)
    lines = [f"# Translation scheme: {system.scheme}"]
    lines += [
        f"# The domain {s.history} is the history of {s.species}: any domain may stand there."
        for s in system.signals
        if s.history is not None
    ]
    lines += ["", f"# Domains ({len(system.domains)})", *_domain_lines(system.domains)]
    lines += ["", f"# Signal complexes ({len(system.signals)})"]
    lines += [_complex_line(s.species, s.complex, given) for s in system.signals]
    lines += ["", f"# Fuel complexes ({len(system.fuels)})"]
    lines += [_complex_line(f.name, f.complex, given) for f in system.fuels]
    return "\n".join(lines) + "\n"


def print_pil(document: PilDocument) -> str:
    """Domains, sequences, complexes, macrostates and reactions of a document as PIL text.

    Composites are written out as the domains they stand for.
    """
    return "".join(f"{line}\n" for line in _document_lines(document))


def _document_lines(document: PilDocument) -> Iterator[str]:
    sequences = dict(document.sequences)
    for domain in document.domains:
        if domain.name in sequences:
            yield f"sequence {domain.name} = {sequences[domain.name]} : {domain.length_nt}"
        else:
            yield from _domain_lines((domain,))
    for named in document.complexes:
        yield f"{named.name} = {named.complex.kernel()}{_amount(named)}"
    for state in document.macrostates:
        yield f"macrostate {state.name} = [{', '.join(state.members)}]"
    for reaction in document.reactions:
        unit = "/M" * (len(reaction.reactants) - 1) + "/s"
        rate = None if reaction.rate is None else f"{reaction.rate!r} {unit}"
        parts = [part for part in (reaction.kind, rate) if part is not None]
        kind = f"[{' = '.join(parts)}] " if parts else ""
        left, right = " + ".join(reaction.reactants), " + ".join(reaction.products)
        comment = f"  # {reaction.comment}" if reaction.comment else ""
        yield f"reaction {kind}{left} -> {right}{comment}"


def _domain_lines(domains: tuple[Domain, ...]) -> Iterator[str]:
    for domain in domains:
        yield f"length {domain.name} = {domain.length_nt}"


def _complex_line(name: str, complex_: Complex, given: Mapping[str, float]) -> str:
    amount = PilConcentration("initial", given[name]) if name in given else None
    return f"{name} = {complex_.kernel()}{_amount(NamedComplex(name, complex_, amount))}"


def _amount(named: NamedComplex) -> str:
    """The concentration in nM when that reads back exactly, else in M."""
    if named.concentration is None:
        return ""
    value_M = named.concentration.value_M
    in_nM = f"{value_M * PER_M['nM']:.12g}"
    text = f"{in_nM} nM" if float(in_nM) / PER_M["nM"] == value_M else f"{value_M!r} M"
    return f" @{named.concentration.mode} {text}"


def _check_names(
    system: DsdSystem, named: list[tuple[str, Complex]], given: Mapping[str, float]
) -> None:
    known: set[str] = set()
    for name in (*(d.name for d in system.domains), *(name for name, _ in named)):
        if not _NAME.fullmatch(name):
            raise FormatError(
                "F301",
                f"name '{name}'",
                "PIL cannot express this name",
                "use letters, digits, '_' and '-' only",
            )
    for name, _ in named:
        if name in known:
            raise FormatError(
                "F302", f"name '{name}'", "two complexes have this name", "rename one of them"
            )
        known.add(name)
    for name, value_M in given.items():
        if name not in known:
            raise FormatError(
                "F303",
                f"concentration of '{name}'",
                "the system has no signal or fuel of this name",
                "give concentrations of signals and fuels only",
            )
        if not math.isfinite(value_M) or value_M < 0:
            raise FormatError(
                "F304",
                f"concentration of '{name}'",
                f"it is {value_M} M",
                "give a finite number of zero or more",
            )
