"""Layers of a directed graph in which vertices with sides fire once all their tails are there."""

from __future__ import annotations

from collections.abc import Sequence

Edge = tuple[int, int]
"""Numbers of two vertices: tail and head."""


def ranks(has_sides: Sequence[bool], starts: Sequence[bool], edges: Sequence[Edge]) -> list[int]:
    """The layer of every vertex: even for those without sides, odd for those with.

    Edges that do not close a cycle run to the right. Of a cycle the edge that is cut comes last
    when everything fires as soon as it can, beginning with what nothing leads to.

    Parameters
    ----------
    has_sides: which vertices do; every edge is between one that does and one that does not.
    starts: vertices without sides from which a cycle should begin.
    """
    after = _without_cycles(has_sides, starts, edges)
    before: list[set[int]] = [set() for _ in has_sides]
    for tail, heads in enumerate(after):
        for head in heads:
            before[head].add(tail)
    order = _topological(after)
    layer = [0] * len(has_sides)
    for v in order:
        layer[v] = max((layer[u] + 1 for u in before[v]), default=int(has_sides[v]))
    # What is needed late is not drawn early; edges get shorter.
    for v in reversed(order):
        if after[v] and len(before[v]) < len(after[v]):
            layer[v] = min(layer[u] for u in after[v]) - 1
    least = min(layer)
    first = least - least % 2
    return [value - first for value in layer]


def _without_cycles(
    has_sides: Sequence[bool], starts: Sequence[bool], edges: Sequence[Edge]
) -> list[set[int]]:
    """Heads by tail, with those edges turned round that would close a cycle."""
    place = {v: i for i, v in enumerate(_firing_order(has_sides, starts, edges))}
    after: list[set[int]] = [set() for _ in has_sides]
    for tail, head in edges:
        if place[tail] < place[head]:
            after[tail].add(head)
    late = [(tail, head) for tail, head in edges if place[tail] > place[head]]
    for tail, head in sorted(late, key=lambda edge: (place[edge[0]], place[edge[1]])):
        if _leads_to(after, head, tail):
            after[head].add(tail)
        else:
            after[tail].add(head)
    return after


def _firing_order(
    has_sides: Sequence[bool], starts: Sequence[bool], edges: Sequence[Edge]
) -> list[int]:
    tails: list[set[int]] = [set() for _ in has_sides]
    heads: list[set[int]] = [set() for _ in has_sides]
    for tail, head in edges:
        tails[head].add(tail)
        heads[tail].add(head)
    firing = [v for v, sides in enumerate(has_sides) if sides]
    others = [v for v, sides in enumerate(has_sides) if not sides]
    placed: dict[int, None] = dict.fromkeys(v for v in others if not tails[v])
    while firing:
        ready = [v for v in firing if tails[v] <= placed.keys()]
        firing = [v for v in firing if v not in ready]
        placed |= dict.fromkeys(ready)
        placed |= dict.fromkeys(head for v in ready for head in sorted(heads[v]))
        if not ready:
            missing = [tails[v] - placed.keys() for v in firing]
            # The fewer are missing beside it, the sooner it makes something fire.
            wait = {v: min(len(m) for m in missing if v in m) for m in missing for v in m}
            best = min(sorted(wait), key=lambda v: (not starts[v], wait[v]))
            placed[best] = None
    return [*placed, *(v for v in others if v not in placed)]


def _leads_to(after: Sequence[set[int]], start: int, goal: int) -> bool:
    seen, stack = {start}, [start]
    while stack:
        vertex = stack.pop()
        if vertex == goal:
            return True
        stack += after[vertex] - seen
        seen |= after[vertex]
    return False


def _topological(after: Sequence[set[int]]) -> list[int]:
    waiting = [0] * len(after)
    for heads in after:
        for head in heads:
            waiting[head] += 1
    order = [v for v, count in enumerate(waiting) if count == 0]
    for vertex in order:
        for head in sorted(after[vertex]):
            waiting[head] -= 1
            if waiting[head] == 0:
                order.append(head)
    return order
