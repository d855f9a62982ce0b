"""A complex as a scadnano design: its base strand along one helix, the others bound above it.

Open ends of bound strands are extensions, open stretches between bound ones are loopouts. A
complex in which strands other than the base pair with each other cannot be laid out like this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ncrn_dsd.ir.dsd import Complex, Place, domain_name

VERSION = "0.21.1"
"""Of the program whose format this is."""
_COLOURS = ("#f74308", "#0066cc", "#32b86c", "#7300de", "#b8056c", "#333333")


def write_scadnano(
    complex_: Complex,
    names: Mapping[tuple[str, ...], str],
    sequences: Mapping[str, str],
    lengths_nt: Mapping[str, int],
) -> str | None:
    """The design as JSON text, or None when the complex cannot be laid out on one helix.

    Parameters
    ----------
    names: of the strands, by their domains.
    sequences: nucleotides by name of a strand.
    lengths_nt: of the domains.
    """
    pairs = complex_.pairs()
    spans = _spans(complex_, lengths_nt)
    base = complex_.base
    strands: list[dict[str, Any]] = []
    for number, strand in enumerate(complex_.strands):
        if number == base:
            parts: list[dict[str, Any]] | None = [
                {"helix": 0, "forward": False, "start": 0, "end": _length(spans[number])}
            ]
        else:
            parts = _bound_parts(number, base, pairs, spans)
        if parts is None:
            return None
        name = names[strand]
        strands.append(
            {
                "name": name,
                "color": _COLOURS[number % len(_COLOURS)],
                "sequence": sequences[name],
                "domains": parts,
            }
        )
    design = {
        "version": VERSION,
        "grid": "none",
        "helices": [{"position": {"x": 0, "y": 0, "z": 0}, "max_offset": _length(spans[base])}],
        "strands": strands,
    }
    return json.dumps(design, indent=1) + "\n"


Span = tuple[int, int]


def _spans(complex_: Complex, lengths_nt: Mapping[str, int]) -> list[list[Span]]:
    """Start and end of every occurrence in the nucleotides of its strand."""
    found = []
    for strand in complex_.strands:
        at, spans = 0, []
        for occurrence in strand:
            end = at + lengths_nt[domain_name(occurrence)]
            spans.append((at, end))
            at = end
        found.append(spans)
    return found


def _length(spans: list[Span]) -> int:
    return spans[-1][1]


def _bound_parts(
    number: int, base: int, pairs: dict[Place, Place], spans: list[list[Span]]
) -> list[dict[str, Any]] | None:
    """Bound stretches and what is open between and beside them, 5' to 3'."""
    total = _length(spans[base])
    bound = [p for p in range(len(spans[number])) if (number, p) in pairs]
    if not bound or any(pairs[number, p][0] != base for p in bound):
        return None
    parts: list[dict[str, Any]] = []
    open_nt = 0
    for place, (start, end) in enumerate(spans[number]):
        if place not in bound:
            open_nt += end - start
            continue
        if open_nt:
            parts.append({("loopout" if parts else "extension_num_bases"): open_nt})
            open_nt = 0
        # The base runs against the helix, so that its first nucleotide has the highest offset.
        base_start, base_end = spans[base][pairs[number, place][1]]
        parts.append(
            {"helix": 0, "forward": True, "start": total - base_end, "end": total - base_start}
        )
    if open_nt:
        parts.append({"extension_num_bases": open_nt})
    starts = [p["start"] for p in parts if "start" in p]
    return parts if starts == sorted(starts) else None
