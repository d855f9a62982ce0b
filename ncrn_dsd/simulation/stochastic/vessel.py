"""One reaction vessel whose molecules are counted; segments of a schedule act on it."""

from __future__ import annotations

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.schedule import Content, Dilute, Dose, Read, Segment, Wait
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.layout import Stream
from ncrn_dsd.simulation.stochastic.limits import EventLimits
from ncrn_dsd.simulation.stochastic.simulate import Report, run_stream, stream_of
from ncrn_dsd.simulation.stochastic.volume import Counts, Volume, check_amounts

_LIMITS = EventLimits()


class StochasticVessel:
    """What `SimulatedVessel` is for concentrations, for counts.

    The volume stays what it is. A dose adds its amount in molecules, rounded up or down at
    random so that the mean is exact. A dilution keeps each molecule with the probability
    `factor`, as taking out a share of the vessel and filling it up with buffer does. A read is
    exact and changes nothing. All randomness follows from the seed.

    Parameters
    ----------
    volume: its `unit_M` is the concentration unit of the chemistry: 1e-9 for strand
        displacement in nM, and what one u stands for in a formal network.
    limits: of each wait.
    report: called during waits.
    """

    def __init__(
        self,
        chemistry: Chemistry,
        volume: Volume,
        seed: int,
        limits: EventLimits = _LIMITS,
        report: Report | None = None,
    ) -> None:
        self._chemistry = chemistry
        self._system = CountedSystem(chemistry.system, volume)
        self._stream = stream_of(seed)
        self._limits = limits
        self._report = report
        self._aliquots = 0
        self.counts: Counts = np.zeros(len(chemistry.system.species), dtype=np.int64)
        self.time = 0.0

    def aliquot(self) -> StochasticVessel:
        """A second vessel with the same contents and a randomness of its own.

        What happens in it does not change what happens here.
        """
        from ncrn_dsd.simulation.stochastic.randomness import next_bits

        self._aliquots += 1
        ahead: Stream = self._stream.copy()
        seed = (int(next_bits(ahead)) + self._aliquots) % 2**64
        copy = StochasticVessel(
            self._chemistry, self._system.volume, seed, self._limits, self._report
        )
        # The layout is made once.
        copy._system = self._system
        copy.counts = self.counts.copy()
        return copy

    def seen(self, formal: str) -> float:
        """The concentration of a formal species as a read reports it, in u."""
        size = self._system.volume.molecules_per_unit
        return float(sum(self.counts[i] * w / size for i, w in self._chemistry.seen[formal]))

    @property
    def firings(self) -> tuple[float, ...]:
        """How often each reaction fired so far, if the chemistry counts it, in u."""
        size = self._system.volume.molecules_per_unit
        return tuple(float(self.counts[i] / size) for i in self._chemistry.counters)

    def dose_in_u(self, content: Content) -> float:
        """The amount of a dose of a formal species, in u."""
        return content.amount / self._chemistry.dose_per_u

    def carry_out(self, segment: Segment) -> list[dict[str, float]]:
        """Do the actions in order; one dictionary of concentrations [u] per read.

        Raises
        ------
        SimulationError: a dose or dilution makes no sense, or a wait fails.
        """
        reads: list[dict[str, float]] = []
        for action in segment.actions:
            match action:
                case Dose(contents, takes):
                    if takes:
                        self._dilute(1 - takes)
                    self._dose(contents)
                case Wait(duration):
                    self._wait(duration)
                case Dilute(factor):
                    self._dilute(factor)
                case Read(species, _):
                    reads.append({name: self.seen(name) for name in species})
        return reads

    def _dose(self, contents: tuple[Content, ...]) -> None:
        from ncrn_dsd.simulation.stochastic.randomness import add_rounded

        amounts = np.zeros(len(self.counts))
        for content in contents:
            place = self._chemistry.dose_index[content.species]
            amounts[place] += content.amount * self._chemistry.dose_factor
        amounts *= self._system.volume.molecules_per_unit
        check_amounts(amounts)
        check_amounts(amounts + self.counts)
        add_rounded(self._stream, self.counts, amounts)

    def _wait(self, duration: float) -> None:
        run = run_stream(
            self._system, self.counts, (duration,), self._stream, self._limits, self._report
        )
        self.counts = run.counts[0].copy()
        self.time += duration

    def _dilute(self, factor: float) -> None:
        from ncrn_dsd.simulation.stochastic.randomness import thin

        if not 0 < factor <= 1:
            raise SimulationError(
                "M036",
                "dilution",
                f"it multiplies concentrations by {factor:g}",
                "give a factor above 0 and up to 1",
            )
        kept = self.counts.copy()
        thin(self._stream, kept, factor)
        # Counters of firings are bookkeeping and not in the solution.
        for counter in self._chemistry.counters:
            kept[counter] = self.counts[counter]
        self.counts = kept
