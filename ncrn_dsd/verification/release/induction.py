"""Finds a step to signals for every counted intermediate, and who is there to help it."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping

from ncrn_dsd.verification.release.dynamics import Dynamics

_MAX_WEIGHT = 64
_MAX_NODES = 1_000


class Induction:
    """Finds steps and supplies, as far as there are any.

    Parameters
    ----------
    waiting: counted intermediates without a step.
    exact: those that come out as just what they stand for.
    """

    def __init__(self, dynamics: Dynamics) -> None:
        self._dynamics = dynamics
        self.steps: dict[str, int] = {}
        self.exact: set[str] = set()
        self.supplies: dict[str, dict[str, int]] = {}
        self._needed: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._bounds: dict[tuple[str, tuple[tuple[str, int], ...]], dict[str, int] | None] = {}
        self.waiting = dict.fromkeys(dynamics.counted)
        self._changes = {i: dynamics.change(i) for i in dynamics.live}
        self._touching: defaultdict[str, list[int]] = defaultdict(list)
        for i, change in self._changes.items():
            for x, n in change.items():
                if n:
                    self._touching[x].append(i)
        # Steps that change nothing formal first: then what comes out is what went in.
        trivial = [i for i in dynamics.live if dynamics.is_trivial(i)]
        for indices in (trivial, dynamics.live):
            self._alone(indices)
            while self._helped(indices):
                self._alone(indices)

    def _is_free(self, x: str) -> bool:
        return x not in self.waiting

    def _alone(self, indices: Iterable[int]) -> None:
        """Species that need no help, in linear time."""
        reactions = self._dynamics.reactions
        missing: dict[int, int] = {}
        users: defaultdict[str, list[int]] = defaultdict(list)
        ready: deque[int] = deque()
        for i in indices:
            left, right = reactions[i]
            if len(left) == 1 and not self._is_free(left[0]):
                needed = {x for x in right if not self._is_free(x)}
                missing[i] = len(needed)
                for x in needed:
                    users[x].append(i)
                if not needed:
                    ready.append(i)
        while ready:
            i = ready.popleft()
            ((x,), _) = reactions[i]
            if self._is_free(x):
                continue
            self._settle(x, i)
            for user in users[x]:
                missing[user] -= 1
                if not missing[user]:
                    ready.append(user)

    def _settle(self, x: str, index: int) -> None:
        self.steps[x] = index
        del self.waiting[x]
        right = self._dynamics.reactions[index][1]
        if self._dynamics.is_trivial(index) and not self._dynamics.is_held(right, self.exact):
            self.exact.add(x)

    def _helped(self, indices: Iterable[int]) -> bool:
        """One more round of species that need others which are certainly there."""
        found = False
        for i in indices:
            left, right = self._dynamics.reactions[i]
            if len(left) < 2 or not all(map(self._is_free, right)):
                continue
            if self._dynamics.signals.intersection(left):
                continue
            for x in [x for x in dict.fromkeys(left) if not self._is_free(x)]:
                helpers = Counter(left)
                if helpers.pop(x) == 1 and self._supplied(x, helpers):
                    self._settle(x, i)
                    found = True
        return found

    def _supplied(self, x: str, helpers: Counter[str]) -> bool:
        bounds = {}
        for helper, n in helpers.items():
            needed = {**self._needed[helper], x: max(n, self._needed[helper].get(x, 0))}
            key = helper, tuple(sorted(needed.items()))
            if key not in self._bounds:
                self._bounds[key] = self._weights(helper, needed)
            bound = self._bounds[key]
            if bound is None:
                return False
            bounds[helper] = needed, bound
        for helper, (needed, bound) in bounds.items():
            self._needed[helper] = needed
            self.supplies[helper] = bound
        return True

    def _weights(self, helper: str, needed: Mapping[str, int]) -> dict[str, int] | None:
        """The least weights with which no reaction breaks the inequality."""
        weights = dict(needed)
        waiting = deque(dict.fromkeys(i for x in (helper, *needed) for i in self._touching[x]))
        while waiting:
            i = waiting.popleft()
            surplus = self._surplus(i, helper, weights)
            if surplus >= 0:
                continue
            payers = self._payers(i, helper)
            if not payers:
                return None
            if len(payers) > 1:
                return self._shared_weights(helper, needed)
            (payer,) = payers
            weights[payer] = weights.get(payer, 0) + -(surplus // -self._changes[i][payer])
            if weights[payer] > _MAX_WEIGHT:
                return None
            waiting.extend(self._touching[payer])
        return weights

    def _shared_weights(self, helper: str, needed: Mapping[str, int]) -> dict[str, int] | None:
        """The same where one of several reactants can pay: the integer programme of all of them."""
        columns = {x: i for i, x in enumerate(needed)}
        waiting = list(needed)
        rows = dict.fromkeys(self._touching[helper])
        while waiting:
            for i in self._touching[waiting.pop()]:
                rows[i] = None
        # What pays for one reaction has to be paid for in others.
        fresh = deque(rows)
        while fresh:
            for x in self._payers(fresh.popleft(), helper):
                if x not in columns:
                    columns[x] = len(columns)
                    more = [i for i in self._touching[x] if i not in rows]
                    rows.update(dict.fromkeys(more))
                    fresh.extend(more)
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        entries = [
            (n, row, columns[x])
            for row, i in enumerate(rows)
            for x, n in self._changes[i].items()
            if n and x in columns
        ]
        values, at, of = zip(*entries, strict=True)
        matrix = coo_array((values, (at, of)), shape=(len(rows), len(columns)))
        made = [self._changes[i][helper] for i in rows]
        least = [needed.get(x, 0) for x in columns]
        found = milp(
            [1.0] * len(columns),
            integrality=[1] * len(columns),
            bounds=Bounds(least, _MAX_WEIGHT),
            constraints=LinearConstraint(matrix.tocsr(), ub=made),
            options={"node_limit": _MAX_NODES},
        )
        if found.x is None:
            return None
        weights = {x: round(found.x[i]) for x, i in columns.items()}
        return {x: n for x, n in weights.items() if n}

    def _surplus(self, index: int, helper: str, weights: Mapping[str, int]) -> int:
        change = self._changes[index]
        return change[helper] - sum(weights.get(x, 0) * n for x, n in change.items())

    def _payers(self, index: int, helper: str) -> list[str]:
        """Intermediates that a reaction uses up."""
        return [
            x
            for x, n in self._changes[index].items()
            if n < 0 and x != helper and x not in self._dynamics.signals
        ]
