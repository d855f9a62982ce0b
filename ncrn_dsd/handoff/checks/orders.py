"""Checks that block an order: what is bought must be what was designed.

None of them uses the code that made the package.
"""

from __future__ import annotations

import re

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.ir.dsd import CLAMP_MAX_NT
from ncrn_dsd.ir.lab import LabPackage

_PAIRS = str.maketrans("ACGTacgt", "TGCAtgca")
VENDOR_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,29}")


def check_package(package: LabPackage) -> None:
    """All checks that need no file.

    Raises
    ------
    HandoffError: H004 name, H007 tiling, H008 duplicate.
    """
    check_names(package)
    check_tiling(package)
    check_no_duplicates(package)


def check_names(package: LabPackage) -> None:
    """Every name is a vendor's name, no formula, and unique ignoring case.

    Raises
    ------
    HandoffError: H004.
    """
    seen: dict[str, str] = {}
    for strand in package.strands:
        where = f"strand '{strand.name}'"
        if VENDOR_NAME.fullmatch(strand.name) is None:
            raise HandoffError(
                "H004",
                where,
                "the name is not a letter followed by at most 29 of letters, digits, _ . -",
                "rename the strand",
            )
        if strand.name.lower() in seen:
            what = f"the name equals '{seen[strand.name.lower()]}' when case is ignored"
            raise HandoffError("H004", where, what, "rename one of the two strands")
        seen[strand.name.lower()] = strand.name


def check_tiling(package: LabPackage) -> None:
    """Every ordered sequence is the concatenation of the domains that its strand states.

    Raises
    ------
    HandoffError: H007, with the first domain that does not fit.
    """
    known = {d.domain: d.sequence for d in package.sequences.domains}
    for strand in package.strands:
        where = f"strand '{strand.name}'"
        hint = "design the sequences again and build a new package"
        rest = strand.sequence
        for place, occurrence in enumerate(strand.domains, start=1):
            name, star, _ = occurrence.partition("*")
            if name not in known:
                what = f"domain {name} has no nucleotide sequence"
                raise HandoffError("H007", where, what, hint)
            expected = known[name].translate(_PAIRS)[::-1] if star else known[name]
            if not rest.startswith(expected):
                found = rest[: len(expected)]
                what = f"place {place} should hold {occurrence} = {expected} but holds '{found}'"
                raise HandoffError("H007", where, what, hint)
            rest = rest[len(expected) :]
        if rest:
            what = f"'{rest}' is left over after the last domain"
            raise HandoffError("H007", where, what, hint)


def check_no_duplicates(package: LabPackage) -> None:
    """No two domains are equal or reverse complementary, no two strands have the same sequence.

    Domains as short as clamps are passed over: they hold nothing by themselves.

    Raises
    ------
    HandoffError: H008.
    """
    domains: dict[str, str] = {}
    for item in package.sequences.domains:
        if len(item.sequence) <= CLAMP_MAX_NT:
            continue
        for text in (item.sequence, item.sequence.translate(_PAIRS)[::-1]):
            if text in domains:
                raise HandoffError(
                    "H008",
                    f"domain {item.domain}",
                    f"its sequence {item.sequence} pairs with or equals that of "
                    f"{domains[text]}{' itself' if domains[text] == item.domain else ''}",
                    "design the sequences again",
                )
            domains[text] = item.domain
    strands: dict[str, str] = {}
    for strand in package.strands:
        if strand.sequence in strands:
            raise HandoffError(
                "H008",
                f"strand '{strand.name}'",
                f"it has the same sequence as strand '{strands[strand.sequence]}'",
                "order one of the two",
            )
        strands[strand.sequence] = strand.name
