"""A learner: a polynomial learner with all inputs and all products of two of them."""

from itertools import combinations
from typing import Literal

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed, key
from ncrn_dsd.model.learner import Learner, PolynomialKeys, PolynomialLearner
from ncrn_dsd.networks import polynomial
from ncrn_dsd.networks.tasks import task_of


class QuadraticLearner(PolynomialKeys):
    """A learner in two phases with every product of two inputs as a feature."""

    kind: Literal["quadratic"] = key("which learner")
    squares: bool = key("the square of every input is a feature too", True)


def build(design: Design) -> LearningProgram:
    """The formal network of a design, with its schedule and encodings."""
    learner = design.learner
    assert isinstance(learner, QuadraticLearner)
    inputs = range(1, task_of(design.task, design.path).dimension + 1)
    products = [*combinations(inputs, 2), *((i, i) for i in inputs if learner.squares)]
    features = (*((i,) for i in inputs), *sorted(products))
    shared = {name: getattr(learner, name) for name in PolynomialKeys.model_fields}
    plain = PolynomialLearner(**shared | {"kind": "polynomial", "features": features})
    return polynomial.build(changed(design, learner=plain))


LEARNER = Learner(QuadraticLearner, build, example="learners/centred_regression")
