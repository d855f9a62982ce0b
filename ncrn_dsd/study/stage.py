"""What a stage is: a function of plain values, with what its result must fulfil.

A stage is declared where its function is, and asked for through a `Graph`, which keeps its result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from ncrn_dsd.study.graph import Graph

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")
Each = TypeVar("Each")
Report = Callable[[int, int], None]
"""Takes (steps done, steps in total)."""


class Watcher(Protocol):
    """Told which stage runs and how far it has come."""

    def stage(self, name: str) -> Report:
        """Begin a stage."""
        ...


class _Silent:
    def stage(self, name: str) -> Report:
        del name
        return _ignore


def _ignore(done: int, total: int) -> None:
    del done, total


SILENT: Watcher = _Silent()
"""For processes without a terminal."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a stage is given beside its inputs.

    Parameters
    ----------
    report: to be told how far it has come.
    graph: for a stage that asks for others; there is none where it is run alone.
    """

    report: Report
    graph: Graph | None = None

    @property
    def others(self) -> Graph:
        """The graph to ask for other stages."""
        if self.graph is None:
            raise ValueError("a stage that asks for others needs a graph")
        return self.graph


@dataclass(frozen=True, slots=True)
class Stage(Generic[Inputs, Value]):
    """A function whose result is kept.

    Parameters
    ----------
    name: as progress and costs show it.
    function: an input that names parts, as a design does its learner, makes their code count too.
    reads: the inputs as they count for the result; None for as they are. A set has no order of
        its own and must be given one here.
    keep: whether a result is worth keeping; one that ran out of time is not.
    ensure: raises when a result, made or kept, must not be built upon.
    stands: whether a kept result is true; asked of those that claim proofs.
    is_watched: whether progress shows it; one that only asks for others is not.
    """

    name: str
    function: Callable[Concatenate[Work, Inputs], Value]
    reads: Callable[Inputs, object] | None
    keep: Callable[[Value], bool]
    ensure: Callable[[Value], None]
    stands: Callable[Concatenate[Work, Value, Inputs], bool] | None
    is_watched: bool

    @property
    def module(self) -> str:
        """Where the function is; what it imports is the code that the result depends on."""
        return self.function.__module__

    def alone(self, *args: Inputs.args, **named: Inputs.kwargs) -> Value:
        """The result, made now and kept nowhere; for stages that ask for no others."""
        value = self.function(Work(_ignore), *args, **named)
        self.ensure(value)
        return value

    def inputs(self, *args: Inputs.args, **named: Inputs.kwargs) -> object:
        """What the result depends on."""
        if self.reads is not None:
            return self.reads(*args, **named)
        return (args, named) if named else args


def stage(
    name: str,
    *,
    reads: Callable[..., object] | None = None,
    keep: Callable[[Any], bool] = lambda _: True,
    ensure: Callable[[Any], None] = lambda _: None,
    stands: Callable[..., bool] | None = None,
    is_watched: bool = True,
) -> Callable[[Callable[Concatenate[Work, Inputs], Value]], Stage[Inputs, Value]]:
    """Declare a function to be a stage; see `Stage`."""

    def declare(function: Callable[Concatenate[Work, Inputs], Value]) -> Stage[Inputs, Value]:
        return Stage(name, function, reads, keep, ensure, stands, is_watched)

    return declare


def made_alone(
    make: Callable[[Sequence[Each], Callable[[int, Value], None]], None], inputs: Each
) -> Value:
    """What `make`, see `Graph.run_many`, gives for these inputs."""
    found: dict[int, Value] = {}
    make([inputs], found.__setitem__)
    return found[0]
