"""Runs stages: takes their results from the store or makes them, watches, and counts costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from ncrn_dsd.ir.result import StageCost
from ncrn_dsd.plugins import NamesParts
from ncrn_dsd.study.code import installed_code
from ncrn_dsd.study.stage import SILENT, Inputs, Stage, Value, Watcher, Work
from ncrn_dsd.study.store import ArtefactStore


@dataclass
class Graph:
    """Stages with a store and a watcher.

    Parameters
    ----------
    costs: of all stages that were asked for, in their order.
    """

    store: ArtefactStore
    watcher: Watcher = SILENT
    costs: list[StageCost] = field(default_factory=list)

    @classmethod
    def in_folder(cls, root: Path, watcher: Watcher = SILENT) -> Graph:
        """A graph whose results are kept in a folder."""
        return cls(ArtefactStore(root), watcher)

    def run(self, stage: Stage[Inputs, Value], *args: Inputs.args, **named: Inputs.kwargs) -> Value:
        """The result of a stage for these inputs.

        Raises
        ------
        NcrnError: the stage refuses its inputs, or its result must not be built upon.
        """
        watcher = self.watcher if stage.is_watched else SILENT
        work = Work(watcher.stage(stage.name), self)
        stands = stage.stands
        value, cost = self.store.get_or_make(
            stage.name,
            stage.inputs(*args, **named),
            _result_type(stage),
            lambda: stage.function(work, *args, **named),
            stage.keep,
            lambda found: stands is None or stands(work, found, *args, **named),
            code=_code(stage, *args, **named),
        )
        self.costs.append(cost)
        work.report(1, 1)
        stage.ensure(value)
        return value

    def run_many(
        self,
        stage: Stage[..., Value],
        inputs: Sequence[tuple[Any, ...]],
        make: Callable[[Sequence[tuple[Any, ...]], Callable[[int, Value], None]], None],
    ) -> tuple[Value, ...]:
        """The results of a stage for many inputs; those that are not kept are made together.

        Each is kept as soon as it is made, so that an interruption loses those on their way only.

        Parameters
        ----------
        make: tells for each of the inputs, by its place and in any order, what the stage gives
            for it alone.
        """
        # A key is a hash of all that is read, which may take long.
        files = [self._file(stage, *each) for each in inputs]
        known = [self.store.find_at(file, _result_type(stage)) for file in files]
        found = {place: value for place, value in enumerate(known) if value is not None}
        missing = [place for place in range(len(inputs)) if place not in found]

        def keep(number: int, value: Value) -> None:
            place = missing[number]
            found[place] = self._keep_at(files[place], stage, value)

        if missing:
            make([inputs[place] for place in missing], keep)
        return tuple(found[place] for place in range(len(inputs)))

    def find(
        self, stage: Stage[Inputs, Value], *args: Inputs.args, **named: Inputs.kwargs
    ) -> Value | None:
        """What is kept of a stage, or None; it is not asked whether it stands."""
        return self.store.find_at(self._file(stage, *args, **named), _result_type(stage))

    def keep(
        self,
        stage: Stage[Inputs, Value],
        value: Value,
        *args: Inputs.args,
        **named: Inputs.kwargs,
    ) -> Value:
        """Put a result from elsewhere into the store, unless it is there."""
        return self._keep_at(self._file(stage, *args, **named), stage, value)

    def _file(self, stage: Stage[Inputs, Any], *args: Inputs.args, **named: Inputs.kwargs) -> Path:
        code = _code(stage, *args, **named)
        return self.store.file(stage.name, stage.inputs(*args, **named), code)

    def _keep_at(self, file: Path, stage: Stage[..., Value], value: Value) -> Value:
        return self.store.get_or_make_at(file, stage.name, _result_type(stage), lambda: value)[0]


def _result_type(stage: Stage[Inputs, Value]) -> type[Value]:
    """As the function declares it."""
    found: type[Value] = _hints(stage.function)["return"]
    return found


@cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(function)


def _code(stage: Stage[Inputs, Any], *args: Inputs.args, **named: Inputs.kwargs) -> str:
    values = (*args, *named.values())
    parts = (part for value in values if isinstance(value, NamesParts) for part in value.parts)
    return installed_code().digest(stage.module, tuple(dict.fromkeys(parts)))
