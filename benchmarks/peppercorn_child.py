"""Child process: time Peppercorn's enumeration, and its condensation, of one job."""

from __future__ import annotations

import json
import sys
import time

from ncrn_dsd.enumeration.condensed import load_job
from ncrn_dsd.enumeration.peppercorn_adapter import prepared


def main() -> None:
    """Read a job from standard input; print CPU seconds and sizes as JSON."""
    answer, sys.stdout = sys.stdout, sys.stderr
    job, options = load_job(sys.stdin.read())
    enumerator = prepared(job, options)
    start = time.process_time()
    enumerator.enumerate()
    enumerated = time.process_time()
    found = {
        "enumeration_s": enumerated - start,
        "complexes": len(list(enumerator.complexes)),
        "reactions": len(list(enumerator.reactions)),
    }
    if "--condense" in sys.argv:
        start = time.process_time()
        enumerator.condense()
        found["condensation_s"] = time.process_time() - start
    json.dump(found, answer)
    answer.flush()


if __name__ == "__main__":
    main()
