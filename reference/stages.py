"""docs/reference/stages.md: the graph of stages, drawn from their functions."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args, get_type_hints

from ncrn_dsd.study import stages
from ncrn_dsd.study.stage import Stage
from reference.markdown import code, page, table

_INTRO = """A stage is a function of plain values in `ncrn_dsd/study/stages/`. It reads the values
that its function names and nothing else. Its result is kept under a key of these values and of the
code that its module reaches; `ncrn_dsd/study/compiled.py`, `learner.py` and `dynamics.py` say which
result goes where."""

_ALIKE = {"int", "float", "str", "bool"}
"""Types that say nothing of where a value comes from."""


def stages_page() -> str:
    """The text of the page."""
    found = tuple(all_stages())
    rows = [
        (
            stage.name,
            code(f"{stage.module.rpartition('.')[2]}.py: {stage.function.__name__}"),
            ", ".join(f"{name} ({code(_name(hint))})" for name, hint in _reads(stage)),
            code(_name(_gives(stage))),
        )
        for stage in found
    ]
    edges = dict.fromkeys(edge for stage in found for edge in _edges(stage))
    drawing = "\n".join(("```mermaid", "flowchart LR", *edges, "```"))
    return page("Stages", _INTRO, [drawing, table(("stage", "function", "reads", "gives"), rows)])


def all_stages() -> Iterator[Stage[Any, Any]]:
    """Every stage, in the order of their files and functions."""
    for entry in pkgutil.iter_modules(stages.__path__):
        module = import_module(f"{stages.__name__}.{entry.name}")
        for value in vars(module).values():
            if isinstance(value, Stage) and value.module == module.__name__:
                yield value


def _reads(stage: Stage[Any, Any]) -> list[tuple[str, Any]]:
    hints = get_type_hints(stage.function)
    _, *names = inspect.signature(stage.function).parameters
    return [(name, hints[name]) for name in names]


def _gives(stage: Stage[Any, Any]) -> Any:
    return get_type_hints(stage.function)["return"]


def _edges(stage: Stage[Any, Any]) -> Iterator[str]:
    """Values in, values out; what is a plain number or word comes with the design."""
    box = f'{stage.function.__name__}["{stage.name}"]'
    for value in dict.fromkeys(_name(hint) for _, hint in _reads(stage)):
        if value.isidentifier() and value not in _ALIKE:
            yield f"    {value}([{value}]) --> {box}"
    given = _name(_gives(stage))
    inner = given if given.isidentifier() else f"{stage.function.__name__}_result"
    yield f"    {box} --> {inner}([{given}])"


def _name(hint: Any) -> str:
    parts = [_name(part) for part in get_args(hint) if part is not Ellipsis]
    name = getattr(hint, "__name__", str(hint))
    return f"{name} of {' and '.join(parts)}" if parts else name
