"""Which wells a circuit needs beside the experiment itself.

Everything follows from the network, the gates and the reporters; nothing is listed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ncrn_dsd.handoff.controls.sharing import sharing_wells
from ncrn_dsd.ir.bench import Amount, Condition, Reporter
from ncrn_dsd.ir.dsd import Fuel, GateModule
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.units import NM_PER_M

CALIBRATION_LEVELS = (0.125, 0.25, 0.5, 0.75, 1.0)
"""Signal per reporter in the dilution series."""
SATURATING = 2.0
"""Signal per reporter where all of it opens."""
GATES_ONE_BY_ONE = 48
"""More gates than this are left out module by module."""


@dataclass(frozen=True, slots=True)
class ControlWell:
    """A condition to be set up, `replicates` times.

    Parameters
    ----------
    subject: the gate, reporter or species it is about.
    """

    condition: Condition
    subject: str
    wanted: tuple[Amount, ...]
    reporters: tuple[str, ...]
    replicates: int

    @property
    def group(self) -> str:
        """What replicates have in common; the same mix is there once per set of reporters."""
        seen = f" with {' and '.join(self.reporters)}" if self.reporters else ""
        return f"{self.condition.value}: {self.subject}{seen}"


@dataclass(frozen=True, slots=True)
class Levels:
    """Concentrations of controls [nM].

    Parameters
    ----------
    signal: of a signal that is present, the unit of the system.
    reporter: twice the most that is expected of a signal.
    """

    signal: float
    reporter: float


def levels_of(design: LabDesign, settings: LabSettings) -> Levels:
    """One unit per signal, and reporters for twice what is dosed of any species that is read."""
    dosed = [c.amount * NM_PER_M for c in design.runs[0].schedule.dosed if c.species in design.read]
    return Levels(
        signal=design.unit_nM,
        reporter=max(settings.reporter_floor_nM, 2 * max([*dosed, design.unit_nM])),
    )


def control_wells(
    design: LabDesign, reporters: Sequence[Reporter], settings: LabSettings
) -> tuple[ControlWell, ...]:
    """All controls of a circuit, in the order in which a person sets them up."""
    maker = _Maker(design, reporters, settings)
    return tuple(
        well
        for wells in (
            maker.blank(),
            maker.reporters_alone(),
            maker.gates(),
            maker.system(),
            maker.cross_talk(),
        )
        for well in wells
    )


class _Maker:
    def __init__(
        self, design: LabDesign, reporters: Sequence[Reporter], settings: LabSettings
    ) -> None:
        self._design = design
        self._reporters = tuple(reporters)
        self._levels = levels_of(design, settings)
        self._settings = settings
        self._fuels = {f.fuel: f.start_M * NM_PER_M for f in design.realisation.fuels}

    def blank(self) -> Iterator[ControlWell]:
        yield self._well(Condition.BLANK, "buffer", (), ())

    def reporters_alone(self) -> Iterator[ControlWell]:
        """Each reporter closed, wide open, and over a dilution series of its signal."""
        for one in self._reporters:
            yield self._well(Condition.REPORTER_MIN, one.name, (), (one,))
            for level in CALIBRATION_LEVELS:
                signal = Amount(one.species, level * self._levels.reporter)
                yield self._well(
                    Condition.CALIBRATION, f"{one.name} at {level:g}", (signal,), (one,)
                )
            signal = Amount(one.species, SATURATING * self._levels.reporter)
            yield self._well(Condition.REPORTER_MAX, one.name, (signal,), (one,))

    def gates(self) -> Iterator[ControlWell]:
        """Each gate without and with its input.

        With the input the other fuels of its module are there as well, for a gate alone opens
        but does not go on.
        """
        for gate in self._gates():
            module = self._design.system.modules[gate.modules[0]]
            seen = self._seen_by(module)
            alone = (Amount(gate.name, self._fuels[gate.name]),)
            for group in self._groups(seen):
                yield self._well(Condition.GATE_LEAK, gate.name, alone, group)
            inputs = self._inputs(module)
            if inputs:
                together = tuple(Amount(f, self._fuels[f]) for f in module.fuels)
                for group in self._groups(seen):
                    yield self._well(Condition.GATE_RATE, gate.name, (*together, *inputs), group)

    def system(self) -> Iterator[ControlWell]:
        """All fuels without signals, and the same short of one gate or module at a time."""
        every = tuple(Amount(f, nM) for f, nM in self._fuels.items())
        for group in self._groups(self._reporters):
            yield self._well(Condition.SYSTEM_LEAK, "all fuels", every, group)
        for name, left_out in self._omissions():
            rest = tuple(a for a in every if a.component not in left_out)
            for group in self._groups(self._reporters)[:1]:
                yield self._well(Condition.MINUS_ONE, name, rest, group)

    def cross_talk(self) -> Iterator[ControlWell]:
        """Each dosed input against each reporter that is not its own."""
        for species in self._dosed_signals():
            for one in self._reporters:
                if one.species != species:
                    yield self._well(
                        Condition.CROSS_TALK,
                        f"{species} on {one.name}",
                        (Amount(species, self._levels.signal),),
                        (one,),
                    )

    def _well(
        self,
        condition: Condition,
        subject: str,
        amounts: tuple[Amount, ...],
        reporters: tuple[Reporter, ...],
    ) -> ControlWell:
        shown = tuple(Amount(r.name, self._levels.reporter) for r in reporters)
        return ControlWell(
            condition,
            subject,
            (*amounts, *shown),
            tuple(r.name for r in reporters),
            self._settings.replicates,
        )

    def _gates(self) -> tuple[Fuel, ...]:
        return tuple(f for f in self._design.system.fuels if f.complex.size_strands > 1)

    def _omissions(self) -> list[tuple[str, frozenset[str]]]:
        gates = self._gates()
        if len(gates) <= GATES_ONE_BY_ONE:
            return [(f"without {g.name}", frozenset([g.name])) for g in gates]
        return [
            (f"without module {m.index}", frozenset(m.fuels)) for m in self._design.system.modules
        ]

    def _inputs(self, module: GateModule) -> tuple[Amount, ...]:
        names: dict[str, float] = {}
        for index in module.reactions[:1]:
            for species in self._design.crn.reactions[index].reactants:
                names[species] = names.get(species, 0.0) + self._levels.signal
        return tuple(Amount(n, nM) for n, nM in names.items())

    def _seen_by(self, module: GateModule) -> tuple[Reporter, ...]:
        """Reporters of the products of a module; all of them where it has none."""
        products = {p for i in module.reactions for p in self._design.crn.reactions[i].products}
        own = tuple(r for r in self._reporters if r.species in products)
        return own or self._reporters

    def _dosed_signals(self) -> tuple[str, ...]:
        names = {s.species for s in self._design.system.signals}
        dosed = dict.fromkeys(
            c.species for c in self._design.runs[0].schedule.dosed if c.amount > 0
        )
        return tuple(n for n in dosed if n in names)

    def _groups(self, reporters: Sequence[Reporter]) -> tuple[tuple[Reporter, ...], ...]:
        return sharing_wells(reporters, self._settings.reporters_per_well)
