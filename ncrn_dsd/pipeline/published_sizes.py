"""Re-derive the published sizes of translated systems and compare them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import EnumerationError, TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.translation.scheme import list_schemes, load_scheme
from ncrn_dsd.translation.scheme_folders import schemes_root
from ncrn_dsd.translation.translate import translate

FILE = "published_sizes.toml"


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One system in one scheme.

    Parameters
    ----------
    published, found: nucleotides [nt] and condensed reactions; `found` is None with a `note`
        that says why.
    note: what a limit cut off, or why there is nothing, or the scheme's own explanation of a
        difference; empty when the sizes agree.
    """

    system: str
    scheme: str
    published: tuple[int, int]
    found: tuple[int, int] | None
    note: str

    @property
    def agrees(self) -> bool:
        return self.found == self.published


def size_rows(progress: Callable[[int, int], None] | None = None) -> tuple[SizeRow, ...]:
    """All published sizes of installed schemes, beside ours.

    Raises
    ------
    SchemeError: a scheme failed while it ran.
    """
    wanted = list(_published())
    rows: list[SizeRow] = []
    for number, case in enumerate(wanted):
        rows.append(_row(case))
        if progress is not None:
            progress(number + 1, len(wanted))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Case:
    system: str
    crn: str
    scheme: str
    published: tuple[int, int]
    reject_remote: bool


def _published() -> Iterator[_Case]:
    text = (schemes_root() / FILE).read_text(encoding="utf-8")
    raw: dict[str, Any] = tomllib.loads(text)
    installed = set(list_schemes())
    for system in raw["system"]:
        for scheme, (nucleotides, reactions) in system["sizes"].items():
            if scheme in installed:
                yield _Case(
                    system["name"],
                    system["crn"],
                    scheme,
                    (nucleotides, reactions),
                    scheme in system.get("reject_remote", ()),
                )


def _row(case: _Case) -> SizeRow:
    scheme = load_scheme(case.scheme)
    crn = read_crn(case.crn, case.system).crn
    options = EnumerationOptions(
        max_complex_size=50,
        max_complexes=20_000,
        max_reactions=100_000,
        reject_remote=scheme.meta.reject_remote or case.reject_remote,
    )
    try:
        made = translate(crn, scheme)
        network = enumerate_whole(made, crn, None, options)
    except (TranslationError, EnumerationError) as problem:
        return SizeRow(case.system, case.scheme, case.published, None, problem.what)
    found = (_nucleotides(made, network), len(network.reactions))
    note = network.truncated_by or ""
    if not note and found != case.published:
        note = scheme.meta.explain_size(case.system)
    return SizeRow(case.system, case.scheme, case.published, found, note)


def _nucleotides(system: DsdSystem, network: ReactionNetwork) -> int:
    """Lengths of the distinct strands of all species that remain, each once [nt]."""
    lengths = {d.name: d.length_nt for d in system.domains}
    strands = {strand for s in network.species for strand in s.complex.strands}
    return sum(lengths[domain_name(o)] for strand in strands for o in strand)
