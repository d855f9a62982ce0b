"""A package as it is written -> whether it may be ordered and carried out.

Read `run.py` first, the suite: files in, one result per check out. A check is a function with the
decorator of `check.py` in the file of its letter: identity A, synthesis B, volumes and
concentrations C, sequence_quality D, completeness E, simulated C8, E8 and F. `orders.py` has what
a stage ensures of the strands it makes, before there are files. `replay.py` carries out transfers
in numbers.
"""

from ncrn_dsd.handoff.checks.orders import (
    check_names,
    check_no_duplicates,
    check_package,
    check_tiling,
)

__all__ = [
    "check_names",
    "check_no_duplicates",
    "check_package",
    "check_tiling",
]
