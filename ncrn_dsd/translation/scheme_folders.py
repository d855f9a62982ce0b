"""Where translation schemes are: the folder of the user's own, and that of the package."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import ncrn_dsd

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


def scheme_folders() -> dict[str, Path]:
    """Folders of all schemes by name: the user's own first, then those of the package.

    Folders hold schemes, or trust levels that hold schemes. Of schemes with one name the first is
    meant.
    """
    found: dict[str, Path] = {}
    for root in dict.fromkeys((own_folder(), OWN_FOLDER, schemes_root())):
        for folder in _schemes_in(root):
            found.setdefault(folder.name, folder)
    return found


def _schemes_in(root: Path) -> Iterator[Path]:
    for level in (root, *(root / level for level in TRUST_LEVELS)):
        yield from (f for f in sorted(level.glob("*")) if (f / SCHEME_FILE).is_file())
