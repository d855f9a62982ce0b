"""PIL, the text format of Peppercorn: domains and complexes in kernel notation.

A complex is written as its domains from 5' to 3', ``a(`` where a pair opens, ``)`` where it
closes, and ``+`` between strands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.amounts import check_amounts
from ncrn_dsd.formats.pil_document import PilConcentration, PilDocument
from ncrn_dsd.formats.pil_reaction import PER_M
from ncrn_dsd.formats.pil_reader import parse_pil
from ncrn_dsd.formats.signal_map import MappedModule, SignalMap, signal_map_lines
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-]*")


def read_pil(text: str, path: str) -> PilDocument:
    """Read a PIL text; `path` is used in messages.

    Raises
    ------
    FormatError: anything the format does not allow, with its place.
    """
    return parse_pil(text, path)


def write_pil(
    system: DsdSystem,
    concentrations_M: Mapping[str, float] | None = None,
    *,
    crn: FormalCrn | None = None,
    constants_M: Mapping[str, float] | None = None,
    release_cutoff_nt: int | None = None,
    notes: Sequence[str] = (),
) -> str:
    """A system as PIL text that Peppercorn reads.

    What the complexes are for stands in comments, see `formats.signal_map`.

    Parameters
    ----------
    concentrations_M: initial concentrations of signals and fuels by name, in M.
    crn: the formal network; with it the file says which fuels implement which reactions.
    constants_M: the same of signals and fuels that keep their concentration.
    release_cutoff_nt: longest helix that opens by itself, where that is not the default.
    notes: comments at the top.

    Raises
    ------
    FormatError: a name PIL cannot express or that stands for two complexes, a concentration of
        something that is not in the system, or one that is negative or not finite.
    """
    given = {
        name: PilConcentration(mode, value_M)
        for mode, values in (("initial", concentrations_M), ("constant", constants_M))
        for name, value_M in (values or {}).items()
    }
    named = [(s.species, s.complex) for s in system.signals]
    named += [(f.name, f.complex) for f in system.fuels]
    _check_names(system, named, given)
    said = _map_of(system, crn, release_cutoff_nt)
    lines = [f"# {' '.join(note.split())}" for note in notes]
    lines += [f"# {line}" for line in signal_map_lines(said)]
    lines += ["", f"# Domains ({len(system.domains)})", *_domain_lines(system.domains)]
    lines += ["", f"# Signal complexes ({len(system.signals)})"]
    lines += [_complex_line(s.species, s.complex, given) for s in system.signals]
    lines += ["", f"# Fuel complexes ({len(system.fuels)})"]
    lines += [_complex_line(f.name, f.complex, given) for f in system.fuels]
    return "\n".join(lines) + "\n"


def _map_of(system: DsdSystem, crn: FormalCrn | None, release_cutoff_nt: int | None) -> SignalMap:
    modules = () if crn is None else system.modules
    reactions = () if crn is None else crn.reactions
    return SignalMap(
        tuple((s.species, s.species) for s in system.signals),
        tuple(f.name for f in system.fuels) or None,
        tuple((s.species, s.history) for s in system.signals if s.history is not None),
        tuple(
            MappedModule(
                m.fuels, tuple((reactions[i].reactants, reactions[i].products) for i in m.reactions)
            )
            for m in modules
        ),
        system.scheme,
        system.reject_remote,
        release_cutoff_nt,
    )


def print_pil(document: PilDocument) -> str:
    """Domains, sequences, complexes, macrostates and reactions of a document as PIL text.

    Composites are written out as the domains they stand for.
    """
    return "".join(f"{line}\n" for line in _document_lines(document))


def _document_lines(document: PilDocument) -> Iterator[str]:
    yield from (f"# {line}" for line in signal_map_lines(document.map))
    sequences = dict(document.sequences)
    for domain in document.domains:
        if domain.name in sequences:
            yield f"sequence {domain.name} = {sequences[domain.name]} : {domain.length_nt}"
        else:
            yield from _domain_lines((domain,))
    for named in document.complexes:
        yield f"{named.name} = {named.complex.kernel()}{amount_text(named.concentration)}"
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


def _complex_line(name: str, complex_: Complex, given: Mapping[str, PilConcentration]) -> str:
    return f"{name} = {complex_.kernel()}{amount_text(given.get(name))}"


def amount_text(amount: PilConcentration | None) -> str:
    """A concentration behind a complex: in nM when that reads back exactly, else in M."""
    if amount is None:
        return ""
    value_M = amount.value_M
    in_nM = f"{value_M * PER_M['nM']:.12g}"
    text = f"{in_nM} nM" if float(in_nM) / PER_M["nM"] == value_M else f"{value_M!r} M"
    return f" @{amount.mode} {text}"


def _check_names(
    system: DsdSystem, named: list[tuple[str, Complex]], given: Mapping[str, PilConcentration]
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
    check_amounts(known, {name: amount.value_M for name, amount in given.items()})
