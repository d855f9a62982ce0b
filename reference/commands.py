"""docs/reference/commands.md: every command with its arguments and options."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from ncrn_dsd.cli.main import cli
from ncrn_dsd.cli.overview import commands_of
from reference.markdown import code, page, table

_INTRO = """Every command with its arguments and options, as `ncrn-dsd COMMAND --help` tells them.
Every command but `ncrn-dsd --version` takes `-h` or `--help`; `--traceback`, before the command,
shows where an error arose, and `--schemes FOLDER` (or the environment variable `NCRN_DSD_SCHEMES`)
says where your own translation schemes are; otherwise that is `./translators`. A DESIGN is a folder
with a design.toml, that file, or the name of a design that comes with the package, such as
`linear_regression` or `learners/xor`."""

_WORDS = {"TEXT": "text", "PATH": "path", "FLOAT": "number", "INTEGER": "integer"}


def commands_page() -> str:
    """The text of the page."""
    return page("Commands", _INTRO, [_exit_codes(), *(_section(c) for c in _leaves(cli, cli.name))])


def _exit_codes() -> str:
    rows = (
        ("0", "done and good"),
        ("1", "done and not good: refuted, a training failed, an expectation not met"),
        ("2", "could not run: wrong input, wrong usage, something missing"),
        ("3", "not decided: a limit of time or size"),
        ("130", "interrupted by Ctrl-C; finished stages are kept"),
    )
    return table(("exit code", "meaning"), rows)


def _leaves(group: click.Group, _: str | None, path: str = "ncrn-dsd") -> Iterator[click.Context]:
    for name, command in sorted(commands_of(group).items()):
        here = f"{path} {name}"
        if isinstance(command, click.Group):
            yield from _leaves(command, command.name, here)
        else:
            yield click.Context(command, info_name=here)


def _section(context: click.Context) -> str:
    command = context.command
    usage = " ".join(command.collect_usage_pieces(context))
    shown = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    rows = [_row(option, context) for option in shown]
    parts = [
        f"## `{context.info_name}`",
        f"`{context.info_name} {usage}`",
        inspect.cleandoc(command.help or ""),
    ]
    if rows:
        parts.append(table(("option", "value", "default", "meaning"), rows))
    return "\n\n".join(parts)


def _row(option: click.Option, context: click.Context) -> tuple[str, str, str, str]:
    names = ", ".join(map(code, (*option.opts, *option.secondary_opts)))
    value = "" if option.is_flag else _value(option, context)
    meaning, _, said = (option.help or "").partition("[default:")
    return names, value, said.strip(" ]") or _default(option), meaning.strip()


def _value(option: click.Option, context: click.Context) -> str:
    kind = option.type
    if isinstance(kind, click.IntRange | click.FloatRange):
        word = "integer" if isinstance(kind, click.IntRange) else "number"
        return f"{word} {_range(kind)}"
    shown = option.make_metavar(context)
    if isinstance(kind, click.Choice):
        return " or ".join(code(str(choice)) for choice in kind.choices)
    return _WORDS.get(shown, shown)


def _range(type_: click.IntRange | click.FloatRange) -> str:
    low = "" if type_.min is None else f"{'above' if type_.min_open else 'from'} {type_.min:g}"
    high = "" if type_.max is None else f"to {type_.max}"
    return " ".join(filter(None, (low, high)))


def _default(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if option.required:
        return "needed"
    default = option.to_info_dict()["default"]
    if default is None or default == () or option.multiple:
        return ""
    return str(default)
