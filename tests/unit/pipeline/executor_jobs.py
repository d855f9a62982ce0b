"""Jobs that the processes of executors can import."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ncrn_dsd.errors import SimulationError


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise SimulationError("M000", f"job {number}", "it is refused", "give another")


def die(number: int) -> int:
    os._exit(number)


def hold(number: int) -> int:
    return len(bytearray(number))


def where_i_am(variable: str) -> tuple[int, str]:
    """The process, and a variable of its environment."""
    return os.getpid(), os.environ[variable]


def stay(file: str) -> None:
    """Write down the process, and never end."""
    Path(file).write_text(str(os.getpid()))
    time.sleep(3600)


def threads(_: int) -> str:
    return os.environ["OPENBLAS_NUM_THREADS"]


def slow_square(folder: Path, number: int) -> int:
    """Also leaves a mark of each time it was done."""
    time.sleep(0.3)
    (folder / f"{number}-{time.monotonic_ns()}").touch()
    return number * number


def impossible(*_: object) -> None:
    """A mistake of the program."""
    raise KeyError("not on any worker")
