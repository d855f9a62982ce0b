"""The one suite of checks: a package, by its files and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, get_type_hints

from ncrn_dsd.handoff.checks import (
    completeness,
    concentrations,
    identity,
    sequence_quality,
    simulated,
    synthesis,
    volumes,
)
from ncrn_dsd.handoff.checks.check import Check
from ncrn_dsd.handoff.reading.mixes import read_mixes
from ncrn_dsd.handoff.reading.package import read_written
from ncrn_dsd.handoff.reading.tables import damages_told
from ncrn_dsd.handoff.written import Mixes, WrittenPackage
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.package import Checks
from ncrn_dsd.ir.shown import plain

CHECKS_JSON = "checks.json"


def _declared(module: ModuleType) -> Iterator[Check[Any]]:
    return (value for value in vars(module).values() if isinstance(value, Check))


_ALL: tuple[Check[Any], ...] = tuple(
    sorted(
        (
            one
            for module in (
                identity,
                synthesis,
                volumes,
                concentrations,
                sequence_quality,
                completeness,
                simulated,
            )
            for one in _declared(module)
        ),
        key=lambda one: one.id,
    )
)

CHECKS: tuple[Check[WrittenPackage], ...] = _ALL
"""Every check that is declared, by its id."""

OF_MIXES: tuple[Check[Mixes], ...] = tuple(
    one for one in _ALL if next(iter(get_type_hints(one.judge).values())) is Mixes
)
"""Those that say by their type that they need neither a model of sequences nor a simulation."""


def check_files(files: Mapping[str, bytes]) -> tuple[CheckResult, ...]:
    """All checks of the files of a package by their path in it.

    Raises
    ------
    HandoffError: H022, a file is missing or is not what it should be.
    """
    with damages_told(files):
        written = read_written(files)
        return tuple(check(written) for check in CHECKS)


def check_mixes(files: Mapping[str, bytes]) -> tuple[CheckResult, ...]:
    """The checks that need neither a model of sequences nor a simulation, of files just made.

    Raises
    ------
    HandoffError: H022, a file is missing or a table is none.
    """
    mixes = read_mixes(files)
    return tuple(check(mixes) for check in OF_MIXES)


def errors(results: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """Those that block a package."""
    return tuple(r for r in results if not r.ok and r.severity is Severity.ERROR)


def checks_json(results: Sequence[CheckResult], *, forced: bool) -> bytes:
    """The results by id, and whether the package was written in spite of errors."""
    found = Checks.of(results, forced=forced)
    return (json.dumps(plain(found), indent=2) + "\n").encode()
