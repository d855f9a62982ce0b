"""Worker process: reads one job as JSON from standard input, writes its condensed network."""

from __future__ import annotations

import sys

from ncrn_dsd.enumeration.condensed import dump_network, load_job
from ncrn_dsd.enumeration.peppercorn_adapter import condense_job


def main() -> None:
    """Do one job; an exception ends the process with its message on standard error."""
    answer, sys.stdout = sys.stdout, sys.stderr
    job, options = load_job(sys.stdin.read())
    answer.write(dump_network(condense_job(job, options)))
    answer.flush()


if __name__ == "__main__":
    main()
