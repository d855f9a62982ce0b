"""All checks that a package on disk can answer for itself.

They need neither the design nor the program that planned it, and share their ids with the checks
that were made when the package was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.findings import listed
from ncrn_dsd.handoff.recheck import identity, wells
from ncrn_dsd.handoff.recheck.folder import REWRITE, Tables, read_package
from ncrn_dsd.ir.bench import CheckResult

_DAMAGES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What readers of JSON, scripts and tables raise when a file is not what they expect."""


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
    manifest = identity.check_manifest(files)
    try:
        found = (
            manifest,
            identity.check_order(files, tables),
            identity.check_tiling(tables),
            identity.check_formats(files),
            wells.check_worklists(files, tables),
            identity.check_labels(tables),
            identity.check_names(tables),
            wells.check_totals(tables),
            wells.check_mixes(tables),
            *wells.check_controls(tables),
        )
    except _DAMAGES as problem:
        raise HandoffError(
            "H022",
            listed(manifest.items) if manifest.items else "the package",
            f"it is not what was written and cannot be read ({problem})",
            REWRITE,
        ) from problem
    return tuple(sorted(found, key=lambda r: r.id))
