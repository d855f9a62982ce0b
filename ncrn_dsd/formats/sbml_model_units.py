"""What the units of one SBML model are in nM and seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.sbml_model import SbmlModel, SbmlParameter, SbmlReaction, SbmlSpecies, Unit
from ncrn_dsd.formats.sbml_units import MOLE_PER_M3, ONE, SECOND, Measure, measure, unit_of

_NM_PER_MOLE_PER_M3 = 1e6


def error_at(path: str, line: int, code: str, what: str, hint: str) -> FormatError:
    """An error at a line of a document; line 0 is none."""
    return FormatError(code, f"{path}:{line}" if line else path, what, hint)


class ModelUnits:
    """What the units of a model are in nM and seconds; 1 for what has none or is dimensionless.

    Raises
    ------
    FormatError: a unit is not defined, or is none of time; so do all methods.
    """

    def __init__(self, model: SbmlModel, path: str) -> None:
        self._path = path
        self._model = model
        self._definitions = dict(model.units)
        self._sizes = {c.id: self._measure(c.unit, 0) for c in model.compartments}
        self._symbols: dict[str, Measure | None] = dict(self._sizes)
        self._symbols |= {s.id: self._of_symbol(s) for s in model.species}
        self._time = self._measure(model.time, 0)
        self.per_second = 1.0 if self._time in (None, ONE) else 1.0 / self._seconds()

    def nM_per_unit(self, species: SbmlSpecies) -> float:
        """The unit of the concentration of a species in nM."""
        substance = self._measure(species.substance, species.line)
        size = self._sizes.get(species.compartment)
        if substance in (None, ONE) and size in (None, ONE):
            return 1.0
        if substance is None or size is None:
            missing = "its amount" if substance is None else "the size of its compartment"
            raise self._error(
                "F472",
                species.line,
                f"species '{species.id}' has no unit of concentration, because {missing} has none",
                "declare units of substance and of volume, or neither",
            )
        unit = substance.per(size)
        if unit.dimensions != MOLE_PER_M3.dimensions:
            raise self._error(
                "F473",
                species.line,
                f"the concentration of species '{species.id}' counts in {unit}, which is no amount "
                "of substance per volume",
                "count substance in moles or items, and size in litres or cubic metres",
            )
        # Products of powers of ten are off by a last digit, which a round trip would show.
        return float(f"{unit.size * _NM_PER_MOLE_PER_M3:.15g}")

    def of_reaction(
        self,
        reaction: SbmlReaction,
        members: Sequence[SbmlSpecies],
        parameters: Mapping[str, SbmlParameter],
        volume: float,
    ) -> float:
        """The unit of concentration of the species of a reaction in nM.

        Raises
        ------
        FormatError: the species have several units; amounts and extents have; or the rate law
            comes out in another unit than extent per time.
        """
        units = {self.nM_per_unit(s) for s in members}
        if len(units) > 1:
            raise self._error(
                "F336",
                reaction.line,
                f"the species of reaction '{reaction.id}' have concentrations in different units",
                "use the same unit for all of them",
            )
        extent = self._measure(self._model.extent, reaction.line)
        for species in members:
            substance = self._measure(species.substance, species.line)
            if extent is not None and substance is not None and not extent.agrees(substance):
                raise self._error(
                    "F474",
                    reaction.line,
                    f"reaction '{reaction.id}' counts its extent in {extent} and species "
                    f"'{species.id}' in {substance}",
                    "use the same unit for both",
                )
        self._check_law(reaction, members, parameters, volume)
        return units.pop() if units else 1.0

    def _check_law(
        self,
        reaction: SbmlReaction,
        members: Sequence[SbmlSpecies],
        parameters: Mapping[str, SbmlParameter],
        volume: float,
    ) -> None:
        """Refuse a law whose declared units say another number than its values do."""
        extent = self._measure(self._model.extent, reaction.line)
        if reaction.law is None or extent is None or self._time is None:
            return
        symbols = dict(self._symbols)
        values: dict[str, float | None] = {}
        for name, parameter in parameters.items():
            symbols[name] = self._measure(parameter.unit or "", reaction.line)
            values[name] = parameter.value
        found, wanted = unit_of(reaction.law, symbols, values), extent.per(self._time)
        if found is None or found.agrees(wanted):
            return
        # Many laws leave out the volume; where it is 1 this changes no number.
        size = self._sizes.get(members[0].compartment) if members else None
        if size is not None and volume == 1.0 and found.times(size).agrees(wanted):
            return
        raise self._error(
            "F475",
            reaction.line,
            f"the units in the rate law of reaction '{reaction.id}' give {found}, and the model "
            f"counts extent per time in {wanted}",
            "correct the units or the values of its parameters, and multiply by the compartment",
        )

    def _seconds(self) -> float:
        assert self._time is not None
        if self._time.dimensions != SECOND.dimensions:
            raise self._error(
                "F473",
                0,
                f"the model counts time in {self._time}, which is no time",
                "give a unit of time, such as second",
            )
        return self._time.size

    def _of_symbol(self, species: SbmlSpecies) -> Measure | None:
        """The unit of a species where it stands in a rate law."""
        substance = self._measure(species.substance, species.line)
        size = self._sizes.get(species.compartment)
        if species.is_amount:
            return substance
        return None if substance is None or size is None else substance.per(size)

    def _measure(self, name: str, line: int) -> Measure | None:
        if not name:
            return None
        try:
            return measure(self._definitions.get(name, (Unit(name),)))
        except ValueError as problem:
            raise self._error(
                "F476",
                line,
                f"the unit '{name}' contains {problem}"
                if name in self._definitions
                else f"a unit is {problem}",
                "define it, or use a unit of the format such as mole, litre and second",
            ) from None

    def _error(self, code: str, line: int, what: str, hint: str) -> FormatError:
        return error_at(self._path, line, code, what, hint)
