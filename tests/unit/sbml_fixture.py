"""SBML documents of one reaction in many units."""

from __future__ import annotations

from dataclasses import dataclass, field

MATHS = 'xmlns="http://www.w3.org/1998/Math/MathML"'
UNITS = {
    "minute": '<unit kind="second" exponent="1" scale="0" multiplier="60"/>',
    "hour": '<unit kind="second" exponent="1" scale="2" multiplier="36"/>',
    "milli": '<unit kind="second" exponent="1" scale="-3" multiplier="1"/>',
    "mHz": '<unit kind="hertz" exponent="-1" scale="-3" multiplier="1"/>',
    "nmol": '<unit kind="mole" exponent="1" scale="-9" multiplier="1"/>',
    "umol": '<unit kind="mole" exponent="1" scale="-6" multiplier="1"/>',
    "dozen": '<unit kind="item" exponent="1" scale="0" multiplier="12"/>',
    "mL": '<unit kind="litre" exponent="1" scale="-3" multiplier="1"/>',
    "dm3": '<unit kind="metre" exponent="3" scale="-1" multiplier="1"/>',
    "per_minute": '<unit kind="second" exponent="-1" scale="0" multiplier="60"/>',
    "per_second": '<unit kind="second" exponent="-1" scale="0" multiplier="1"/>',
    "sheet": '<unit kind="metre" exponent="2" scale="0" multiplier="1"/>',
}


@dataclass(frozen=True)
class Model:
    """A dimer that forms, A + B -> C, as a document of Level 3."""

    units: dict[str, str] = field(default_factory=dict)
    volume: str = "1"
    compartment: str = 'spatialDimensions="3"'
    species: str = 'initialConcentration="{}" hasOnlySubstanceUnits="false"'
    law: str = "c k A B"
    parameter: str = ""
    k: str = "0.1"

    @property
    def text(self) -> str:
        attributes = " ".join(f'{name}Units="{unit}"' for name, unit in self.units.items())
        definitions = "".join(
            f'<unitDefinition id="{name}"><listOfUnits>{unit}</listOfUnits></unitDefinition>'
            for name, unit in UNITS.items()
        )
        species = "".join(
            f'<species id="{name}" compartment="c" {self.species.format(value)} '
            'boundaryCondition="false" constant="false"/>'
            for name, value in (("A", 10), ("B", 4), ("C", 0))
        )
        law = "".join(f"<ci>{name}</ci>" for name in self.law.split())
        reference = '<speciesReference species="{}" stoichiometry="1" constant="true"/>'
        return (
            '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">'
            f'<model id="m" {attributes}>'
            f"<listOfUnitDefinitions>{definitions}</listOfUnitDefinitions>"
            f'<listOfCompartments><compartment id="c" size="{self.volume}" constant="true" '
            f"{self.compartment}/></listOfCompartments>"
            f"<listOfSpecies>{species}</listOfSpecies>"
            f'<listOfParameters><parameter id="k" value="{self.k}" constant="true" '
            f"{self.parameter}/></listOfParameters>"
            '<listOfReactions><reaction id="r" reversible="false"><listOfReactants>'
            f"{reference.format('A')}{reference.format('B')}</listOfReactants>"
            f"<listOfProducts>{reference.format('C')}</listOfProducts><kineticLaw><math {MATHS}>"
            f"<apply><times/>{law}</apply></math></kineticLaw></reaction></listOfReactions>"
            "</model></sbml>"
        )


def all_units(substance: str, volume: str, time: str) -> dict[str, str]:
    return {"substance": substance, "extent": substance, "volume": volume, "time": time}


NANO = all_units("nmol", "litre", "second")
NOTHING = all_units("dimensionless", "dimensionless", "dimensionless")
AMOUNTS = 'initialAmount="{}" hasOnlySubstanceUnits="true"'
PER_AVOGADRO = 1e9 / 6.02214076e23

MODELS = {
    # model, nM per unit of concentration, seconds per unit of time
    "nothing declared": (Model(), 1.0, 1.0),
    "dimensionless": (Model(NOTHING), 1.0, 1.0),
    "only the time": (Model({"time": "minute"}), 1.0, 60.0),
    "nmol and seconds": (Model(NANO), 1.0, 1.0),
    "minutes": (Model({**NANO, "time": "minute"}), 1.0, 60.0),
    "hours by scale": (Model({**NANO, "time": "hour"}), 1.0, 3600.0),
    "milliseconds": (Model({**NANO, "time": "milli"}), 1.0, 1e-3),
    "a negative exponent": (Model({**NANO, "time": "mHz"}), 1.0, 1e3),
    "micromoles": (Model(all_units("umol", "litre", "second")), 1e3, 1.0),
    "millilitres": (Model(all_units("nmol", "mL", "second")), 1e3, 1.0),
    "cubic decimetres": (Model(all_units("nmol", "dm3", "minute")), 1.0, 60.0),
    "items": (Model(all_units("item", "litre", "second")), PER_AVOGADRO, 1.0),
    "dozens": (Model(all_units("dozen", "mL", "hour")), 12e3 * PER_AVOGADRO, 3600.0),
    "units of the species": (
        Model({"extent": "umol", "volume": "litre", "time": "minute"},
              species='initialConcentration="{}" hasOnlySubstanceUnits="false" '
              'substanceUnits="umol"'), 1e3, 60.0),
    "unit of the compartment": (
        Model({**NANO, "volume": "litre"}, compartment='spatialDimensions="3" units="mL"'),
        1e3, 1.0),
    "a parameter that fits": (
        Model({**NANO, "substance": "dimensionless", "extent": "dimensionless",
               "volume": "dimensionless"}, parameter='units="per_second"'), 1.0, 1.0),
}  # fmt: skip


LEVEL_2 = """<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">
<model id="m">{units}
<listOfCompartments><compartment id="c" size="1"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="c" initialConcentration="10" {species}/>
<species id="B" compartment="c" initialConcentration="4" {species}/>
<species id="C" compartment="c" initialConcentration="0" {species}/></listOfSpecies>
<listOfParameters><parameter id="k" value="0.1"/></listOfParameters>
<listOfReactions><reaction id="r" reversible="false">
<listOfReactants><speciesReference species="A"/><speciesReference species="B"/></listOfReactants>
<listOfProducts><speciesReference species="C"/></listOfProducts>
<kineticLaw {law}><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>c</ci>
<ci>k</ci><ci>A</ci><ci>B</ci></apply></math></kineticLaw></reaction></listOfReactions>
</model></sbml>"""


def level_2(species: str = "", law: str = "", **units: str) -> str:
    definitions = "".join(
        f'<unitDefinition id="{name}"><listOfUnits>{UNITS[unit]}</listOfUnits></unitDefinition>'
        for name, unit in units.items()
    )
    listed = f"<listOfUnitDefinitions>{definitions}</listOfUnitDefinitions>" if units else ""
    return LEVEL_2.format(units=listed, species=species, law=law)


def version_1(text: str) -> str:
    return text.replace("/version4", "").replace('version="4"', 'version="1"')
