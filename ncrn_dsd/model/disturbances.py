"""What goes wrong in a tube: meaning, usual sizes and bounds.

`Disturbance` and `FormalDisturbance` are what one run of strands and the formal network suffer;
their keys are options of commands. The table that survival is judged by is in
`simulation/tube_disturbances.py`; the rows of it that these two have as well are declared here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.keys import Table, Within, key
from ncrn_dsd.plugins import Entry, NamesParts

ASSUMED = "assumed"
LEAK_SPREAD = 3.0
"""The factor within which leaks are drawn."""


class DisturbanceKey(Table):
    """One thing that goes wrong.

    Numbers are in `unit`, or fractions and factors where it is empty.
    """

    name: str = key("as it is called")
    meaning: str = key("what is off")
    per: str = key("what has a draw of its own")
    distribution: str = key("how it is drawn")
    low: float = key("smallest possible value")
    high: float = key("largest possible value")
    working: float = key("its size in a working tube")
    hard: float = key("its size in a hard tube")
    unit: str = key("in which these are", "")
    source: str = key("where the sizes come from", ASSUMED)

    @property
    def bounds(self) -> Within:
        """Of its size."""
        return Within(self.low, self.high, self.unit)

    def level(self, name: str) -> float:
        """Its size in a column of the table, "working" or "hard"."""
        return {"working": self.working, "hard": self.hard}[name]


LEAK = DisturbanceKey(
    name="leak",
    meaning="rate constant of displacement without a toehold",
    per="pair of fuels, waste included",
    distribution=f"log-uniform within a factor of {LEAK_SPREAD:g} of the value",
    low=0.0,
    high=1e9,
    unit="/(M s)",
    working=0.03,
    hard=0.1,
    source="clamps of 1 to 2 bp; plain gates have 1",
)
PREDICTED_LEAK = LEAK.model_copy(
    update={
        "meaning": "rate of displacement without a toehold, over that predicted for its pair",
        "unit": "times",
        "working": 1.0,
        "hard": 1.0,
        "source": "nucleotides of the ends and clamps, by a rate model",
    }
)
"""The same disturbance where leaks are predicted pair by pair."""
DEAD = DisturbanceKey(
    name="dead",
    meaning="share of every gate's copies that does nothing",
    per="gate",
    distribution="uniform from 0 to twice the value",
    low=0.0,
    high=1.0,
    working=0.05,
    hard=0.05,
    source="synthesis",
)
READ = DisturbanceKey(
    name="read",
    meaning="error of one read as a fraction of full scale, after calibration per rail",
    per="read",
    distribution="normal, standard deviation",
    low=0.0,
    high=1e6,
    working=0.03,
    hard=0.03,
    source="plate readers",
)
PIPETTE = DisturbanceKey(
    name="pipette",
    meaning="volume of one step",
    per="step",
    distribution="normal, standard deviation",
    low=0.0,
    high=1.0,
    working=0.02,
    hard=0.02,
    source="datasheets",
)
WASTE_LEFT = DisturbanceKey(
    name="wash",
    meaning="share of waste that stays when it is removed",
    per="removal",
    distribution="the value",
    low=0.0,
    high=1.0,
    working=0.1,
    hard=0.1,
)
KEPT_LOST = DisturbanceKey(
    name="wash_loss",
    meaning="share of weights that is lost with the waste",
    per="removal",
    distribution="the value",
    low=0.0,
    high=1.0,
    working=0.01,
    hard=0.03,
)


@dataclass(frozen=True, slots=True)
class Suffered(Within):
    """Bounds of a key of a disturbance, with the message of a value that is not within them.

    Parameters
    ----------
    code, what, fix: of the error; ``{:g}`` in `what` stands for the value.
    below: the upper bound itself is not allowed.
    """

    code: str = ""
    what: str = ""
    fix: str = ""
    below: bool = False

    def __str__(self) -> str:
        words = Within.__str__(self)
        return words.replace(" to ", " to below ") if self.below else words

    def _checked(self, value: float) -> float:
        # A NaN is in no range, so that this refuses it as well.
        if not self.low <= value <= self.high or (self.below and value == self.high):
            place = "the disturbances of the run"
            raise SimulationError(self.code, place, self.what.format(value), self.fix)
        return value


_FACTOR = Suffered(
    low=1.0,
    high=1e9,
    code="M041",
    what="the rate error is a factor of {:g}",
    fix="give a finite factor of one or more, such as 2 for between half and double",
)
_FRACTION = "give a fraction from 0 up to but not including 1"
_DOSE = Suffered(
    low=0.0, high=1.0, code="M042", what="the dose error is {:g}", fix=_FRACTION, below=True
)
_SEED = Suffered(
    low=0,
    high=2**63 - 1,
    code="M044",
    what="the noise seed is {}",
    fix="give a seed of zero or more",
)

_RATE_ERROR = key(
    "every rate constant is off by a factor of its own, log-uniform between 1/F and F",
    1.0,
    alias="rate_error",
)
_DOSE_ERROR = key(
    "every content of every dose, fuels and refills included, is off by a fraction of its own, "
    "uniform between -P and P",
    0.0,
    alias="dose_error",
)
_NOISE_SEED = key("of the draws; one kind of draw does not change another", 1, alias="noise_seed")


class Disturbance(Table):
    """Leak, errors and defects of one simulated vessel; the defaults are none.

    Raises
    ------
    SimulationError: M040 to M044, a value is outside its range.
    """

    model_config = ConfigDict(allow_inf_nan=True)

    leak_per_M_s: Annotated[
        float,
        Suffered(
            low=LEAK.low,
            high=LEAK.high,
            unit=LEAK.unit,
            code="M040",
            what="the leak rate is {:g} /(M s)",
            fix="give a finite rate of zero or more",
        ),
    ] = key(LEAK.meaning, 0.0, alias="leak")
    rate_error_factor: Annotated[float, _FACTOR] = _RATE_ERROR
    dose_error_fraction: Annotated[float, _DOSE] = _DOSE_ERROR
    dead_gate_fraction: Annotated[
        float,
        Suffered(
            low=DEAD.low,
            high=DEAD.high,
            unit=DEAD.unit,
            code="M043",
            what="the fraction of dead gates is {:g}",
            fix=_FRACTION,
            below=True,
        ),
    ] = key(DEAD.meaning, 0.0, alias="dead_gates")
    seed: Annotated[int, _SEED] = _NOISE_SEED

    @property
    def is_none(self) -> bool:
        """Nothing is disturbed, whatever the seed."""
        return not self.leak_per_M_s and not self.has_noise

    @property
    def has_noise(self) -> bool:
        """Rates, doses or fuels are off."""
        return self.is_random or self.dead_gate_fraction > 0

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return self.rate_error_factor > 1 or self.dose_error_fraction > 0


class FormalDisturbance(Table, NamesParts):
    """Errors of one simulated vessel at the abstract level; the defaults are none.

    A kind of errors that is none of these is a class derived from this one: with keys of its own,
    `disturb`, which does to the learner what they say, and `is_random`. The keys here still apply.

    Raises
    ------
    SimulationError: M041, M042, M044, M060 or M061, a value is outside its range.
    """

    model_config = ConfigDict(allow_inf_nan=True)

    rate_error_factor: Annotated[float, _FACTOR] = _RATE_ERROR
    dose_error_fraction: Annotated[float, _DOSE] = _DOSE_ERROR
    phase_overlap_fraction: Annotated[
        float,
        Suffered(
            low=0.0,
            high=1.0,
            code="M060",
            what="the overlap of phases is {:g}",
            fix=_FRACTION,
            below=True,
        ),
    ] = key(
        "part of every dose that starts a phase which is given at the start of the phase before, "
        "so that both run at once",
        0.0,
        alias="phase_overlap",
    )
    read_noise_fraction: Annotated[
        float,
        Suffered(
            low=READ.low,
            high=READ.high,
            unit=READ.unit,
            code="M061",
            what="the noise of a read is {:g} of full scale",
            fix="give a finite fraction of zero or more",
        ),
    ] = key(READ.meaning, 0.0, alias="read_noise")
    seed: Annotated[int, _SEED] = _NOISE_SEED

    @property
    def parts(self) -> tuple[Entry, ...]:
        """The class, where another module brings it; its code counts for what was drawn."""
        kind = type(self)
        if kind is FormalDisturbance:
            return ()
        return (Entry.of_class(kind.__name__, kind),)

    def disturb(self, program: LearningProgram) -> LearningProgram:
        """The learner with rate constants and doses as the keys of a derived class make them.

        Draws follow from `seed` alone. Species, the order of actions and the reactions that are
        there stay; others may follow, the same ones in every draw.
        """
        return program

    @property
    def spares_training(self) -> bool:
        """Only reads are off, so that what is learned stays the same."""
        is_own = type(self) is FormalDisturbance
        return is_own and not self.vessel.has_noise and not self.phase_overlap_fraction

    @property
    def vessel(self) -> Disturbance:
        """The errors of rates and doses, which either level may have."""
        return Disturbance(
            rate_error_factor=self.rate_error_factor,
            dose_error_fraction=self.dose_error_fraction,
            seed=self.seed,
        )

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return self.vessel.is_random or self.read_noise_fraction > 0
