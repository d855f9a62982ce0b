"""Concentrations of formal species over time, as tables and pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ncrn_dsd.errors import DesignError, InternalError
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.dynamics import FormalTrajectory as Course
from ncrn_dsd.ir.verdict import VerificationReport
from ncrn_dsd.units import M_PER_NM, show_concentration, show_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame


@dataclass(frozen=True, slots=True, repr=False)
class Trajectory:
    """The course of a formal network, or of strands that implement one.

    Times and concentrations of strands are as written: what a reporter reads of free strands, over
    the part that gates leave free, in what stands for 1 nM. So they can be laid over those of the
    formal network; `in_vessel` has them as they are in the vessel. The first values are what was
    dosed. Right after it gates do not hold their share yet, so that values are too large.

    Parameters
    ----------
    content: in the units of the formal network, with the digits that hold.
    firings_nM: how often each formal reaction fired [nM]; empty for strands, where nobody counts.
    concentration_factor, time_factor: what is written as 1 nM and 1 s, in nM and s of the vessel.
    conditions: what has to hold for this to be the course of the strands: that condensation holds,
        where condensed reactions were followed. None where there is no such condition.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> course = nd.simulate(nd.Crn.parse("A -> B [k = 1 /min]"), {"A": "10 nM"}, "1 min", points=2)
    >>> course
    Trajectory(A, B; 3 times from 0 s to 1 min)
    >>> course.times_s
    (0.0, 30.0, 60.0)
    >>> [round(x, 3) for x in course["A"]]
    [10.0, 6.065, 3.679]
    >>> round(course.firings_nM[0], 3)
    6.321
    >>> print(course.to_csv().splitlines()[0])
    time_s,A_nM,B_nM
    """

    content: Course
    firings_nM: tuple[float, ...] = ()
    concentration_factor: float = 1.0
    time_factor: float = 1.0
    conditions: VerificationReport | None = None

    @property
    def species(self) -> tuple[str, ...]:
        """Formal species."""
        return self.content.species

    @property
    def times_s(self) -> tuple[float, ...]:
        """Ascending times; the first is 0 s."""
        return self.content.times_tau

    @property
    def values_nM(self) -> tuple[tuple[float, ...], ...]:
        """One row per time, with one concentration per species."""
        return self.content.values_u

    @property
    def end_nM(self) -> dict[str, float]:
        """Concentrations at the end."""
        return dict(zip(self.species, self.values_nM[-1], strict=True))

    def __getitem__(self, species: str) -> tuple[float, ...]:
        """The concentrations of one species [nM].

        Raises
        ------
        DesignError: D015, there is no such species.
        """
        place = self._place(species)
        return tuple(row[place] for row in self.values_nM)

    def _place(self, species: str) -> int:
        if species not in self.species:
            raise DesignError(
                "D015",
                species,
                f"the network has no species {species}",
                f"use one of {', '.join(self.species)}",
            )
        return self.species.index(species)

    def in_vessel(self) -> Trajectory:
        """The same course in the times and concentrations of the vessel."""
        per_nM, per_s = self.concentration_factor, self.time_factor
        course = self.content
        return Trajectory(
            Course(
                course.level,
                course.species,
                tuple(t * per_s for t in course.times_tau),
                tuple(tuple(v * per_nM for v in row) for row in course.values_u),
                course.relative_tolerance,
                course.absolute_tolerance_u * per_nM,
                course.peaks_nM,
            ),
            tuple(f * per_nM for f in self.firings_nM),
            conditions=self.conditions,
        )

    def plot(self, ax: Axes | None = None, species: Sequence[str] | None = None) -> Axes:
        """Draw concentrations over time with matplotlib.

        Parameters
        ----------
        ax: to draw on; a new figure by default.
        species: to draw; all by default.

        Raises
        ------
        DesignError: D015, there is no such species.
        """
        shown = self.species if species is None else tuple(species)
        curves = {name: self[name] for name in shown}
        if ax is None:
            from matplotlib import pyplot as plt

            ax = plt.figure(layout="constrained").subplots()
        for name, values in curves.items():
            ax.plot(self.times_s, values, label=name)
        ax.set_xlabel(self._time_label)
        ax.set_ylabel(self._value_label)
        if self._condition:
            ax.set_title(self._condition)
        ax.legend()
        return ax

    @property
    def _condition(self) -> str:
        """Whether what has to hold does, in words; empty where there is no condition."""
        if self.conditions is None or self.conditions.condensation is None:
            return ""
        return f"condensed reactions, condensation {self.conditions.condensation.value}"

    @property
    def _time_label(self) -> str:
        if self.time_factor == 1:
            return "time [s]"
        return f"time as written [s], 1 s = {show_time(self.time_factor)}"

    @property
    def _value_label(self) -> str:
        if self.concentration_factor == 1:
            return "concentration [nM]"
        one = show_concentration(self.concentration_factor * M_PER_NM)
        return f"concentration as written [nM], 1 nM = {one}"

    def to_csv(self, path: str | Path | None = None) -> str:
        """One row per time as CSV text, which is also written to a file if one is named.

        Raises
        ------
        ArtefactError: the file cannot be written.
        """
        out = io.StringIO()
        table = TableWriter(out)
        table.writerow(["time_s", *self._columns])
        for time, row in zip(self.times_s, self.values_nM, strict=True):
            table.writerow([time, *row])
        if path is not None:
            write_bytes(Path(path), out.getvalue().encode())
        return out.getvalue()

    def to_pandas(self) -> DataFrame:
        """One row per time, with the time in s as its index and a column in nM per species.

        Raises
        ------
        InternalError: A123, pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise InternalError(
                "A123", "pandas", "it is not installed", "install it with: pip install pandas"
            ) from None
        index = pd.Index(self.times_s, name="time_s")
        return pd.DataFrame(self.values_nM, index=index, columns=list(self._columns))

    @property
    def _columns(self) -> tuple[str, ...]:
        return tuple(f"{name}_nM" for name in self.species)

    def __repr__(self) -> str:
        from ncrn_dsd.api.crn import shortened

        end = show_time(self.times_s[-1])
        return (
            f"Trajectory({shortened(', '.join(self.species))}; {len(self.times_s)} times "
            f"from 0 s to {end}{f'; {self._condition}' if self._condition else ''})"
        )

    def _repr_svg_(self) -> str:
        from ncrn_dsd.drawing.trajectories import Curve, lone_trajectory_svg

        curves = [Curve(name, self.times_s, self[name]) for name in self.species]
        names = ", ".join(self.species)
        title = f"Concentrations of {names} over time"
        if self._condition:
            title += f", {self._condition}"
        return lone_trajectory_svg(curves, self._time_label, self._value_label, title)
