"""What trained weights amount to as coefficients of the inputs, in the units of the task.

A learner is shown x' = (x - centre) / spread and products of such inputs; what it learned of them
is a polynomial of x. Multiplied out, every coefficient is a sum of weights times factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ncrn_dsd.ir.program import Coefficient
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.model.learner import DescendingLearner
from ncrn_dsd.networks.features import Powers


def coefficients_of(
    spec: DescendingLearner, task: LearningTask, powers: Sequence[Powers]
) -> tuple[Coefficient, ...]:
    """Output by output: the intercept, the features, and what products of shifted inputs add.

    Parameters
    ----------
    powers: which feature each weight of an output multiplies, the constant (0,) among them.
    """
    heads = [f"{name}: " for name in task.output_names] if task.outputs > 1 else [""]
    return tuple(
        found
        for k, head in enumerate(heads)
        for found in row_of(spec, task, powers, k * len(powers), head)
    )


def row_of(
    spec: DescendingLearner,
    task: LearningTask,
    powers: Sequence[Powers],
    first: int = 0,
    head: str = "",
    *,
    known: bool = True,
) -> tuple[Coefficient, ...]:
    """The coefficients of one sum of weighted features.

    Parameters
    ----------
    first: number of its first weight.
    head: stands before every name.
    known: they are coefficients of the prediction itself, so that a task may know them.
    """
    terms: dict[Powers, list[tuple[int, float]]] = {(): []}
    terms |= {p: [] for p in powers if p != (0,)}
    for number, feature in enumerate(powers, start=first):
        for product, factor in _multiplied_out(spec, task, feature).items():
            terms.setdefault(product, []).append((number, factor))
    own = [p for p in terms if p == () or p in powers]
    more = sorted((p for p in terms if p not in own), key=lambda p: (len(p), p))
    return tuple(
        Coefficient(
            f"{head}{product_name(task.input_names, p)}", tuple(terms[p]), p if known else None
        )
        for p in (*own, *more)
    )


def product_name(inputs: Sequence[str], powers: Powers) -> str:
    """A product of inputs by their names, such as "x1^2 x2"; "intercept" where there are none."""
    factors = [(inputs[i - 1], len(list(same))) for i, same in groupby(powers)]
    words = [name if times == 1 else f"{name}^{times}" for name, times in factors]
    # Names of columns may have blanks in them.
    plain = all(name == f"x{i}" for i, name in enumerate(inputs, start=1))
    return (" " if plain else " * ").join(words) or "intercept"


def _multiplied_out(
    spec: DescendingLearner, task: LearningTask, feature: Powers
) -> dict[Powers, float]:
    """A product of presented inputs as a sum of products of the inputs themselves."""
    if feature == (0,):
        return {(): spec.constant_input}
    centres = spec.centres(task.dimension)
    spreads = spec.spreads(task.dimension)
    found: dict[Powers, float] = {(): 1.0}
    for i in feature:
        wider: dict[Powers, float] = {}
        for product, factor in found.items():
            scaled = factor / spreads[i - 1]
            wider[(*product, i)] = wider.get((*product, i), 0.0) + scaled
            if centres[i - 1]:
                wider[product] = wider.get(product, 0.0) - scaled * centres[i - 1]
        found = wider
    return found
