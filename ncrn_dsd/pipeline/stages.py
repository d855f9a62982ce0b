"""Stages go through the store, are watched, and their costs are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ncrn_dsd.ir.result import StageCost
from ncrn_dsd.pipeline.artefacts import ArtefactStore

Value = TypeVar("Value")


class Watcher(Protocol):
    """Told which stage runs and how far it has come."""

    def stage(self, name: str) -> Callable[[int, int], None]:
        """Begin a stage; the returned function takes (steps done, steps in total)."""
        ...


@dataclass
class Stages:
    """Runs stages through the store and keeps their costs."""

    store: ArtefactStore
    watcher: Watcher
    costs: list[StageCost]

    def do(
        self,
        name: str,
        inputs: object,
        type_: type[Value],
        make: Callable[[Callable[[int, int], None]], Value],
        keep: Callable[[Value], bool] = lambda _: True,
        stands: Callable[[Value], bool] = lambda _: True,
    ) -> Value:
        report = self.watcher.stage(name)
        value, cost = self.store.get_or_make(
            name, inputs, type_, lambda: make(report), keep, stands
        )
        self.costs.append(cost)
        report(1, 1)
        return value
