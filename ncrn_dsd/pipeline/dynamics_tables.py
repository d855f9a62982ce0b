"""The tables of a design of kind "dynamics" that the program writes itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ncrn_dsd.formats.crn_text import CrnText, print_crn
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.model.dynamics import KIND

_POINTS = 200

Tables = dict[str, Any]


def dynamics_tables(
    name: str,
    title: str,
    crn: FormalCrn,
    initial_u: Mapping[str, float],
    duration_tau: float,
    show: Sequence[str],
) -> Tables:
    """Everything is mixed at the start and followed; how it becomes DNA is left to the caller."""
    return {
        "schema": 1,
        "kind": KIND,
        "name": name,
        "title": title,
        "network": {
            "reactions": f"{_reactions(crn)}\n",
            "initial": {species: f"{amount!r} u" for species, amount in initial_u.items()},
        },
        "look": {
            "duration": f"{duration_tau!r} tau",
            "refills": 0,
            "points": _POINTS,
            "show": list(show),
        },
    }


def _reactions(crn: FormalCrn) -> str:
    """The reactions, with the species in the order in which they mention them."""
    mentioned = dict.fromkeys(n for r in crn.reactions for n in (*r.reactants, *r.products))
    roles = {s.name: s for s in crn.species}
    species = tuple(roles[n] for n in mentioned)
    return print_crn(CrnText(FormalCrn(species, crn.reactions), ())).strip()
