"""The tree of an earlier commit, beside this one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def tree_of(commit: str, place: Path) -> Iterator[Path]:
    """A folder with the files of a commit, which is gone afterwards.

    Parameters
    ----------
    place: the folder; what an ended process left there is cleared first.
    """
    remove = ("git", "worktree", "remove", "--force", str(place))
    subprocess.run(remove, cwd=ROOT, check=False, stderr=subprocess.DEVNULL)
    add = ("git", "worktree", "add", "--quiet", "--detach", str(place), commit)
    subprocess.run(add, cwd=ROOT, check=True)
    try:
        yield place
    finally:
        subprocess.run(remove, cwd=ROOT, check=True)
