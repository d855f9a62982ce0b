"""SBML Level 3 Version 2 in and out, through python-libsbml.

Only mass-action networks are expressed: SBML Level 3 Version 2 Core, Release 2, Hucka et al.,
J. Integr. Bioinform. 16:20190021 (2019).
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.pil_network import PilNetwork
from ncrn_dsd.formats.sbml_document import sbml_document
from ncrn_dsd.formats.sbml_model import (
    DIVIDE,
    POWER,
    TIMES,
    Apply,
    Number,
    SbmlCompartment,
    SbmlModel,
    SbmlParameter,
    SbmlReaction,
    SbmlSpecies,
    Symbol,
    Term,
    Unit,
)
from ncrn_dsd.formats.sbml_pil import pil_network_model
from ncrn_dsd.formats.sbml_reading import crn_text
from ncrn_dsd.formats.sbml_units import LEVEL_2_DEFAULTS
from ncrn_dsd.formats.sbml_writing import crn_model, network_model
from ncrn_dsd.formats.xml_guard import refuse_nesting
from ncrn_dsd.ir.network import ReactionNetwork

_LEVEL_2 = 2
_READABLE_LEVELS = (_LEVEL_2, 3)
_CORE_MATHS = "l3v2extendedmath"
"""Counts as a required package in the library, but is a part of Level 3 Version 2."""
_MAX_DEPTH = 100
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


def crn_to_sbml(document: CrnText, notes: Sequence[str] = (), *, in_nM: bool = False) -> str:
    """A formal network as an SBML document, in nM and s or in abstract units.

    The name of every species stays its `name`; its role stands in its notes. Constant species
    are constant boundary species. Reading the document gives the same network back, in the
    plain convention, if its names are those of the `.crn` format.

    Parameters
    ----------
    notes: more paragraphs of the notes of the model.
    in_nM: its numbers count in nM and s, as those of a `.crn` text do.

    Raises
    ------
    FormatError: a name or number SBML cannot express, or a species that is not declared.
    """
    return sbml_document(_libsbml(), crn_model(document, notes, in_nM=in_nM))


def network_to_sbml(network: ReactionNetwork, initial_M: Mapping[str, float] | None) -> str:
    """An enumerated network as an SBML document in mole, litre (volume 1) and second.

    Roles, formal species and complexes stand in the notes of the species.

    Parameters
    ----------
    initial_M: initial concentrations by species, in M; species that are not in it start at
        zero. With None no initial concentration is written.

    Raises
    ------
    FormatError: as for `crn_to_sbml`.
    """
    return sbml_document(_libsbml(), network_model(network, initial_M))


def pil_network_to_sbml(network: PilNetwork, notes: Sequence[str] = ()) -> str:
    """A network of a PIL document as an SBML document in mole, litre (volume 1) and second.

    Complexes, and whether a species is resting, stand in the notes of the species; the type of
    a reaction stands in its notes.

    Parameters
    ----------
    notes: more paragraphs of the notes of the model.

    Raises
    ------
    FormatError: as for `crn_to_sbml`, or a reaction has no rate constant.
    """
    return sbml_document(_libsbml(), pil_network_model(network, notes))


def read_sbml(text: str, path: str) -> CrnText:
    """The mass-action network of an SBML document of Level 2 or 3, in the plain convention.

    Every rate law must be constants times the reactants to their stoichiometries, optionally
    times the volume. Concentrations become nM and times seconds, by the units that the model
    declares; a model without units, or with dimensionless ones, counts in nM and seconds.

    Parameters
    ----------
    path: used in messages and as the source of every origin.

    Raises
    ------
    FormatError: the document is not valid, or more than a mass-action network; a unit cannot be
        converted.
    """
    refuse_nesting(text, path)
    return crn_text(_read(text, path), path)


def _libsbml() -> Any:
    import libsbml  # type: ignore[import-untyped]

    return libsbml


def _read(text: str, path: str) -> SbmlModel:
    sbml = _libsbml()
    document = sbml.readSBMLFromString(text.encode("utf-8", "replace").decode("utf-8"))
    for index in range(document.getNumErrors()):
        problem = document.getError(index)
        if problem.getSeverity() >= sbml.LIBSBML_SEV_ERROR:
            raise FormatError(
                "F330",
                f"{path}:{problem.getLine()}",
                f"libsbml does not accept the document ({_sentence(problem)})",
                "correct it there, or check it with an SBML validator",
            )
    source = document.getModel()
    if source is None or document.getLevel() not in _READABLE_LEVELS:
        found = "has no model" if source is None else f"is of Level {document.getLevel()}"
        raise FormatError(
            "F331", path, f"the document {found}", "give a model of SBML Level 2 or 3"
        )
    document.expandFunctionDefinitions()
    for line, feature in _beyond_mass_action(document, source):
        raise FormatError(
            "F332",
            f"{path}:{line}",
            f"the model has {feature}, which a reaction network cannot express",
            "replace it by reactions and constants",
        )
    return SbmlModel(
        str(source.getId()),
        _notes(source),
        _model_unit(source, "substance"),
        _model_unit(source, "volume"),
        _model_unit(source, "time"),
        _unit_definitions(source),
        tuple(_compartment(source, c) for c in source.getListOfCompartments()),
        tuple(_species(source, s) for s in source.getListOfSpecies()),
        tuple(_reaction(sbml, r) for r in source.getListOfReactions()),
        _parameters(source.getListOfParameters()),
        _model_unit(source, "extent"),
    )


def _sentence(problem: Any) -> str:
    """What is wrong, on one line and without a full stop."""
    words = " ".join((str(problem.getShortMessage()) or str(problem.getMessage())).split())
    return words.rstrip(".")


def _beyond_mass_action(document: Any, model: Any) -> Iterator[tuple[int, str]]:
    """Line and name of everything that changes the meaning of a model beyond its reactions."""
    # In Level 2 packages are annotations.
    for index in range(document.getNumPlugins() if document.getLevel() > 2 else 0):
        package = str(document.getPlugin(index).getPackageName())
        if package != _CORE_MATHS and document.getPackageRequired(package):
            yield document.getLine(), f"the SBML package '{package}'"
    lists = {
        "a rule": model.getListOfRules(),
        "an event": model.getListOfEvents(),
        "an initial assignment": model.getListOfInitialAssignments(),
    }
    for feature, found in lists.items():
        for element in found:
            yield element.getLine(), feature
    for element in (model, *model.getListOfSpecies()):
        if element.isSetConversionFactor():
            yield element.getLine(), "a conversion factor"
    for where, what in _units_of_their_own(model):
        yield where.getLine(), what
    for reaction in model.getListOfReactions():
        if reaction.getFast():
            yield reaction.getLine(), f"the fast reaction '{reaction.getId()}'"
        for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
            if reference.isSetStoichiometryMath():
                yield reference.getLine(), "a computed stoichiometry"


def _species(model: Any, species: Any) -> SbmlSpecies:
    compartment = model.getCompartment(species.getCompartment())
    has_size = compartment is not None and compartment.isSetSize()
    size = float(compartment.getSize()) if has_size else math.nan
    initial = None
    if species.isSetInitialConcentration():
        initial = float(species.getInitialConcentration())
    elif species.isSetInitialAmount():
        amount = float(species.getInitialAmount())
        # An amount in a compartment of unknown size is no number; nothing is nothing anywhere.
        initial = amount / size if size and amount else amount and math.nan
    return SbmlSpecies(
        str(species.getId()),
        str(species.getName()) if species.isSetName() else None,
        initial,
        bool(species.getConstant() or species.getBoundaryCondition()),
        _notes(species),
        str(species.getCompartment()),
        bool(species.getHasOnlySubstanceUnits()),
        str(species.getSubstanceUnits()) or _model_unit(model, "substance"),
        int(species.getLine()),
    )


def _compartment(model: Any, compartment: Any) -> SbmlCompartment:
    kinds = {3.0: "volume", 2.0: "area", 1.0: "length", 0.0: ""}
    kind = kinds.get(float(compartment.getSpatialDimensionsAsDouble()), "volume")
    return SbmlCompartment(
        str(compartment.getId()),
        float(compartment.getSize()) if compartment.isSetSize() else None,
        str(compartment.getUnits()) or (_model_unit(model, kind) if kind else ""),
    )


def _model_unit(model: Any, quantity: str) -> str:
    """The unit of the whole model for one of its quantities; empty when it does not say."""
    if model.getLevel() == _LEVEL_2:
        return "substance" if quantity == "extent" else quantity
    return str(getattr(model, f"get{quantity.capitalize()}Units")())


def _unit_definitions(model: Any) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    found = dict(LEVEL_2_DEFAULTS) if model.getLevel() == _LEVEL_2 else {}
    for definition in model.getListOfUnitDefinitions():
        found[str(definition.getId())] = tuple(_units(definition))
    return tuple(found.items())


def _units_of_their_own(model: Any) -> Iterator[tuple[Any, str]]:
    """Elements with units of old versions of Level 2 that differ from those of the model."""
    for reaction in model.getListOfReactions():
        law = reaction.getKineticLaw()
        if law is not None and (law.isSetTimeUnits() or law.isSetSubstanceUnits()):
            yield law, f"units of its own in the rate law of reaction '{reaction.getId()}'"
    for species in model.getListOfSpecies():
        if species.isSetSpatialSizeUnits():
            yield species, f"a spatial size of its own in species '{species.getId()}'"
    for definition in model.getListOfUnitDefinitions():
        for unit in definition.getListOfUnits():
            if unit.getOffset():
                yield unit, f"an offset in the unit '{definition.getId()}'"


def _units(definition: Any) -> Iterator[Unit]:
    for unit in definition.getListOfUnits():
        kind = _libsbml().UnitKind_toString(unit.getKind())
        exponent = float(unit.getExponentAsDouble())
        yield Unit(str(kind), exponent, unit.getScale(), float(unit.getMultiplier()))


def _reaction(sbml: Any, reaction: Any) -> SbmlReaction:
    law = reaction.getKineticLaw()
    has_math = law is not None and law.isSetMath()
    local: tuple[SbmlParameter, ...] = ()
    if law is not None:
        local = _parameters(law.getListOfLocalParameters()) + _parameters(law.getListOfParameters())
    return SbmlReaction(
        str(reaction.getId()),
        _side(reaction.getListOfReactants()),
        _side(reaction.getListOfProducts()),
        _term(sbml, law.getMath()) if has_math else None,
        local,
        _notes(reaction),
        int(reaction.getLine()),
    )


def _side(references: Any) -> tuple[tuple[str, float], ...]:
    return tuple((str(r.getSpecies()), float(r.getStoichiometry())) for r in references)


def _parameters(parameters: Any) -> tuple[SbmlParameter, ...]:
    return tuple(
        SbmlParameter(
            str(p.getId()), float(p.getValue()) if p.isSetValue() else None, str(p.getUnits())
        )
        for p in parameters
    )


def _term(sbml: Any, node: Any, depth: int = 0) -> Term:
    """A formula as plain values; what mass action does not use stays an operator with its name."""
    if depth > _MAX_DEPTH:
        return Apply(f"more than {_MAX_DEPTH} levels", ())
    if node.isNumber():
        return Number(float(node.getValue()))
    if node.getType() == sbml.AST_NAME:
        return Symbol(str(node.getName()))
    kinds = {sbml.AST_TIMES: TIMES, sbml.AST_DIVIDE: DIVIDE}
    kinds |= dict.fromkeys((sbml.AST_POWER, sbml.AST_FUNCTION_POWER), POWER)
    operator = kinds.get(node.getType()) or str(node.getOperatorName() or node.getName())
    children = (node.getChild(index) for index in range(node.getNumChildren()))
    return Apply(operator, tuple(_term(sbml, child, depth + 1) for child in children))


def _notes(element: Any) -> tuple[str, ...]:
    return tuple(html.unescape(p) for p in _PARAGRAPH.findall(str(element.getNotesString())))
