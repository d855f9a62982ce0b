"""Results of stages, kept under a key made of everything they depend on.

An artefact is one JSON file, written under a temporary name and renamed, so that an interrupted
run leaves either a whole artefact or none. It begins with a checksum over its name and all that
follows. That guards against accidents only: whoever edits a file can write its checksum too, so
that what an artefact claims to be proved has to be decided again by whoever takes it from here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json

import ncrn_dsd
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.whole_file import clear_leftovers, resolved, write_whole
from ncrn_dsd.ir.result import StageCost

Value = TypeVar("Value")


@cache
def code_fingerprint() -> str:
    """SHA-256 of our sources and of the versions of what computes for us.

    A changed program makes new artefacts.
    """
    root = Path(__file__).parents[1]
    digest = hashlib.sha256(ncrn_dsd.__version__.encode())
    for package in ("crnverifier", "numba", "numpy", "peppercornenumerator", "scipy"):
        digest.update(f"{package} {version(package)}".encode())
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def cpu_seconds() -> float:
    """CPU time of this process and of its finished children [s]."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@dataclass(frozen=True)
class ArtefactStore:
    """Artefacts in one folder.

    Parameters
    ----------
    made: stages whose results were not taken from an earlier run.
    """

    root: Path
    made: list[str] = field(default_factory=list, compare=False)

    def get_or_make(
        self,
        stage: str,
        inputs: Any,
        type_: type[Value],
        make: Callable[[], Value],
        keep: Callable[[Value], bool] = lambda _: True,
        stands: Callable[[Value], bool] = lambda _: True,
    ) -> tuple[Value, StageCost]:
        """The result of `make` for these inputs, made now or taken from an earlier run.

        A damaged artefact is removed and made again, and a line on the standard error says so.

        Parameters
        ----------
        keep: whether a result is worth keeping; one that ran out of time is not.
        stands: whether a result from an earlier run is true; asked of those that claim proofs.
        inputs: every value the result depends on; anything pydantic can write as JSON.

        Raises
        ------
        ArtefactError: the folder cannot be written.
        """
        adapter = TypeAdapter(type_)
        path = self.root / f"{stage}-{self._key(stage, inputs)}.json"
        found = _read(path, adapter)
        if found is not None and stands(found[0]):
            value, cpu_s = found
            return value, StageCost(stage, cpu_s, reused=True)
        if path.is_file():
            with contextlib.suppress(OSError):
                path.unlink()
            sys.stderr.write(f"artefact {path.name} was damaged: made again\n")
        before = cpu_seconds()
        value = make()
        cpu_s = cpu_seconds() - before
        self.made.append(stage)
        if not keep(value):
            return value, StageCost(stage, cpu_s, reused=False)
        content = to_json(value, inf_nan_mode="constants")
        payload = _sealed(path.name, b'"cpu_s": %r, "value": %b}' % (cpu_s, content))
        _clear_once(self.root)
        write_bytes(path, payload)
        return value, StageCost(stage, cpu_s, reused=False)

    @staticmethod
    def _key(stage: str, inputs: Any) -> str:
        text = to_json(inputs)
        return hashlib.sha256(code_fingerprint().encode() + stage.encode() + text).hexdigest()[:32]


def _sealed(name: str, body: bytes) -> bytes:
    """An artefact: its checksum, and what it is of."""
    digest = hashlib.sha256(b"%b\0%b" % (name.encode(), body)).hexdigest()
    return b'{"sha256": "%b", %b' % (digest.encode(), body)


_HOUR_S = 3600.0


@cache
def _clear_once(folder: Path) -> None:
    clear_leftovers(folder, older_s=_HOUR_S)


_BODY = len(_sealed("", b""))
"""Where the part begins that the checksum is of."""


def _read(path: Path, adapter: TypeAdapter[Value]) -> tuple[Value, float] | None:
    """The artefact, or None when there is none or it is damaged."""
    if not path.is_file():
        return None
    try:
        content = path.read_bytes()
        if content != _sealed(path.name, content[_BODY:]):
            return None
        raw = json.loads(content)
        return adapter.validate_json(json.dumps(raw["value"])), float(raw["cpu_s"])
    # A value of another shape than its type may break anywhere.
    except (OSError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    ArtefactError: the folder cannot be made or the file cannot be written.
    """
    if not path.name or path.is_dir():
        raise ArtefactError(
            "A008", str(path), "this is a folder and not a file to write", "name a file"
        )
    try:
        # A link to a folder that is still to be made leads there.
        real = resolved(path)
        real.parent.mkdir(parents=True, exist_ok=True)
        write_whole(real, content)
    except OSError as problem:
        raise ArtefactError(
            "A001",
            str(path.parent),
            f"the file {path.name} cannot be written ({problem.strerror})",
            "choose another folder with --out, or mend its rights",
        ) from None
