"""Python, required packages and optional extras, held against the metadata of the package."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from ncrn_dsd.installation.finding import InstallationFinding, InstallationPart, State

PACKAGE = "ncrn_dsd"
FOR_DEVELOPERS = "dev"

GIVES = {
    "browser": "tests of the pages in a real browser",
    "dask": "work on a Dask cluster (--cluster)",
    "data": "the data sets iris and digits",
    "nuskell": "comparison with the original compiler (translate --compiler nuskell)",
    "oracles": "other simulators, as oracles in tests and beside ours in benchmarks",
    "readers": "independent readers of the laboratory package, in tests",
    "thermo": "ensemble energies of sequences by ViennaRNA",
}
"""What each optional extra is for."""

Versions = Callable[[str], str | None]
"""The installed version of a distribution; None when it is not installed."""


def installed_version(name: str) -> str | None:
    """Of a distribution in this environment."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the package says that it needs.

    Parameters
    ----------
    python: versions of Python.
    requirements: with the extra that asks for it; empty for what is always needed.
    """

    python: str
    requirements: tuple[tuple[str, Requirement], ...]

    @property
    def extras(self) -> tuple[str, ...]:
        """Those for users, by name."""
        return tuple(sorted({e for e, _ in self.requirements} - {"", FOR_DEVELOPERS}))

    def of(self, extra: str) -> tuple[Requirement, ...]:
        return tuple(r for e, r in self.requirements if e == extra)


def own_metadata() -> Metadata:
    """Of the installed package."""
    found = importlib.metadata.metadata(PACKAGE)
    return metadata_of(found["Requires-Python"] or "", found.get_all("Requires-Dist") or ())


def metadata_of(python: str, lines: Iterable[str]) -> Metadata:
    """From the lines of a package's metadata."""
    requirements = []
    for line in lines:
        requirement = Requirement(line)
        marker = str(requirement.marker or "")
        extra = marker.partition("extra == ")[2].strip("\"' ")
        requirements.append((extra, requirement))
    return Metadata(python, tuple(requirements))


def package_findings(
    metadata: Metadata,
    versions: Versions = installed_version,
    python: str = platform.python_version(),
) -> tuple[InstallationFinding, ...]:
    """Python, every required package, and every optional extra."""
    return (
        _python(metadata, python),
        *(_required(r, versions) for r in metadata.of("")),
        *(_extra(metadata, extra, versions) for extra in metadata.extras),
    )


def _python(metadata: Metadata, python: str) -> InstallationFinding:
    good = SpecifierSet(metadata.python).contains(python, prereleases=True)
    remedy = "" if good else f"make the environment anew with Python {metadata.python}"
    found = f"{python} ({metadata.python})"
    return InstallationFinding(
        InstallationPart.REQUIRED, "Python", _state(good), found, "everything", remedy
    )


def _required(requirement: Requirement, versions: Versions) -> InstallationFinding:
    version = versions(requirement.name)
    good = _fits(requirement, version)
    wanted = str(requirement.specifier)
    return InstallationFinding(
        InstallationPart.REQUIRED,
        requirement.name,
        _state(good),
        f"{version or 'not installed'} ({wanted})",
        "everything",
        "" if good else f"pip install '{requirement.name}{wanted}'",
    )


def _extra(metadata: Metadata, extra: str, versions: Versions) -> InstallationFinding:
    found = {r.name: versions(r.name) for r in metadata.of(extra)}
    lacking = [r.name for r in metadata.of(extra) if not _fits(r, found[r.name])]
    there = ", ".join(f"{name} {version}" for name, version in found.items() if version)
    if not lacking:
        return InstallationFinding(
            InstallationPart.EXTRA, extra, State.GOOD, there, GIVES.get(extra, "")
        )
    old = [f"{name} {found[name]} is too old or too new" for name in lacking if found[name]]
    absent = [f"{name} is not installed" for name in lacking if not found[name]]
    return InstallationFinding(
        InstallationPart.EXTRA,
        extra,
        State.ABSENT,
        ", ".join((*absent, *old)),
        GIVES.get(extra, ""),
        f"pip install '{PACKAGE}[{extra}]'",
    )


def _fits(requirement: Requirement, version: str | None) -> bool:
    return version is not None and requirement.specifier.contains(version, prereleases=True)


def _state(good: bool) -> State:
    return State.GOOD if good else State.BAD
