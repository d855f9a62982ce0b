"""What a laboratory package says of itself: checks, files, and what it takes to build it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.headings import DESIGN, SCHEME
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.shown import Shown, Style


@dataclass(frozen=True, slots=True)
class Checks:
    """What was checked: what `checks.json` holds.

    Parameters
    ----------
    forced: the package was written in spite of errors.
    errors, warnings: how many checks do not hold and would block a package, or would not.
    checks: by id.
    """

    forced: bool
    errors: Annotated[int, Shown("Errors", Style.COUNT)]
    warnings: Annotated[int, Shown("Warnings", Style.COUNT)]
    checks: tuple[CheckResult, ...]

    @classmethod
    def of(cls, results: Sequence[CheckResult], *, forced: bool) -> Checks:
        """Results in the order of their ids."""
        bad = [result.severity for result in results if not result.ok]
        ordered = tuple(sorted(results, key=lambda result: result.id))
        return cls(forced, bad.count(Severity.ERROR), bad.count(Severity.WARNING), ordered)


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """One file of a package; `rows` is how many lines it has."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package is, and all of its files: what `MANIFEST.json` holds.

    Parameters
    ----------
    ncrn_dsd: version that wrote it.
    seed: of the sequences.
    differing_when_made_twice: files that were not the same then.
    """

    format_version: int
    ncrn_dsd: str
    design: Annotated[str, DESIGN]
    scheme: Annotated[str, SCHEME]
    sha256_of_design: str
    seed: int
    differing_when_made_twice: tuple[str, ...]
    files: tuple[PackagedFile, ...]


@dataclass(frozen=True, slots=True)
class LabFolder:
    """The files of a package that say what it is."""

    manifest: Annotated[Manifest, Shown("")]
    checks: Annotated[Checks, Shown("")]
    feasibility: Annotated[Feasibility, Shown("")]
