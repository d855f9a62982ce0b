"""The help of `ncrn-dsd`: its commands in the order of the pipeline."""

from __future__ import annotations

import click

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("From a design to results", ("learn", "run", "simulate", "handoff")),
    ("One stage", ("translate", "enumerate", "verify")),
    ("Measure and look up", ("analyse", "compare", "index", "schemes")),
    ("Help", ("doctor", "explain", "completion")),
)
"""Headings and the commands below them."""

EPILOG = """\b
Begin with:
  ncrn-dsd doctor                              is everything there?
  ncrn-dsd learn designs/linear_regression     train the formal network
  ncrn-dsd run designs/linear_regression       the whole path to DNA

docs/tutorial.md goes through all of it; `ncrn-dsd COMMAND --help` describes each command."""


class PipelineGroup(click.Group):
    """A group that lists its commands under headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections; a command that is in none of them comes last."""
        placed = {name for _, names in SECTIONS for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in placed)
        shown = (*SECTIONS, ("Others", others))
        longest = max(map(len, self.list_commands(ctx)), default=0)
        width = formatter.width - 6 - longest
        for heading, names in shown:
            rows = [
                (f"{name:<{longest}}", command.get_short_help_str(width))
                for name in names
                if (command := self.get_command(ctx, name)) is not None and not command.hidden
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)
