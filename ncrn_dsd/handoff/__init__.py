"""Files that a laboratory orders and works from."""

from ncrn_dsd.handoff.checks import (
    check_names,
    check_no_duplicates,
    check_package,
    check_tiling,
)
from ncrn_dsd.handoff.orders.tables import write_domains_csv, write_strands_csv
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.handoff.synthesis import synthesis_notes

__all__ = [
    "build_package",
    "check_names",
    "check_no_duplicates",
    "check_package",
    "check_tiling",
    "synthesis_notes",
    "write_domains_csv",
    "write_strands_csv",
]
