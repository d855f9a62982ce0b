"""Identifiers of other languages for names that these languages may not allow."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_OTHER = re.compile(r"[^A-Za-z0-9_]")


def distinct_identifiers(
    names: Sequence[str], legal: re.Pattern[str], prefix: str, taken: Collection[str] = ()
) -> tuple[str, ...]:
    """One identifier per name, all different, the same for the same names in the same order.

    A legal name that is not taken stays as it is. Any other one gets "_" for every character
    that is not an ASCII letter, digit or underscore, `prefix` where the start is not legal, and
    a number at the end where the result is in use.

    Parameters
    ----------
    names: all different.
    legal: what an identifier must match in full; it must allow ASCII letters, digits and "_"
        after the prefix.
    taken: identifiers that are in use for other things.
    """
    used = set(taken)
    kept = {name for name in names if legal.fullmatch(name) and name not in used}
    used |= kept
    result = []
    for name in names:
        if name in kept:
            result.append(name)
            continue
        base = _OTHER.sub("_", name)
        base = base if legal.fullmatch(base) else prefix + base
        identifier, number = base, 2
        while identifier in used:
            identifier, number = f"{base}_{number}", number + 1
        used.add(identifier)
        result.append(identifier)
    return tuple(result)
