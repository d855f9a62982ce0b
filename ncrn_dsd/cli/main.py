"""The command `ncrn-dsd`: arguments in, exit code out; the work is done elsewhere."""

from __future__ import annotations

import sys
import traceback

import click

import ncrn_dsd
from ncrn_dsd.cli.enumerate import enumerate_command
from ncrn_dsd.cli.run import run_command
from ncrn_dsd.cli.schemes import schemes_group
from ncrn_dsd.cli.translate import translate_command
from ncrn_dsd.cli.verify import verify_command
from ncrn_dsd.errors import ExitCode, NcrnError

INTERRUPTED = 130
"""What shells expect of a process that Ctrl-C ended."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(ncrn_dsd.__version__, prog_name="ncrn-dsd")
@click.option("--traceback", "show_traceback", is_flag=True, help="Show where an error arose.")
@click.pass_context
def cli(context: click.Context, show_traceback: bool) -> None:
    """Design DNA strand-displacement systems that learn.

    Exit codes: 0 done and good, 1 done and not good, 2 could not run, 3 not decided.
    """
    context.obj = show_traceback


cli.add_command(enumerate_command)
cli.add_command(run_command)
cli.add_command(verify_command)
cli.add_command(schemes_group)
cli.add_command(translate_command)


def main() -> None:
    """Run the command line and exit with its code."""
    wants_traceback = "--traceback" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
    except NcrnError as problem:
        if wants_traceback:
            traceback.print_exc()
        click.echo(str(problem), err=True)
        for note in getattr(problem, "__notes__", ()):
            click.echo(note, err=True)
        sys.exit(int(problem.exit_code))
    except click.ClickException as problem:
        problem.show()
        sys.exit(int(ExitCode.CANNOT_RUN))
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "interrupted: finished stages are kept; the same command goes on from there.", err=True
        )
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else int(ExitCode.GOOD))
