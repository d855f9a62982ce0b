"""Whether two systems are the same up to the names of domains and fuels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from ncrn_dsd.ir.dsd import Complex, domain_name

Labelled = tuple[str, Complex]
"""A complex and what it must correspond to: the species of a signal, or "" for any fuel."""


def equal_up_to_names(
    first: Iterable[Labelled],
    second: Iterable[Labelled],
    first_nt: Mapping[str, int],
    second_nt: Mapping[str, int],
) -> bool:
    """Whether a one-to-one renaming of domains turns the complexes of one system into the other's.

    Strand rotation of complexes and the order of fuels do not matter, nor does which of two
    complementary domains carries the star.

    Parameters
    ----------
    first_nt, second_nt: length of every domain.
    """
    one, other = _graph(first, first_nt), _graph(second, second_nt)
    if _fingerprint(one) != _fingerprint(other):
        return False
    same: bool = nx.is_isomorphic(
        one,
        other,
        node_match=lambda a, b: a["label"] == b["label"],
        edge_match=lambda a, b: a["label"] == b["label"],
    )
    return same


def _fingerprint(graph: nx.Graph[Any]) -> str:
    """Equal for isomorphic graphs; it spares the search when they differ."""
    return str(nx.weisfeiler_lehman_graph_hash(graph, node_attr="label", edge_attr="label"))


def _graph(complexes: Iterable[Labelled], lengths_nt: Mapping[str, int]) -> nx.Graph[Any]:
    """Domains, their two directions, occurrences and complexes as an undirected graph.

    An occurrence is linked to its direction of the domain, to the next one on its strand
    through a node that tells 5' from 3', to its partner and to its complex.
    """
    graph: nx.Graph[Any] = nx.Graph()

    def node(name: object, label: str) -> object:
        graph.add_node(name, label=label)
        return name

    def link(a: object, b: object, label: str) -> None:
        graph.add_edge(a, b, label=label)

    for number, (species, complex_) in enumerate(complexes):
        whole = node(("complex", number), f"complex {species}")
        stack: list[object] = []
        marks = iter(complex_.structure.replace("+", ""))
        for place, strand in enumerate(complex_.strands):
            previous: object | None = None
            for index, occurrence in enumerate(strand):
                here = node(("occurrence", number, place, index), "occurrence")
                link(here, whole, "in")
                link(here, _direction(graph, occurrence, lengths_nt), "is")
                if previous is not None:
                    step = node(("step", number, place, index), "step")
                    link(previous, step, "from")
                    link(step, here, "to")
                previous = here
                mark = next(marks)
                if mark == "(":
                    stack.append(here)
                elif mark == ")":
                    link(stack.pop(), here, "pairs")
    return graph


def _direction(
    graph: nx.Graph[Any], occurrence: str, lengths_nt: Mapping[str, int]
) -> tuple[str, str]:
    name = domain_name(occurrence)
    for direction in (name, f"{name}*"):
        graph.add_node(("direction", direction), label=f"{lengths_nt[name]} nt")
    graph.add_edge(("direction", name), ("direction", f"{name}*"), label="complement")
    return "direction", occurrence
