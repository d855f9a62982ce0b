"""docs/reference/api.md: the names of the package, from their docstrings."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cached_property, partial
from types import ModuleType
from typing import Any, get_overloads

import ncrn_dsd
from reference.markdown import code, page, table

_INTRO = """What `import ncrn_dsd as nd` gives. The words are those of the command line. Every
example runs in the tests, and [examples/api.ipynb](../examples/api.ipynb) is a notebook of them.
Values are frozen: they compare and hash by what they hold, tell themselves in one line, and show
themselves in Jupyter. What they are made of stands in `content`, as the types of `ncrn_dsd.ir`.
Errors are `NcrnError`s with a place, a reason and a fix, and `ncrn-dsd explain CODE` explains them.
Nothing is printed. Concentrations and times are given with units, as in `"10 nM"` and `"2 h"`, or
as numbers in nM and s."""

_ORDER = (
    *("Crn", "translate", "System", "share_toeholds", "SharedToeholds"),
    *("enumerate", "Network", "EnumerationOptions"),
    *("verify", "Proof", "Verdict", "realise", "Point", "simulate", "Trajectory", "Kinetics"),
    *("Study", "Training", "NcrnError", "errors"),
)
_HEADING = re.compile(r"^(\w+)\n-+\n", re.MULTILINE)
_ENTRY = re.compile(r"^(\S[^:\n]*): ", re.MULTILINE)


def api_page() -> str:
    """The text of the page.

    Raises
    ------
    ValueError: the page leaves out a name, or has one that is not public.
    """
    if sorted(_ORDER) != sorted(ncrn_dsd.__all__):
        raise ValueError("say in reference/api.py where each public name stands on the page")
    return page("Python API", _INTRO, [_section(name) for name in _ORDER])


def _section(name: str) -> str:
    value = getattr(ncrn_dsd, name)
    parts = [f"## `{name}`"]
    if not (inspect.isclass(value) and issubclass(value, Enum)):
        parts += [f"```text\n{_calls(name, value)}\n```"] if callable(value) else []
    parts += _text(value)
    if inspect.isclass(value):
        parts += _members(value)
    if inspect.ismodule(value):
        parts.append(table(("error", "when"), _errors(value)))
    return "\n\n".join(parts)


def _calls(name: str, value: Any) -> str:
    """How it is called, in every way there is."""
    return "\n".join(_call(f"nd.{name}", way) for way in get_overloads(value) or [value])


def _call(name: str, value: Callable[..., Any]) -> str:
    shown = inspect.signature(value)
    given = [p.replace(annotation=inspect.Parameter.empty) for p in shown.parameters.values()]
    plain = shown.replace(parameters=given, return_annotation=inspect.Signature.empty)
    return f"{name}{plain}"


def _text(value: Any) -> list[str]:
    """A docstring as Markdown: what it says, its parameters, its errors and its examples."""
    first, *rest = _HEADING.split(inspect.getdoc(value) or "")
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    parts = [first.strip()]
    named = {"Parameters": "parameter", "Attributes": "attribute", "Raises": "error"}
    for heading, what in named.items():
        if heading in sections:
            entries = [(code(n), text) for n, text in _entries(sections[heading])]
            parts.append(table((what, "meaning" if what != "error" else "when"), entries))
    if "Examples" in sections:
        parts.append(f"```text\n{sections['Examples'].strip()}\n```")
    return parts


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Names, and what is said of each."""
    _, *found = _ENTRY.split(text)
    for name, meaning in zip(found[::2], found[1::2], strict=True):
        yield name, " ".join(textwrap.dedent(meaning).split())


def _members(of: type) -> list[str]:
    """What values have: properties as a table, methods one by one; words of an enumeration."""
    if issubclass(of, Enum):
        return [f"One of {', '.join(code(str(one.value)) for one in of)}."]
    public = {n: v for n, v in vars(of).items() if not n.startswith("_") or n == "__getitem__"}
    rows = [
        (code(name), _summary(value))
        for name, value in public.items()
        if isinstance(value, property | cached_property)
    ]
    parts = [table(("property", "meaning"), rows)] if rows else []
    for name, value in public.items():
        if isinstance(value, classmethod):
            parts += _method(of, name, f"nd.{of.__name__}.{name}", getattr(of, name))
        elif inspect.isfunction(value):
            parts += _method(of, name, f"{of.__name__.lower()}.{name}", partial(value, None))
    return parts


def _method(of: type, name: str, called: str, way: Callable[..., Any]) -> list[str]:
    """A method; `way` is without the value itself."""
    text = _text(getattr(of, name))
    return [f"### `{of.__name__}.{name}`", f"```text\n{_call(called, way)}\n```", *text]


def _errors(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Every kind of error with what it means."""
    for name, value in vars(module).items():
        if inspect.isclass(value) and issubclass(value, ncrn_dsd.NcrnError):
            yield code(name), _summary(value)


def _summary(value: Any) -> str:
    return _HEADING.split(inspect.getdoc(value) or "")[0]
