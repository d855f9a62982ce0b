"""Print all tables, or the one named on the command line."""

from __future__ import annotations

import sys

import click

from ncrn_dsd.cli.interrupt import CtrlC
from ncrn_dsd.errors import NcrnError
from tables.learners import learners_command

INTERRUPTED = 130


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def tables(context: click.Context) -> None:
    """Measure the designs and print what they achieve; without a name, all tables."""
    if context.invoked_subcommand is None:
        context.invoke(learners_command)


tables.add_command(learners_command)


def main() -> int:
    """Run the command line; the exit code."""
    CtrlC()
    try:
        tables.main(prog_name="python -m tables", standalone_mode=False)
    except NcrnError as problem:
        click.echo(str(problem), err=True)
        return int(problem.exit_code)
    except click.ClickException as problem:
        problem.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "interrupted: finished trainings are kept; the same command goes on from there.",
            err=True,
        )
        return INTERRUPTED
    return 0


# Processes that train import this file again.
if __name__ == "__main__":
    sys.exit(main())
