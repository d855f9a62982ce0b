"""What a vendor can make, and what to expect of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ncrn_dsd.handoff.orders.plates import PLATE_MINIMUM
from ncrn_dsd.ir.lab import LabPackage, StrandOrder

NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SynthesisScale:
    """A scale of synthesis, with the shortest and longest strand that is made at it."""

    code: str
    shortest_nt: int
    longest_nt: int


SCALES = (
    SynthesisScale("25nm", 15, 60),
    SynthesisScale("100nm", 10, 90),
    SynthesisScale("250nm", 5, 100),
    SynthesisScale("Ultramer", 45, 200),
)
"""Cheapest first. IDT; the limits of the first three are those that the autoprotocol-utilities
package lists, that of the Ultramer comes from the vendor's product page. Ask before ordering."""

PAGE_ADVISED_NT = 60
PAGE_REQUIRED_NT = 90

_RUNS = {
    "GGGG": re.compile("GGGG"),
    "CCCC": re.compile("CCCC"),
    "AAAAA": re.compile("AAAAA"),
    "TTTTT": re.compile("TTTTT"),
}


def scale_for(length_nt: int) -> SynthesisScale | None:
    """The cheapest scale at which a strand of this length is made, or None."""
    fitting = (s for s in SCALES if s.shortest_nt <= length_nt <= s.longest_nt)
    return next(fitting, None)


def synthesis_notes(package: LabPackage) -> tuple[str, ...]:
    """What to know before ordering, one sentence each; empty when there is nothing to say.

    Strands outside the cheapest scale, strands that want purification, runs of one letter
    (inside a domain or across domains), and a plate below the vendor's minimum.
    """
    strands = package.strands
    notes = [_scale_note(strands, scale) for scale in SCALES[1:]]
    notes.append(
        _note(
            strands,
            lambda s: scale_for(s.length_nt) is None,
            "have a length that no scale of synthesis covers: shorten or lengthen domains",
        )
    )
    notes.append(
        _note(
            strands,
            lambda s: PAGE_ADVISED_NT < s.length_nt <= PAGE_REQUIRED_NT,
            f"are longer than {PAGE_ADVISED_NT} nt: PAGE purification is advised",
        )
    )
    notes.append(
        _note(
            strands,
            lambda s: s.length_nt > PAGE_REQUIRED_NT,
            f"are longer than {PAGE_REQUIRED_NT} nt: they need PAGE purification or an Ultramer",
        )
    )
    notes.extend(_run_note(strands, run) for run in _RUNS)
    if 0 < len(strands) < PLATE_MINIMUM:
        notes.append(
            f"{len(strands)} strands fill less than the {PLATE_MINIMUM} wells that vendors ask "
            "for a plate, so that they are ordered in tubes."
        )
    return tuple(note for note in notes if note)


def _scale_note(strands: tuple[StrandOrder, ...], scale: SynthesisScale) -> str:
    first = SCALES[0]
    return _note(
        strands,
        lambda s: scale_for(s.length_nt) == scale,
        f"are outside the {first.shortest_nt} to {first.longest_nt} nt of the {first.code} scale: "
        f"order them at {scale.code} ({scale.shortest_nt} to {scale.longest_nt} nt)",
    )


def _run_note(strands: tuple[StrandOrder, ...], run: str) -> str:
    weight = (
        "which folds into a quadruplex: choose another seed"
        if run == "GGGG"
        else "which lowers the yield of the synthesis"
    )
    pattern = _RUNS[run]
    return _note(strands, lambda s: pattern.search(s.sequence) is not None, f"hold {run}, {weight}")


def _note(
    strands: tuple[StrandOrder, ...], concerned: Callable[[StrandOrder], bool], what: str
) -> str:
    names = [strand.name for strand in strands if concerned(strand)]
    if not names:
        return ""
    more = len(names) - NAMES_SHOWN
    shown = ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"{len(names)} of {len(strands)} strands {what} ({shown})."
