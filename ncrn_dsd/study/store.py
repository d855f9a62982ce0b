"""Results of stages, kept under a key made of all that they depend on, code included.

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
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json

from ncrn_dsd.formats.whole_file import clear_leftovers, write_bytes
from ncrn_dsd.ir.result import StageCost

Value = TypeVar("Value")


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
        code: str = "",
    ) -> tuple[Value, StageCost]:
        """The result of `make` for these inputs, made now or taken from an earlier run.

        A damaged artefact is removed and made again, and a line on the standard error says so.

        Parameters
        ----------
        keep: whether a result is worth keeping; one that ran out of time is not.
        stands: whether a result from an earlier run is true; asked of those that claim proofs.
        inputs: every value the result depends on; anything pydantic can write as JSON.
        code: hash of the code that the result depends on.

        Raises
        ------
        ArtefactError: the folder cannot be written.
        """
        return self.get_or_make_at(self.file(stage, inputs, code), stage, type_, make, keep, stands)

    def get_or_make_at(
        self,
        path: Path,
        stage: str,
        type_: type[Value],
        make: Callable[[], Value],
        keep: Callable[[Value], bool] = lambda _: True,
        stands: Callable[[Value], bool] = lambda _: True,
    ) -> tuple[Value, StageCost]:
        """As `get_or_make`, for the `file` of the inputs."""
        found = _read(path, TypeAdapter(type_))
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

    def find_at(self, path: Path, type_: type[Value]) -> Value | None:
        """What an earlier run kept at the `file` of some inputs, or None."""
        known = _read(path, TypeAdapter(type_))
        return None if known is None else known[0]

    def file(self, stage: str, inputs: Any, code: str = "") -> Path:
        """Where the result of a stage is kept."""
        key = hashlib.sha256(f"{code}\0{stage}\0".encode() + to_json(inputs)).hexdigest()[:32]
        return self.root / f"{stage}-{key}.json"


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
