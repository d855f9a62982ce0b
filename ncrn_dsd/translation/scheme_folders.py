"""Where translation schemes are: in folders of the user, of this package, and of other packages."""

from __future__ import annotations

import os
from pathlib import Path

import ncrn_dsd
from ncrn_dsd.plugins import Door

TRUST_LEVELS = ("literature", "variants", "development")
FOLDER_VARIABLE = "NCRN_DSD_SCHEMES"
"""Environment variable that names a folder of the user's own schemes."""
OWN_FOLDER = Path("translators")
"""Where the user's own schemes are when nothing else is said."""
SCHEME_FILE = "scheme.ts"


def schemes_root() -> Path:
    """The folder of the schemes that come with the package."""
    return Path(ncrn_dsd.__file__).resolve().parent / "schemes"


def own_folder() -> Path:
    """The folder of the user's own schemes: the one that is named, else `translators` here."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else OWN_FOLDER


SCHEMES: Door[Path] = Door("schemes", Path, {})
"""Folders of schemes that other packages bring; those of this package need no table."""


def scheme_names() -> tuple[str, ...]:
    """Of all schemes: the user's own, those of the package, then those of other packages."""
    return tuple(dict.fromkeys((*own_schemes(), *_packaged(), *SCHEMES.names)))


def scheme_folder(name: str) -> Path:
    """The folder of a scheme; one of the user's own comes before others of its name.

    Raises
    ------
    PluginError: two packages bring the scheme, or none does, or its folder cannot be told.
    """
    own, packaged = own_schemes().get(name), _packaged().get(name)
    if own is not None:
        return own
    if packaged is not None:
        SCHEMES.ensure_own(name)
        return packaged
    return SCHEMES.load(name)


def own_schemes() -> dict[str, Path]:
    """Folders of the user's own schemes by name; of two with one name the first is meant."""
    named = _schemes_in(own_folder())
    return named | {n: f for n, f in _schemes_in(OWN_FOLDER).items() if n not in named}


def _packaged() -> dict[str, Path]:
    return _schemes_in(schemes_root())


def _schemes_in(root: Path) -> dict[str, Path]:
    """Schemes of a folder, or of folders of trust levels in it; of two with one name the first."""
    found: dict[str, Path] = {}
    for level in (root, *(root / level for level in TRUST_LEVELS)):
        for folder in sorted(level.glob("*")):
            if (folder / SCHEME_FILE).is_file():
                found.setdefault(folder.name, folder)
    return found
