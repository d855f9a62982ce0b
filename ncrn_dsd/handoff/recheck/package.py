"""All checks that a package on disk can answer for itself.

They need neither the design nor the program that planned it, and share their ids with the checks
that were made when the package was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ncrn_dsd.handoff.recheck import identity, wells
from ncrn_dsd.handoff.recheck.folder import Tables, read_package
from ncrn_dsd.ir.bench import CheckResult


def recheck(path: Path) -> tuple[CheckResult, ...]:
    """Check a folder or an archive.

    Raises
    ------
    HandoffError: H021 there is no package, H022 a table of it is missing or is none.
    """
    return recheck_files(read_package(path))


def recheck_files(files: Mapping[str, bytes]) -> tuple[CheckResult, ...]:
    """Check the files of a package by their path in it.

    Raises
    ------
    HandoffError: H022, a table is missing or is none.
    """
    tables = Tables(files)
    found = (
        identity.check_order(files, tables),
        identity.check_tiling(tables),
        identity.check_formats(files),
        identity.check_manifest(files),
        wells.check_worklists(files, tables),
        identity.check_labels(tables),
        identity.check_names(tables),
        wells.check_totals(tables),
        wells.check_mixes(tables),
        *wells.check_controls(tables),
    )
    return tuple(sorted(found, key=lambda r: r.id))
