"""`ncrn-dsd explain`: what an error code, an obligation, a check or a key of a design means."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Annotated

import click

from ncrn_dsd.explanations.catalogue import (
    CODE,
    Explanation,
    explanation_of,
    explanations,
    modules_with,
    nearest_codes,
    obligations,
)
from ncrn_dsd.formats.result_json import result_json, results_json
from ncrn_dsd.ir.bench import Severity
from ncrn_dsd.ir.headings import LIMIT, VALUE
from ncrn_dsd.ir.shown import Inline
from ncrn_dsd.model.describe import KeyFacts


@dataclass(frozen=True, slots=True)
class ExplainedCode:
    """A code, and the modules that name it."""

    explanation: Annotated[Explanation, Inline()]
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedCheck:
    """A check of laboratory packages."""

    id: str
    holds: str
    severities: tuple[Severity, ...]
    limit: str


@dataclass(frozen=True, slots=True)
class ExplainedKey:
    """A key of files, and the tables that have it."""

    name: str
    facts: Annotated[KeyFacts, Inline()]
    places: tuple[str, ...]


_WIDTH = 88
_ALL = "all"
_CHECK = re.compile(r"[A-F][1-9]")


def _codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    return [e.code for e in explanations() if e.code.startswith(incomplete.upper())]


@click.command("explain")
@click.argument("code", nargs=-1, shell_complete=_codes)
@click.option(
    "--list",
    "listed",
    is_flag=False,
    flag_value=_ALL,
    metavar="[LETTER]",
    help="List all codes, or those of a letter, with their titles.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain_command(code: tuple[str, ...], listed: str | None, as_json: bool) -> None:
    """Explain CODE, the letter and three digits that an error message begins with.

    Says what it means, what usually causes it, how to fix it, and where it arises. CODE may
    also be an obligation in the words of `ncrn-dsd verify`, such as: modules compose. Or it is
    a key of a design with its tables, such as learner.rates.gate, or a laboratory's setting, or
    a check of a laboratory package, such as C4.
    """
    if bool(code) == (listed is not None):
        raise click.UsageError("give a code such as D001, or --list")
    if listed is None:
        _explain(" ".join(code), as_json)
    else:
        _list(listed, as_json)


def _explain(code: str, as_json: bool) -> None:
    found = explanation_of(code)
    if found is None and (_explain_check(code, as_json) or _explain_keys(code, as_json)):
        return
    if found is None:
        near = (*nearest_codes(code), *_nearest_keys(code))
        hint = f"near it are {', '.join(near)}; " if near else ""
        raise click.BadParameter(
            f"there is no code '{code}'; {hint}`ncrn-dsd explain --list` shows all",
            param_hint="CODE",
        )
    if as_json:
        click.echo(result_json(ExplainedCode(found, modules_with(found.code))), nl=False)
        return
    click.echo(f"{found.code}: {found.title}")
    for head, text in _parts(found):
        click.echo(f"\n{head}")
        click.echo(textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  "))


def _explain_check(id_: str, as_json: bool) -> bool:
    """Tell about a check of laboratory packages; False when there is none."""
    if not _CHECK.fullmatch(id_.upper()):
        return False
    from ncrn_dsd.handoff.checks.run import CHECKS

    for check in CHECKS:
        if check.id == id_.upper():
            if as_json:
                said = ExplainedCheck(check.id, check.holds, check.severities, check.limit)
                click.echo(result_json(said), nl=False)
                return True
            click.echo(f"{check.id}: a check of a laboratory package")
            for head, text in (
                ("What must hold", f"{check.holds[0].upper()}{check.holds[1:]}.".replace("`", "")),
                ("When it does not", ", ".join(severity.value for severity in check.severities)),
                (LIMIT.heading, check.limit or "none"),
                ("How to ask it", "ncrn-dsd handoff PACKAGE --recheck"),
            ):
                click.echo(f"\n{head}")
                click.echo(textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  "))
            return True
    return False


def _explain_keys(name: str, as_json: bool) -> bool:
    """Tell about keys of files with this name; False when there are none."""
    from ncrn_dsd.model.files import find_keys

    keys = find_keys(name)
    if keys and as_json:
        described = [ExplainedKey(k.facts.name, k.facts, tuple(k.places)) for k in keys]
        click.echo(results_json(described), nl=False)
        return True
    for number, found in enumerate(keys):
        facts = found.facts
        click.echo(("\n" if number else "") + f"{facts.name}: {facts.meaning}")
        default = facts.default or "none; it may be left out"
        for head, text in (
            (VALUE.heading, facts.value.replace("`", "")),
            ("Default", default),
            ("In", "; ".join(found.places)),
        ):
            click.echo(f"\n{head}")
            click.echo(textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    return bool(keys)


def _nearest_keys(name: str) -> tuple[str, ...]:
    from ncrn_dsd.model.files import nearest_keys

    return nearest_keys(name)


def _parts(found: Explanation) -> tuple[tuple[str, str], ...]:
    return (
        ("What it means", found.meaning),
        ("Usual cause", found.cause),
        ("How to fix it", found.remedy),
        ("Where it arises", f"{found.stage}. {found.arises}"),
        ("In the sources", ", ".join(modules_with(found.code))),
    )


def _list(letter: str, as_json: bool) -> None:
    chosen = [e for e in explanations() if letter in (_ALL, e.code[0], e.code[0].lower())]
    chosen += obligations() if letter == _ALL else ()
    if not chosen:
        letters = sorted({e.code[0] for e in explanations()})
        raise click.BadParameter(
            f"no code begins with '{letter}'; letters are {', '.join(letters)}",
            param_hint="--list",
        )
    if as_json:
        click.echo(results_json(chosen), nl=False)
        return
    stage = ""
    for one in chosen:
        if one.stage != stage:
            letter = f"{one.code[0]}: " if CODE.fullmatch(one.code) else ""
            click.echo(f"{letter}{one.stage}")
            stage = one.stage
        click.echo(f"  {one.code}  {one.title}")
