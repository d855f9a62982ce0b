"""Time Peppercorn's enumeration, and its condensation, of one job; in a process of its own."""

from __future__ import annotations

import time

from ncrn_dsd.enumeration.condensed import EnumerationJob
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import prepared


def time_peppercorn(
    job: EnumerationJob, options: EnumerationOptions, condensed: bool
) -> dict[str, float | int]:
    """CPU seconds and sizes."""
    enumerator = prepared(job, options)
    start = time.process_time()
    enumerator.enumerate()
    enumerated = time.process_time()
    found = {
        "enumeration_s": enumerated - start,
        "complexes": len(list(enumerator.complexes)),
        "reactions": len(list(enumerator.reactions)),
    }
    if condensed:
        start = time.process_time()
        enumerator.condense()
        found["condensation_s"] = time.process_time() - start
    return found
