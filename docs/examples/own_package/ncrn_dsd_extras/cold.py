"""A disturbance: the incubator is too cold, so that everything is slower by one factor."""

from dataclasses import replace

import numpy as np

from ncrn_dsd.analyses.robustness import ErrorKind
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.model.keys import key


class Cold(FormalDisturbance):
    """All rate constants are off together."""

    slowest: float = key("every rate constant is divided by one factor, from 1 to this", 1.0)

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return True

    def disturb(self, program: LearningProgram) -> LearningProgram:
        """The learner as it runs in the cold."""
        factor = np.random.default_rng(self.seed).uniform(1.0, self.slowest)
        slower = tuple(replace(r, rate=r.rate / factor) for r in program.crn.reactions)
        return replace(program, crn=replace(program.crn, reactions=slower))


KIND = ErrorKind("cold", "all rate constants are lower by one factor, from 1 to 2", Cold(slowest=2))
