"""How far the phases of a learner run into each other, counted in firings of its reactions.

The border between the phases is the first read of a sample. Before it a learner should predict
and not yet learn; after it, it should learn and no longer predict. A dosed phase species makes
the border sharp, a clock in the vessel blurs it, and a learner without phases has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, SpeciesRole
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Action, Dilute, Dose, Read, Segment, SegmentKind, Wait

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PhaseOverlap:
    """What falls on the wrong side of the first read of a sample.

    All are shares of firings in the whole sample, of both rails together, from 0 to 1.

    Parameters
    ----------
    early_updates: firings before the read of the reactions by which an error moves a weight.
    late_predictions: firings after the read of the reactions by which a weight makes output.
    early_losses: firings before the read of the reactions by which a catalyst turns output into
        error or removes it; that of output and target against each other is none of them.
    phase_left: phase species at the end of the sample, clock and labels included, per dose of
        them; 0 where there are none.
    """

    early_updates: float
    late_predictions: float
    early_losses: float
    phase_left: float

    @property
    def sentence(self) -> str:
        """The finding in one line."""
        return (
            f"{self.early_updates:.2%} of the updates before the read, "
            f"{self.late_predictions:.2%} of the prediction after it, "
            f"{self.early_losses:.2%} of its conversion before it; "
            f"{self.phase_left:.2%} of the phase species left after the sample"
        )


def phase_overlap(program: LearningProgram) -> PhaseOverlap:
    """Follow the formal network through the first training sample of a learner.

    The shares hardly depend on the sample: phases and inputs run the same course in all.
    """
    vessel = _CountingVessel(program.crn)
    sample = _until_first_sample(program, vessel)
    read = next(i for i, a in enumerate(sample.actions) if isinstance(a, Read))
    vessel.fired[:] = 0.0
    for action in sample.actions[:read]:
        vessel.act(action)
    before = vessel.fired.copy()
    for action in sample.actions[read:]:
        vessel.act(action)
    whole = vessel.fired
    role = {s.name: s.role for s in program.crn.species}
    reactions = program.crn.reactions
    updates = _which(reactions, lambda r: _makes(r, role, SpeciesRole.ERROR, SpeciesRole.WEIGHT))
    forward = _which(reactions, lambda r: _makes(r, role, SpeciesRole.WEIGHT, SpeciesRole.OUTPUT))
    taken = _which(reactions, lambda r: _takes(r, role, SpeciesRole.OUTPUT))
    phases = {s.name for s in program.crn.species if s.role is SpeciesRole.PHASE}
    dosed = sum(c.amount for c in sample.dosed if c.species in phases)
    left = sum(vessel.state[k] for k, s in enumerate(program.crn.names) if s in phases)
    return PhaseOverlap(
        early_updates=_share(before[updates].sum(), whole[updates].sum()),
        late_predictions=1 - _share(before[forward].sum(), whole[forward].sum()),
        early_losses=_share(before[taken].sum(), whole[taken].sum()),
        phase_left=_share(left, dosed),
    )


def _until_first_sample(program: LearningProgram, vessel: _CountingVessel) -> Segment:
    for segment in program.training.segments:
        if segment.kind is SegmentKind.SAMPLE:
            return segment
        for action in segment.actions:
            vessel.act(action)
    raise ValueError(f"{program.name} has no training sample")


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0


def _which(
    reactions: tuple[FormalReaction, ...], wanted: Callable[[FormalReaction], bool]
) -> list[int]:
    return [k for k, r in enumerate(reactions) if wanted(r)]


def _makes(
    reaction: FormalReaction, role: dict[str, SpeciesRole], cause: SpeciesRole, made: SpeciesRole
) -> bool:
    """Whether a species of one role leads to one of another without being used up."""
    gained = Counter(reaction.products) - Counter(reaction.reactants)
    kept = Counter(reaction.products) & Counter(reaction.reactants)
    return any(role[s] is made for s in gained) and any(role[s] is cause for s in kept)


def _takes(reaction: FormalReaction, role: dict[str, SpeciesRole], taken: SpeciesRole) -> bool:
    """Whether a species of a role is used up while a catalyst is not."""
    lost = Counter(reaction.reactants) - Counter(reaction.products)
    return len(lost) < reaction.order and any(role[s] is taken for s in lost)


class _CountingVessel:
    """A formal network that is dosed and run, and counts how often each reaction fires [u]."""

    def __init__(self, crn: FormalCrn) -> None:
        place = {name: k for k, name in enumerate(crn.names)}
        self._place = place
        self._rates = np.array([r.rate for r in crn.reactions])
        # An extra concentration that is always 1 fills up reactions of fewer reactants.
        width = max((r.order for r in crn.reactions), default=1)
        rows = [[place[s] for s in r.reactants] for r in crn.reactions]
        one = len(place)
        self._reactants = np.array([row + [one] * (width - len(row)) for row in rows])
        self._change = np.zeros((len(place), len(crn.reactions)))
        for k, r in enumerate(crn.reactions):
            for s in r.products:
                self._change[place[s], k] += 1
            for s in r.reactants:
                self._change[place[s], k] -= 1
        self.state: Vector = np.zeros(len(place))
        self.fired: Vector = np.zeros(len(crn.reactions))

    def act(self, action: Action) -> None:
        """Do one action of a schedule; a read changes nothing."""
        match action:
            case Dose(contents):
                for content in contents:
                    self.state[self._place[content.species]] += content.amount
            case Dilute(factor):
                self.state = self.state * factor
            case Wait(duration):
                self._wait(duration)
            case Read():
                pass

    def _wait(self, duration: float) -> None:
        n = len(self.state)

        def slope(_: float, y: Vector) -> Vector:
            speed = self._rates * np.append(y[:n], 1.0)[self._reactants].prod(axis=1)
            return np.concatenate([self._change @ speed, speed])

        start = np.concatenate([self.state, self.fired])
        solved = solve_ivp(slope, (0.0, duration), start, "LSODA", rtol=1e-7, atol=1e-9)
        self.state = np.maximum(solved.y[:n, -1], 0.0)
        self.fired = solved.y[n:, -1]
