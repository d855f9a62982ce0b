"""A part of the strands, chosen by name."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.ir.lab import LabPackage


def strands_matching(package: LabPackage, patterns: Sequence[str]) -> frozenset[str] | None:
    """Names of strands that match a pattern by name or by the complex they are used in.

    Parameters
    ----------
    patterns: such as ``g3*`` or ``Rep_*``; none means all strands.

    Returns
    -------
    None when no pattern is given.

    Raises
    ------
    HandoffError: H014, a pattern matches nothing.
    """
    if not patterns:
        return None
    found: set[str] = set()
    for pattern in patterns:
        matched = {
            s.name
            for s in package.strands
            if any(fnmatchcase(name, pattern) for name in (s.name, *s.used_in))
        }
        if not matched:
            raise HandoffError(
                "H014",
                f"--subset {pattern}",
                "no strand, fuel or signal has a name like this",
                "look up names in sequences/strands.csv of the whole package",
            )
        found |= matched
    return frozenset(found)
