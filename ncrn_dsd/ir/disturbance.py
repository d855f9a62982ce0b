"""What a simulated system suffers that its design did not ask for, at either level."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ncrn_dsd.errors import SimulationError


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Leak, errors and defects of one simulated pot; the defaults are none.

    Parameters
    ----------
    leak_per_M_s: rate constant of displacement without a toehold [1/(M s)].
    rate_error_factor: every rate constant is off by a factor of its own, log-uniform between
        1/F and F.
    dose_error_fraction: every content of every dose, fuels and refills included, is off by a
        relative error of its own, uniform between -P and P.
    dead_gate_fraction: part of every fuel of several strands that is inert for defects of its
        synthesis.
    seed: of the draws of rates and doses; one kind of draw does not change another.

    Raises
    ------
    SimulationError: M040 to M044, a value is outside its range.
    """

    leak_per_M_s: float = 0.0
    rate_error_factor: float = 1.0
    dose_error_fraction: float = 0.0
    dead_gate_fraction: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        # A NaN is in no range, so that these refuse it as well.
        if not 0 <= self.leak_per_M_s < math.inf:
            raise _refusal(
                "M040",
                f"the leak rate is {self.leak_per_M_s:g} /(M s)",
                "give a finite rate of zero or more",
            )
        if not 1 <= self.rate_error_factor < math.inf:
            raise _refusal(
                "M041",
                f"the rate error is a factor of {self.rate_error_factor:g}",
                "give a finite factor of one or more, such as 2 for between half and double",
            )
        if not 0 <= self.dose_error_fraction < 1:
            raise _refusal(
                "M042",
                f"the dose error is {self.dose_error_fraction:g}",
                "give a fraction from 0 up to but not including 1",
            )
        if not 0 <= self.dead_gate_fraction < 1:
            raise _refusal(
                "M043",
                f"the fraction of dead gates is {self.dead_gate_fraction:g}",
                "give a fraction from 0 up to but not including 1",
            )
        if self.seed < 0:
            raise _refusal("M044", f"the noise seed is {self.seed}", "give a seed of zero or more")

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


@dataclass(frozen=True, slots=True)
class FormalDisturbance:
    """Errors of one simulated pot at the abstract level; the defaults are none.

    Parameters
    ----------
    rate_error_factor: the rate constant of every formal reaction is off by a factor of its own,
        log-uniform between 1/F and F.
    dose_error_fraction: every content of every dose is off by a relative error of its own,
        uniform between -P and P.
    phase_overlap_fraction: part of every dose that starts a phase which is given at the start
        of the phase before, so that both run at once.
    read_noise_fraction: standard deviation of the error of every read, of full scale.
    seed: of all draws; one kind of draw does not change another.

    Raises
    ------
    SimulationError: M041, M042, M044, M060 or M061, a value is outside its range.
    """

    rate_error_factor: float = 1.0
    dose_error_fraction: float = 0.0
    phase_overlap_fraction: float = 0.0
    read_noise_fraction: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        _ = self.pot
        if not 0 <= self.phase_overlap_fraction < 1:
            raise _refusal(
                "M060",
                f"the overlap of phases is {self.phase_overlap_fraction:g}",
                "give a fraction from 0 up to but not including 1",
            )
        if not 0 <= self.read_noise_fraction < math.inf:
            raise _refusal(
                "M061",
                f"the noise of a read is {self.read_noise_fraction:g} of full scale",
                "give a finite fraction of zero or more",
            )

    @property
    def pot(self) -> Disturbance:
        """The errors of rates and doses, which either level may have."""
        return Disturbance(
            rate_error_factor=self.rate_error_factor,
            dose_error_fraction=self.dose_error_fraction,
            seed=self.seed,
        )

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return self.pot.is_random or self.read_noise_fraction > 0


def _refusal(code: str, what: str, hint: str) -> SimulationError:
    return SimulationError(code, "the disturbances of the run", what, hint)
