"""What the rate constants of a learner amount to, found by following a dose of one unit.

A rate constant of a learner has to make its reaction fire as often as the model of the learner
says: an input and a weight of 1 make a prediction of 1, an error of 1 moves the weight of a
feature of 1 by the learning rate. One sample tells, in which every input, weight and target is
worth 1 and which is carried out as the schedule of the design says:

* The number of firings is linear in a reaction's own rate constant as long as nothing that it
  makes acts back on what it is made from. So one run with a constant of 1 gives the constant, and
  constants are found one after the other, each with those before it right.
* Features are proportional to the product of the doses of their inputs, sensitivities to the error,
  and errors to the difference of prediction and target, whatever the sample. A constant that is
  right for one unit is therefore right for every sample.
* What can be negative has two rails. Net amounts obey the same linear equations whatever the rails
  do, so that a sample that fills the positive ones alone is enough.

The weights stand still meanwhile: what updates would change is not what they are counted for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reach import reached_from
from ncrn_dsd.ir.schedule import Action, Content, Dose, Read, SegmentKind
from ncrn_dsd.model.design import Design
from ncrn_dsd.networks.schedules import KnownNames, segment_of

RELATIVE_ERROR, ABSOLUTE_ERROR_u = 1e-11, 1e-13
"""Of the integration, per step."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What has happened in a network.

    Parameters
    ----------
    firings: of all reactions of one origin together [u].
    left: concentrations of the species at the end [u].
    """

    firings: Mapping[Origin, float]
    left: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class UnitDose:
    """A sample in which what is presented, and every weight, is worth 1.

    Parameters
    ----------
    design: says what else is dosed, how long to wait, and when to read.
    species: of the network.
    weights: there from the start, on their positive rails, and changed by no reaction.
    presented: inputs and targets that are worth 1; what is not named is worth 0.
    labels: doses of species that tell a class [u].
    columns: names of all doses that differ from sample to sample.
    """

    design: Design
    species: tuple[Species, ...]
    weights: tuple[RailedQuantity, ...]
    presented: tuple[RailedQuantity, ...]
    labels: Mapping[str, float]
    columns: tuple[str, ...]

    def follow(
        self,
        reactions: Iterable[FormalReaction],
        kind: SegmentKind = SegmentKind.SAMPLE,
        until: Callable[[Action], bool] | None = None,
    ) -> Followed:
        """Carry out the setup, and one sample or probe up to the first action of some sort.

        Raises
        ------
        DesignError: D205, D206, the schedule names what is not there.
        SimulationError: the integration failed.
        """
        # What integrates takes long to import, and only a learner that is built needs it.
        from ncrn_dsd.simulation.chemistry import formal_chemistry
        from ncrn_dsd.simulation.follow import follow
        from ncrn_dsd.simulation.integrate import Tolerances

        actions = self._actions(kind, until)
        dosed = [c.species for a in actions if isinstance(a, Dose) for c in a.contents]
        listed = tuple(reactions)
        there = reached_from(listed, dosed)
        possible = tuple(r for r in listed if there.issuperset(r.reactants))
        held = {s for w in self.weights for s in w.species}
        chemistry = replace(
            formal_chemistry(FormalCrn(self.species, possible), held),
            tolerances=Tolerances(RELATIVE_ERROR, ABSOLUTE_ERROR_u),
        )
        end = follow(chemistry, actions, points=1).end
        firings = dict.fromkeys((r.origin for r in listed), 0.0)
        for reaction, place in zip(possible, chemistry.counters, strict=True):
            firings[reaction.origin] += float(end[place])
        index = chemistry.system.index
        return Followed(firings, {s.name: float(end[index[s.name]]) for s in self.species})

    def _actions(
        self, kind: SegmentKind, until: Callable[[Action], bool] | None
    ) -> tuple[Action, ...]:
        names = KnownNames(self.design, frozenset(s.name for s in self.species), self.columns)
        worth = {q.positive: q.scale for q in self.presented} | dict(self.labels)
        amounts = dict.fromkeys(self.columns, 0.0) | {s.lower(): v for s, v in worth.items()}
        weights = Dose(tuple(Content(q.positive, q.scale) for q in self.weights))
        setup = segment_of(SegmentKind.SETUP, "setup", {}, names)
        sample = segment_of(kind, "unit dose", amounts, names).actions
        if until is not None:
            sample = tuple(takewhile(lambda action: not until(action), sample))
        return (weights, *setup.actions, *sample)


def is_read(action: Action) -> bool:
    """Whether something is measured."""
    return isinstance(action, Read)


def is_dose_of(species: str) -> Callable[[Action], bool]:
    """Whether an action doses this species."""

    def dosed(action: Action) -> bool:
        return isinstance(action, Dose) and any(c.species == species for c in action.contents)

    return dosed


def rate_for(wanted: float, followed: Followed, origin: Origin, hint: str) -> float:
    """The rate constant with which reactions fire as often as wanted.

    Parameters
    ----------
    wanted: firings [u].
    followed: the sample with a rate constant of 1 for the reactions of this origin.

    Raises
    ------
    DesignError: D201, they never fire; `hint` says what the schedule should do.
    """
    fired = followed.firings[origin]
    if not fired > 0:
        raise DesignError(
            "D201",
            "learner",
            f"no sample comes to '{origin.item}', so that not everything would be learned",
            hint,
        )
    return wanted / fired
