"""What vessels would show with ideal and with rounded volumes, and what was enumerated again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ncrn_dsd.handoff.orders.csv_text import Exact, csv_bytes

RESIMULATED_CSV, ENUMERATED_JSON = "analysis/resimulated.csv", "design/enumerated_again.json"
COLUMNS = ("vessel", "difference", "where", "ideal_error", "actual_error")


@dataclass(frozen=True, slots=True)
class Resimulation:
    """The schedule simulated with ideal and with rounded volumes.

    Parameters
    ----------
    vessel: its name.
    difference: largest difference of any read, as a part of the largest ideal read of that
        species; None when there was nothing to compare.
    where: the read and species of that difference.
    ideal_error, actual_error: mean squared error of the learner; None where nothing is learnt.
    """

    vessel: str
    difference: float | None
    where: str
    ideal_error: float | None = None
    actual_error: float | None = None


def resimulated_csv(found: Iterable[Resimulation]) -> bytes:
    """One row per vessel; what was not compared is empty."""
    rows = (
        (r.vessel, _cell(r.difference), r.where, _cell(r.ideal_error), _cell(r.actual_error))
        for r in found
    )
    return csv_bytes(RESIMULATED_CSV, COLUMNS, rows)


def _cell(value: float | None) -> object:
    return "" if value is None else Exact(value)


def enumerated_json(reactions: int, differing: Sequence[str]) -> bytes:
    """What the system does when its domains are named by their nucleotides.

    Parameters
    ----------
    reactions: of the compiled system.
    differing: reactions that only one of the two has.
    """
    content = {"reactions_of_the_compiled_system": reactions, "differing": list(differing)}
    return (json.dumps(content, indent=1) + "\n").encode()
