"""The command `ncrn-dsd`: arguments in, exit code out; the work is done elsewhere."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn, TextIO

import click

import ncrn_dsd
from ncrn_dsd.cli.interrupt import CtrlC
from ncrn_dsd.cli.overview import EPILOG, PipelineGroup
from ncrn_dsd.errors import (
    ArtefactError,
    ExitCode,
    FormatError,
    InternalError,
    NcrnError,
    printable,
    reason_of,
)
from ncrn_dsd.translation.scheme_folders import FOLDER_VARIABLE, OWN_FOLDER

INTERRUPTED = 130
"""What shells expect of a process that Ctrl-C ended."""

_OF_OUTPUT = frozenset(
    {errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EINVAL, errno.EIO, errno.ENOSPC, errno.EPIPE}
)
"""Reasons why a device, a pipe or a full disk does not take output."""

BROKEN_PIPE = 141
"""What shells expect of a process whose reader went away."""


@click.group(
    cls=PipelineGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(ncrn_dsd.__version__, prog_name="ncrn-dsd")
@click.option("--traceback", "show_traceback", is_flag=True, help="Show where an error arose.")
@click.option(
    "--schemes",
    "schemes_folder",
    metavar="FOLDER",
    envvar=FOLDER_VARIABLE,
    show_envvar=True,
    help=f"Look for translation schemes here first.  [default: {OWN_FOLDER}]",
)
@click.pass_context
def cli(context: click.Context, show_traceback: bool, schemes_folder: str | None) -> None:
    """Design DNA strand-displacement systems that learn.

    Exit codes: 0 done and good, 1 done and not good, 2 could not run, 3 not decided.
    """
    context.obj = show_traceback
    if schemes_folder is not None:
        # Processes that share the work look there too.
        os.environ[FOLDER_VARIABLE] = schemes_folder


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        _exit()
    finally:
        _give_up_messages()


def _exit() -> NoReturn:
    try:
        code = _run()
    except OSError as problem:
        if _is_of_output(problem):
            # The interpreter would try once more to write what could not be written.
            _discard(sys.stdout)
        if isinstance(problem, BrokenPipeError):
            sys.exit(BROKEN_PIPE)
        _show(_refused(problem))
        sys.exit(int(ExitCode.CANNOT_RUN))
    except SystemExit as end:
        if end.code in (0, None):
            # A completion script was asked for, and is written.
            raise
        # Nothing here ends the process; click and rich do when nobody reads their output.
        _discard(sys.stdout)
        sys.exit(BROKEN_PIPE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BaseException as problem:  # noqa: BLE001 - what nobody expected is of any kind
        # The interpreter would end with 1, which says that something was done and is not good.
        _show(_unexpected(problem))
        sys.exit(int(ExitCode.CANNOT_RUN))
    sys.exit(code)


def _run() -> int:
    ctrl_c = CtrlC()
    try:
        _refuse_steering(sys.argv[1:])
        code = cli.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except NcrnError as problem:
        _show(problem)
        return int(problem.exit_code)
    except click.ClickException as problem:
        problem.show()
        return int(ExitCode.CANNOT_RUN)
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except Exception:
        if not ctrl_c.pressed:
            raise
        return _interrupted()
    return code if isinstance(code, int) else int(ExitCode.GOOD)


def _refuse_steering(arguments: Sequence[str]) -> None:
    """Paths and names are shown as they are given, so that they must not steer a terminal.

    Raises
    ------
    FormatError: U110.
    """
    for argument in arguments:
        if printable(argument) != argument:
            raise FormatError(
                "U110",
                argument,
                "a character of this argument cannot be shown",
                "rename the file, or leave the character out",
            )


def _interrupted() -> int:
    click.echo(
        "interrupted: finished stages are kept; the same command goes on from there.", err=True
    )
    return INTERRUPTED


def _show(problem: NcrnError) -> None:
    """One sentence on standard error, and where it arose if that was asked for."""
    # When standard error cannot be written, the exit code has to tell.
    with contextlib.suppress(OSError):
        if "--traceback" in sys.argv:
            traceback.print_exception(problem)
        click.echo(str(problem), err=True)
        for note in getattr(problem, "__notes__", ()):
            click.echo(note, err=True)


def _unexpected(problem: BaseException) -> InternalError:
    """A mistake of the program, or a machine that is too small; where it arose is its cause."""
    if isinstance(problem, MemoryError):
        refusal = InternalError(
            "A121",
            "this machine",
            "its memory is not enough for this",
            "use a smaller input, or give the process more memory",
        )
    else:
        found = f"{type(problem).__name__}: {problem}".rstrip(": ").replace("\n", " ")
        refusal = InternalError(
            "A120",
            "ncrn-dsd",
            f"an error that nobody expected, and so no result ({found})",
            "this is a mistake of the program: repeat it as `ncrn-dsd --traceback ...` and report "
            "what is printed",
        )
    refusal.__cause__ = problem
    return refusal


def _is_of_output(problem: OSError) -> bool:
    """What was written to standard output went nowhere; errors of files carry their names."""
    return problem.filename is None and problem.errno in _OF_OUTPUT


def _refused(problem: OSError) -> NcrnError:
    reason = reason_of(problem)
    if problem.filename is None and not _is_of_output(problem):
        return _unexpected(problem)
    refusal: NcrnError
    if problem.filename is None:
        refusal = ArtefactError(
            "A010",
            "standard output",
            f"it cannot be written ({reason})",
            "send it somewhere else, or make room there",
        )
    else:
        refusal = ArtefactError(
            "A011",
            str(problem.filename),
            f"the system refused to read or write it ({reason})",
            "change its permissions or choose another path",
        )
    refusal.__cause__ = problem
    return refusal


def _give_up_messages() -> None:
    """Discard messages that cannot be written, for which the interpreter would end with 120."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Send what is still to be written to the stream nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
