"""Checks that block a package."""

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
