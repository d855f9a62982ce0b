"""SBML models as documents of Level 3 Version 2, written by libsbml."""

from __future__ import annotations

import html
import re
from typing import Any

from ncrn_dsd.formats.sbml_model import (
    DIVIDE,
    POWER,
    TIMES,
    Number,
    SbmlModel,
    SbmlReaction,
    SbmlSpecies,
    Symbol,
    Term,
    Unit,
)

_LEVEL, _VERSION = 3, 2
_RATE_VALUE = re.compile(r'(<localParameter [^>]*?value=")[^"]*')
_INITIAL_VALUE = re.compile(r'(<species [^>]*?initialConcentration=")[^"]*')


def sbml_document(sbml: Any, model: SbmlModel) -> str:
    """The text of a model; `sbml` is the libsbml module."""
    document = sbml.SBMLDocument(_LEVEL, _VERSION)
    target = document.createModel()
    _done(target.setId(model.id))
    _set_notes(target, model.notes)
    _done(target.setSubstanceUnits(model.substance))
    _done(target.setExtentUnits(model.substance))
    _done(target.setVolumeUnits(model.volume))
    _done(target.setTimeUnits(model.time))
    for name, factors in model.units:
        _add_unit(sbml, target.createUnitDefinition(), name, factors)
    for one in model.compartments:
        compartment = target.createCompartment()
        _done(compartment.setId(one.id))
        _done(compartment.setSpatialDimensions(3))
        _done(compartment.setSize(one.size))
        _done(compartment.setConstant(True))
    for species in model.species:
        _add_species(target.createSpecies(), species)
    for reaction in model.reactions:
        _add_reaction(sbml, target.createReaction(), reaction)
    return _with_exact_numbers(str(sbml.writeSBMLToString(document)), model)


def _with_exact_numbers(text: str, model: SbmlModel) -> str:
    """The document with all digits: the library writes 15, and 17 are needed to read them back."""
    rates = iter([p.value for r in model.reactions for p in r.parameters])
    initial = iter([s.initial for s in model.species if s.initial is not None])
    text = _RATE_VALUE.sub(lambda match: f"{match.group(1)}{next(rates)!r}", text)
    return _INITIAL_VALUE.sub(lambda match: f"{match.group(1)}{next(initial)!r}", text)


def _add_unit(sbml: Any, target: Any, name: str, factors: tuple[Unit, ...]) -> None:
    _done(target.setId(name))
    for factor in factors:
        unit = target.createUnit()
        _done(unit.setKind(sbml.UnitKind_forName(factor.kind)))
        _done(unit.setExponent(factor.exponent))
        _done(unit.setScale(factor.scale))
        _done(unit.setMultiplier(factor.multiplier))


def _add_species(target: Any, species: SbmlSpecies) -> None:
    _done(target.setId(species.id))
    _done(target.setName(species.name))
    _set_notes(target, species.notes)
    _done(target.setCompartment(species.compartment))
    if species.initial is not None:
        _done(target.setInitialConcentration(species.initial))
    _done(target.setHasOnlySubstanceUnits(species.is_amount))
    _done(target.setBoundaryCondition(species.constant))
    _done(target.setConstant(species.constant))


def _add_reaction(sbml: Any, target: Any, reaction: SbmlReaction) -> None:
    _done(target.setId(reaction.id))
    _set_notes(target, reaction.notes)
    _done(target.setReversible(False))
    for side, create in (
        (reaction.reactants, target.createReactant),
        (reaction.products, target.createProduct),
    ):
        for species, copies in side:
            reference = create()
            _done(reference.setSpecies(species))
            _done(reference.setStoichiometry(copies))
            _done(reference.setConstant(True))
    law = target.createKineticLaw()
    for parameter in reaction.parameters:
        local = law.createLocalParameter()
        _done(local.setId(parameter.id))
        _done(local.setValue(parameter.value))
        _done(local.setUnits(parameter.unit))
    assert reaction.law is not None
    _done(law.setMath(_ast(sbml, reaction.law)))


def _ast(sbml: Any, term: Term) -> Any:
    if isinstance(term, Number):
        node = sbml.ASTNode(sbml.AST_REAL)
        _done(node.setValue(int(term.value) if term.value.is_integer() else term.value))
        return node
    if isinstance(term, Symbol):
        node = sbml.ASTNode(sbml.AST_NAME)
        _done(node.setName(term.name))
        return node
    kinds = {TIMES: sbml.AST_TIMES, DIVIDE: sbml.AST_DIVIDE, POWER: sbml.AST_POWER}
    node = sbml.ASTNode(kinds[term.operator])
    for argument in term.arguments:
        _done(node.addChild(_ast(sbml, argument)))
    return node


def _set_notes(target: Any, notes: tuple[str, ...]) -> None:
    if notes:
        paragraphs = "".join(f"<p>{html.escape(note, quote=False)}</p>" for note in notes)
        _done(target.setNotes(f'<body xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</body>'))


def _done(code: int) -> None:
    """Calls of the library answer with a code that is zero when they did what they were asked."""
    assert code == 0, f"libsbml refused a value with code {code}"
