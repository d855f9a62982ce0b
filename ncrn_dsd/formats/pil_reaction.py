"""Reaction lines of PIL: `reaction [bind21 = 1.5e+06 /M/s] A + B -> C`."""

from __future__ import annotations

import math
import re

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil_document import PilReaction
from ncrn_dsd.formats.source_text import SourceText, Span, read_count
from ncrn_dsd.units import NM_PER_M

PER_M = {"M": 1.0, "mM": 1e3, "uM": 1e6, "nM": NM_PER_M, "pM": 1e12}
"""How many of a unit make one M; exact, so that dividing by it rounds only once."""

MAX_COPIES = 100

_TIME_S = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_ID = r"[A-Za-z0-9_\-]+"
_NUMBER = r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?"
_REACTION = re.compile(
    r"(?:reaction|kinetic)\s*(?:\[(?P<head>[^\]]*)\])?(?P<left>.*?)->(?P<right>.*)"
)
_HEAD = re.compile(
    rf"\s*(?:(?P<kind>[A-Za-z](?:{_ID})?)\s*(?:=\s*|$))?"
    rf"(?:(?P<rate>{_NUMBER})(?:\s*\+/-\s*(?:{_NUMBER}|inf|nan))?\s*(?P<unit>(?:/\w+)+)\s*)?"
)
_TERM = re.compile(rf"\s*(?:(?P<count>[0-9]+)\s+)?(?P<name>{_ID})\s*")


def parse_reaction(source: SourceText, line: Span) -> PilReaction:
    """The reaction on a line; error bars are read and ignored.

    Raises
    ------
    FormatError: the line is not a reaction, or its unit does not fit its reactants.
    """
    match = _REACTION.fullmatch(source.text[line.start : line.end])
    head = _HEAD.fullmatch(match["head"] or "") if match is not None else None
    if match is None or head is None:
        raise source.error(
            FormatError,
            "F326",
            line,
            "the reaction cannot be read",
            "write: reaction [type = RATE /M/s] A + B -> C",
        )
    left, right = _side(match["left"], source, line), _side(match["right"], source, line)
    rate = None
    if head["rate"] is not None:
        rate = float(head["rate"]) * _unit(head["unit"], len(left), source, line)
        if not math.isfinite(rate):
            raise source.error(
                FormatError, "F327", line, "the rate is not finite", "write a smaller number"
            )
    return PilReaction(head["kind"], rate, left, right)


def _side(text: str, source: SourceText, line: Span) -> tuple[str, ...]:
    names: list[str] = []
    for part in text.split("+") if text.strip() else ():
        match = _TERM.fullmatch(part)
        count = 1 if match is None else read_count(match["count"] or "1")
        if match is None or len(names) + count > MAX_COPIES:
            raise source.error(
                FormatError,
                "F326",
                line,
                f"'{part.strip()}' is not a complex",
                f"write A + B -> C, with at most {MAX_COPIES} copies on a side",
            )
        names += [match["name"]] * count
    return tuple(names)


def _unit(text: str, reactants: int, source: SourceText, line: Span) -> float:
    """What one unit such as ``/nM/s`` is in 1/s or 1/(M s)."""
    *concentrations, time = text.strip("/").split("/")
    known = time in _TIME_S and all(unit in PER_M for unit in concentrations)
    if not known or len(concentrations) != max(0, reactants - 1):
        raise source.error(
            FormatError,
            "F327",
            line,
            f"the unit '{text}' does not fit {reactants} reactants",
            "write /s for one reactant and /M/s or /nM/s for two",
        )
    size = 1.0 / _TIME_S[time]
    for unit in concentrations:
        size *= PER_M[unit]
    return size
