"""Jobs that are equal up to the names of their domains are enumerated once.

Enumeration depends on which domains are equal and on their lengths, never on their names, so
the condensed network of one job of a class becomes that of another by renaming (Badelt et al.,
J. R. Soc. Interface 17:20190866: moves and rates are functions of structure and lengths).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ncrn_dsd.enumeration.condensed import (
    CondensedNetwork,
    EnumerationJob,
)
from ncrn_dsd.ir.dsd import Complex, complex_key, domain_name
from ncrn_dsd.ir.network import NetworkReaction


@dataclass(frozen=True, slots=True)
class NamedClass:
    """A job under neutral domain names, and the way back.

    Parameters
    ----------
    job: domains are called d0, d1, ... in order of first appearance; equal jobs are isomorphic.
    names: original name of each neutral domain.
    """

    job: EnumerationJob
    names: tuple[str, ...]


def neutral(complexes: tuple[Complex, ...], lengths_nt: Mapping[str, int]) -> NamedClass:
    """Rename the domains of start complexes in order of first appearance.

    Parameters
    ----------
    lengths_nt: length of every domain by name.
    """
    occurrences = (o for c in complexes for strand in c.strands for o in strand)
    names = tuple(dict.fromkeys(map(domain_name, occurrences)))
    renaming = {name: f"d{i}" for i, name in enumerate(names)}
    job = EnumerationJob(
        tuple((renaming[name], lengths_nt[name]) for name in names),
        tuple(rename(c, renaming) for c in complexes),
    )
    return NamedClass(job, names)


def instantiate(network: CondensedNetwork, names: tuple[str, ...]) -> CondensedNetwork:
    """The condensed network of the job whose neutral names stand for `names`."""
    renaming = {f"d{i}": name for i, name in enumerate(names)}
    renamed = [
        tuple(sorted((rename(c, renaming).canonical() for c in members), key=complex_key))
        for members in network.macrostates
    ]
    order = sorted(range(len(renamed)), key=lambda i: [complex_key(c) for c in renamed[i]])
    place = {old: new for new, old in enumerate(order)}
    reactions = sorted(
        (
            tuple(sorted(place[i] for i in r.reactants)),
            tuple(sorted(place[i] for i in r.products)),
            r.rate,
            r.modules,
            r.leak,
        )
        for r in network.reactions
    )
    return CondensedNetwork(
        tuple(renamed[i] for i in order),
        tuple(NetworkReaction(*r) for r in reactions),
        network.truncated_by,
    )


def rename(complex_: Complex, renaming: Mapping[str, str]) -> Complex:
    """The complex with other domain names; the rotation is kept."""
    strands = tuple(rename_strand(strand, renaming) for strand in complex_.strands)
    return Complex(strands, complex_.structure)


def rename_strand(strand: tuple[str, ...], renaming: Mapping[str, str]) -> tuple[str, ...]:
    """The strand with other domain names."""
    return tuple(renaming[domain_name(o)] + ("*" if o.endswith("*") else "") for o in strand)
