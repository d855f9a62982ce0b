"""The library of the language: what a native function is, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ncrn_dsd.translation.budget import Budget
from ncrn_dsd.translation.values import Value
from ncrn_dsd.translation.workspace import Workspace

if TYPE_CHECKING:
    from ncrn_dsd.translation.syntax import Node


@dataclass(frozen=True, slots=True)
class Context:
    """What a native function may use of the run.

    Parameters
    ----------
    report: takes the text of every `print`.
    """

    workspace: Workspace
    budget: Budget
    report: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Application:
    """A request of a native function: apply `function` to `arguments` and send the result."""

    function: Value
    arguments: tuple[Value, ...]


Requests = Generator["Application | tuple[Node, Scope]", Value, Value]
"""A suspended evaluation: it yields what it needs evaluated and returns its value."""


class Scope:
    """Names bound inside a function: parameters, and one scope per where-block.

    Parameters
    ----------
    parent: the scope around a where-block; None for parameters.
    caller: for parameters, where the function was called.
    """

    __slots__ = ("caller", "names", "parent")

    def __init__(
        self, names: dict[str, Value], parent: Scope | None, caller: Scope | None = None
    ) -> None:
        self.names = names
        self.parent = parent
        self.caller = caller


@dataclass(frozen=True, slots=True, eq=False)
class Native:
    """A library function.

    Parameters
    ----------
    run: its meaning; None when it calls functions of the scheme.
    start: for functions that do: begins an evaluation that requests the calls it needs.
    """

    name: str
    parameters: tuple[str, ...]
    run: Callable[[Context, tuple[Value, ...]], Value] | None = None
    start: Callable[[Context, tuple[Value, ...]], Requests] | None = None


def library() -> Mapping[str, Value]:
    """All names a scheme finds without defining them."""
    from ncrn_dsd.translation.natives_complexes import COMPLEX_FUNCTIONS
    from ncrn_dsd.translation.natives_lists import LIST_FUNCTIONS
    from ncrn_dsd.translation.natives_reactions import REACTION_FUNCTIONS

    functions = (*COMPLEX_FUNCTIONS, *LIST_FUNCTIONS, *REACTION_FUNCTIONS)
    table: dict[str, Value] = {function.name: function for function in functions}
    return MappingProxyType({**table, "empty": ()})
