"""All files of a package, checked after they are written."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.handoff.checks import check_package, check_round_trip
from ncrn_dsd.handoff.orders.order_xlsx import write_order_plates
from ncrn_dsd.handoff.orders.tables import write_domains_csv, write_strands_csv
from ncrn_dsd.ir.lab import LabPackage


def write_package(package: LabPackage, directory: Path) -> tuple[Path, ...]:
    """Check the package, write its files into `directory`, read the order back and compare.

    Raises
    ------
    HandoffError: H004, H007, H008 a check of the package failed and nothing is written; H002, H003
        a file cannot be written; H006, H009 the order does not read back as it was meant.
    """
    check_package(package)
    tables = (write_domains_csv(package, directory), write_strands_csv(package, directory))
    order = write_order_plates(package, directory)
    check_round_trip(package, order)
    return (*tables, order)
