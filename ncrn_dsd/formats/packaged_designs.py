"""Designs that come with the package, by their names."""

from __future__ import annotations

import difflib
from pathlib import Path

import ncrn_dsd
from ncrn_dsd.errors import DesignError

DESIGN_FILE = "design.toml"


def designs_root() -> Path:
    """The folder of the designs that come with the package, or with a copy of the repository."""
    package = Path(ncrn_dsd.__file__).resolve().parent
    inside = package / "designs"
    return inside if inside.is_dir() else package.parent / "designs"


def packaged_design(path: Path) -> Path:
    """The path itself when it exists or goes through folders; else the design of this name.

    Raises
    ------
    DesignError: D001, there is neither.
    """
    if path.exists() or path.is_absolute() or ".." in path.parts or path.suffix:
        return path
    root = designs_root()
    if (root / path / DESIGN_FILE).is_file():
        return root / path
    if len(path.parts) > 1:
        return path
    names = sorted(f.parent.relative_to(root).as_posix() for f in root.rglob(DESIGN_FILE))
    same = [name for name in names if name.endswith(f"/{path}")]
    near = same or difflib.get_close_matches(str(path), names, n=1)
    raise DesignError(
        "D001",
        str(path),
        "there is no such file",
        "give a design folder, a design.toml or the name of a design that comes with ncrn-dsd"
        + (f"; did you mean {near[0]}" if near else ""),
    )
