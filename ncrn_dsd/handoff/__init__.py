"""Files that a laboratory orders and works from."""

from ncrn_dsd.handoff.checks import (
    check_names,
    check_no_duplicates,
    check_package,
    check_round_trip,
    check_tiling,
)
from ncrn_dsd.handoff.orders.order_xlsx import write_order_plates
from ncrn_dsd.handoff.orders.tables import write_domains_csv, write_strands_csv
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.handoff.read_order import read_order
from ncrn_dsd.handoff.synthesis import synthesis_notes
from ncrn_dsd.handoff.write import write_package

__all__ = [
    "build_package",
    "check_names",
    "check_no_duplicates",
    "check_package",
    "check_round_trip",
    "check_tiling",
    "read_order",
    "synthesis_notes",
    "write_domains_csv",
    "write_order_plates",
    "write_package",
    "write_strands_csv",
]
