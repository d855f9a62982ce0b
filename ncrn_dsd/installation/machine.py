"""Other programs, folders that have to be writable, and the size of the machine."""

from __future__ import annotations

import os
import shutil
import sysconfig
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import ncrn_dsd
from ncrn_dsd.installation.finding import InstallationFinding, InstallationPart, State
from ncrn_dsd.units import BYTES_PER_GB

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_LEAST_MEMORY_GB = 2.0

_PROGRAMS = (
    (
        "Chromium",
        _BROWSERS,
        "tests of the pages in a real browser",
        "install Chromium with the package manager of your system",
    ),
    ("make", ("make",), "the targets of the Makefile", "install GNU make"),
    (
        "nuskell",
        ("nuskell",),
        "comparison with the original compiler",
        "pip install 'ncrn_dsd[nuskell]'",
    ),
    (
        "RNAfold",
        ("RNAfold",),
        "ViennaRNA by hand; the extra thermo brings its Python interface",
        "install ViennaRNA",
    ),
    (
        "dask",
        ("dask",),
        "starting a scheduler and workers on this machine",
        "pip install 'ncrn_dsd[dask]'",
    ),
)

_INTERPRETERS = (
    ("NCRN_DSD_OPENTRONS_PYTHON", "tests of robot protocols in the Opentrons simulator"),
    ("NCRN_DSD_SBOL3_PYTHON", "tests of the SBOL file by its own library"),
)

Which = Callable[[str], str | None]


def where_is(program: str) -> str | None:
    """Path of a program, on PATH or beside this Python."""
    return shutil.which(program) or shutil.which(program, path=sysconfig.get_path("scripts"))


def tool_findings(
    which: Which = where_is, environment: Mapping[str, str] = os.environ
) -> tuple[InstallationFinding, ...]:
    """Programs that are used where they are there; none of them is needed."""
    found = []
    for name, programs, gives, remedy in _PROGRAMS:
        path = next(filter(None, map(which, programs)), None)
        found.append(_tool(name, path, gives, remedy))
    for variable, gives in _INTERPRETERS:
        path = environment.get(variable)
        usable = path if path and Path(path).is_file() else None
        remedy = f"set {variable} to the Python of such an environment"
        found.append(_tool(variable, usable, gives, remedy))
    return tuple(found)


def _tool(name: str, path: str | None, gives: str, remedy: str) -> InstallationFinding:
    if path is None:
        return InstallationFinding(
            InstallationPart.TOOL, name, State.ABSENT, "not found", gives, remedy
        )
    return InstallationFinding(InstallationPart.TOOL, name, State.GOOD, path, gives)


def machine_findings(
    build: Path, caches: tuple[Path, ...] | None = None
) -> tuple[InstallationFinding, ...]:
    """Size of the machine, and whether results and compiled code can be kept.

    Parameters
    ----------
    build: folder for results; its nearest existing parent counts when it is not there yet.
    caches: folders for compiled code, of which one is enough; by default those that numba tries.
    """
    return (_cpus(), _memory(), _compiled_code(caches or _numba_folders()), _results(build))


def _cpus() -> InstallationFinding:
    count = os.cpu_count() or 1
    return InstallationFinding(
        InstallationPart.MACHINE, "CPUs", State.GOOD, str(count), "work in parallel (--jobs)"
    )


def _memory() -> InstallationFinding:
    gives = "whole learners, which take about 1 GB per process"
    try:
        bytes_ = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return InstallationFinding(
            InstallationPart.MACHINE, "memory", State.ABSENT, "not known on this system", gives
        )
    found = f"{bytes_ / BYTES_PER_GB:.1f} GB"
    if bytes_ < _LEAST_MEMORY_GB * BYTES_PER_GB:
        return InstallationFinding(
            InstallationPart.MACHINE,
            "memory",
            State.ABSENT,
            found,
            gives,
            "give --jobs 1 and small designs",
        )
    return InstallationFinding(InstallationPart.MACHINE, "memory", State.GOOD, found, gives)


def _compiled_code(folders: tuple[Path, ...]) -> InstallationFinding:
    gives = "keeping compiled code, so that only the first command compiles"
    usable = next(filter(is_writable, folders), None)
    if usable is not None:
        return InstallationFinding(
            InstallationPart.MACHINE, "compiled code", State.GOOD, str(usable), gives
        )
    return InstallationFinding(
        InstallationPart.MACHINE,
        "compiled code",
        State.ABSENT,
        f"{folders[0]} cannot be written",
        gives,
        "set NUMBA_CACHE_DIR to a folder that you can write",
    )


def _numba_folders() -> tuple[Path, ...]:
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given:
        return (Path(given),)
    beside = Path(ncrn_dsd.__file__).parent / "simulation" / "engine" / "__pycache__"
    own = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (beside, Path(own) / "numba")


def _results(build: Path) -> InstallationFinding:
    gives = "results of all commands without --out"
    if is_writable(build):
        return InstallationFinding(
            InstallationPart.MACHINE, "results", State.GOOD, str(build), gives
        )
    return InstallationFinding(
        InstallationPart.MACHINE,
        "results",
        State.BAD,
        f"{build} cannot be written",
        gives,
        "work in a folder that you can write, or give --out",
    )


def is_writable(folder: Path) -> bool:
    """Whether a file can be put there, tried; a folder that is not there yet counts as its parent.

    Nothing is left behind.
    """
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.NamedTemporaryFile(dir=place):
            return True
    except OSError:
        return False
