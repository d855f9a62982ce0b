"""The commands of `ncrn-dsd` in the order of the pipeline, each loaded when it is called."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from ncrn_dsd.cli.arguments import SuggestingGroup


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command before its module is imported, which takes seconds for all of them.

    Parameters
    ----------
    target: module in `ncrn_dsd.cli` and name in it.
    summary: its line in the help.
    """

    name: str
    target: str
    summary: str

    def load(self) -> click.Command:
        module, _, attribute = self.target.partition(":")
        command = getattr(import_module(f"ncrn_dsd.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command


SECTIONS: tuple[tuple[str, tuple[CommandEntry, ...]], ...] = (
    (
        "From a design to results",
        (
            CommandEntry("new", "new:new_command", "Write a design to start from."),
            CommandEntry(
                "learn", "learn:learn_command", "Train a learner and measure what it learned."
            ),
            CommandEntry(
                "run", "run:run_command", "Run every stage of a design, down to sequences."
            ),
            CommandEntry(
                "simulate", "simulate:simulate_command", "Follow concentrations over time."
            ),
            CommandEntry(
                "handoff", "handoff:handoff_command", "Write a package for the laboratory."
            ),
            CommandEntry(
                "calibrate",
                "calibrate:calibrate_command",
                "Fit what single gates do, from a readout.",
            ),
        ),
    ),
    (
        "One stage",
        (
            CommandEntry(
                "translate", "translate:translate_command", "Translate a network into DNA."
            ),
            CommandEntry(
                "enumerate", "enumerate:enumerate_command", "List what the strands can do."
            ),
            CommandEntry(
                "verify", "verify:verify_command", "Prove designs and compare with records."
            ),
        ),
    ),
    (
        "Measure and look up",
        (
            CommandEntry("analyse", "analyse:analyse_group", "Measure one property of a design."),
            CommandEntry(
                "compare", "compare:compare_command", "Hold all schemes against each other."
            ),
            CommandEntry("index", "index:index_command", "List all results on one page."),
            CommandEntry(
                "schemes", "schemes:schemes_group", "Look up and check translation schemes."
            ),
        ),
    ),
    (
        "Help",
        (
            CommandEntry(
                "doctor", "doctor:doctor_command", "Look whether all that is needed is there."
            ),
            CommandEntry(
                "explain", "explain:explain_command", "Explain an error code, a check or a key."
            ),
            CommandEntry(
                "completion", "completions:completion_command", "Let the shell complete words."
            ),
        ),
    ),
)
"""Headings and the commands below them."""

EPILOG = """\b
Begin with:
  ncrn-dsd doctor                      is everything there?
  ncrn-dsd learn linear_regression     train the formal network
  ncrn-dsd run linear_regression       the whole path to DNA

docs/tutorial.md goes through all of it; `ncrn-dsd COMMAND --help` describes each command."""

_ENTRIES = {entry.name: entry for _, entries in SECTIONS for entry in entries}


class PipelineGroup(SuggestingGroup):
    """A group that lists its commands under headings and loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        entry = _ENTRIES.get(cmd_name)
        return None if entry is None else entry.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections."""
        del ctx
        longest = max(map(len, _ENTRIES))
        for heading, entries in SECTIONS:
            with formatter.section(heading):
                formatter.write_dl([(f"{e.name:<{longest}}", e.summary) for e in entries])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands and options that go on like this."""
        found = [
            CompletionItem(entry.name, help=entry.summary)
            for name, entry in sorted(_ENTRIES.items())
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]


def commands_of(group: click.Group) -> dict[str, click.Command]:
    """All commands of a group by name, loaded."""
    context = click.Context(group)
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return {name: command for name, command in found if command is not None}
