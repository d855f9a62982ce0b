"""What the shell completes: names of schemes, and scripts for bash, zsh and fish."""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem, get_completion_class

from ncrn_dsd.translation.scheme_folders import scheme_names as all_schemes

PROGRAM = "ncrn-dsd"
_VARIABLE = "_NCRN_DSD_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")


def scheme_names(
    _: click.Context, __: click.Parameter, incomplete: str
) -> list[CompletionItem | str]:
    """Schemes whose name goes on like this; a path to a scheme is completed as a path."""
    if os.sep in incomplete:
        return [CompletionItem(incomplete, type="file")]
    return [name for name in all_schemes() if name.startswith(incomplete)]


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.option("--json", "as_json", is_flag=True, help="Print the script inside JSON.")
@click.pass_context
def completion_command(context: click.Context, shell: str, as_json: bool) -> None:
    """Print the script that lets SHELL complete commands, options, schemes and files.

    For bash, the line `eval "$(ncrn-dsd completion bash)"` belongs into ~/.bashrc.
    """
    # Every command that completes names of schemes would load the types of all results.
    from ncrn_dsd.formats.result_json import result_json
    from ncrn_dsd.ir.answers import CompletionScript

    made = get_completion_class(shell)
    if made is None:  # pragma: no cover
        raise AssertionError(shell)
    script = made(context.find_root().command, {}, PROGRAM, _VARIABLE).source()
    answer = CompletionScript(shell, script)
    click.echo(result_json(answer) if as_json else script, nl=not as_json)
