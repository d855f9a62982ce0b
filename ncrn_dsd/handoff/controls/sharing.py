"""Which reporters are measured together in one well."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.ir.bench import Reporter


def sharing_wells(reporters: Iterable[Reporter], most: int) -> tuple[tuple[Reporter, ...], ...]:
    """Groups of at most `most` reporters, no two of which have the same dye."""
    groups: list[list[Reporter]] = []
    for one in reporters:
        fitting = (g for g in groups if len(g) < most and one.dye not in {r.dye for r in g})
        group = next(fitting, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return tuple(tuple(g) for g in groups)
