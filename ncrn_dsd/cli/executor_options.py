"""Options that say who does parallel work, the same for every command."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from ncrn_dsd.cli.number_types import Whole
from ncrn_dsd.pipeline.executors.dask_adapter import DaskCluster
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.units import BYTES_PER_GB

Command = TypeVar("Command", bound=Callable[..., Any])

_JOBS = 2
_BYTES = {"MB": 10**6, "GB": BYTES_PER_GB, "MiB": 2**20, "GiB": 2**30}


def _size(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Bytes."""
    if value is None:
        return None
    parts = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(MB|GB|MiB|GiB)", value)
    if parts is None or float(parts[1]) == 0:
        raise click.BadParameter(
            f"{value!r} is no size: give a number with MB, GB, MiB or GiB, such as 2GB"
        )
    return int(float(parts[1]) * _BYTES[parts[2]])


def executor_options(command: Command) -> Command:
    """Add --jobs, --memory and --cluster to a command."""
    options = (
        click.option(
            "--jobs",
            type=Whole(min=1, max=256),
            help=f"Processes that work at the same time.  [default: {_JOBS}]",
        ),
        click.option(
            "--memory",
            callback=_size,
            help="Most data that each process may hold, such as 2GB.",
        ),
        click.option("--cluster", help="Let a Dask cluster work, such as tcp://127.0.0.1:8786."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def executor_from(given: dict[str, Any]) -> Executor:
    """What the options of `executor_options` ask for.

    Raises
    ------
    click.UsageError: options that contradict each other.
    """
    jobs, memory, cluster = given["jobs"], given["memory"], given["cluster"]
    if cluster is None:
        return LocalProcesses(jobs or min(_JOBS, os.cpu_count() or 1), memory)
    for name, value in (("--jobs", jobs), ("--memory", memory)):
        if value is not None:
            raise click.UsageError(
                f"{name} is about processes of this machine: with --cluster, give it to the workers"
            )
    return DaskCluster(cluster)
