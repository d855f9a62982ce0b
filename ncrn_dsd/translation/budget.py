"""How much work a scheme may do: it ends with an error, never with a hang or a crash."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.translation.values import Fault

MAX_LIST = 1_000_000
MAX_TEXT = 10_000
MAX_INTEGER = 10**18


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one run.

    Parameters
    ----------
    steps: evaluated expressions, visited list elements and domains, all together.
    depth: calls inside each other.
    """

    steps: int
    depth: int

    @classmethod
    def for_reactions(cls, count: int) -> Limits:
        """Limits that leave room for work that is linear (and mildly worse) in the network."""
        return cls(steps=1_000_000 + 10_000 * count, depth=10_000 + 10 * count)


class Budget:
    """Counts the steps of one run."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._left = limits.steps

    @property
    def spent(self) -> int:
        return self.limits.steps - self._left

    def spend(self, steps: int) -> None:
        """Count steps. Raises Fault when none are left."""
        self._left -= steps
        if self._left < 0:
            raise Fault(
                "S060",
                f"the scheme has done {self.limits.steps} steps and has not ended",
                "look for a recursion that does not end or doubles with every call",
            )

    def check_depth(self, depth: int) -> None:
        """Raises Fault when calls are nested too deeply."""
        if depth > self.limits.depth:
            raise Fault(
                "S061",
                f"more than {self.limits.depth} calls inside each other",
                "look for a recursion that does not end, or use map instead of recursion",
            )
