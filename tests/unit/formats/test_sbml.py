from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import Concentration, CrnText, read_crn
from ncrn_dsd.formats.sbml_adapter import crn_to_sbml, network_to_sbml, read_sbml
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species, SpeciesRole
from ncrn_dsd.ir.network import (
    WHOLE_SYSTEM,
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.provenance import Origin

HERE = Origin("test", "anything")
NAMES = st.one_of(
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,3}", fullmatch=True),
    st.sampled_from(["k", "vessel", "network", "reaction_1", "reaction_1_2", "time", "pi", "k_2"]),
)
RATES = st.floats(min_value=0, allow_nan=False, allow_infinity=False, allow_subnormal=False)


@st.composite
def documents(draw: st.DrawFn) -> CrnText:
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=5))
    side = st.lists(st.sampled_from(names), max_size=4).map(tuple)
    roles = st.sampled_from(list(SpeciesRole))
    reaction = st.builds(FormalReaction, side, side, RATES, st.just(HERE))
    crn = FormalCrn(
        tuple(Species(name, draw(roles)) for name in names),
        tuple(draw(st.lists(reaction, max_size=5))),
    )
    given_names = [name for name in names if draw(st.booleans())]
    modes = st.sampled_from(["initial", "constant"])
    return CrnText(crn, tuple(Concentration(n, draw(modes), draw(RATES)) for n in given_names))


def without_origins(document: CrnText) -> CrnText:
    reactions = tuple(replace(r, origin=HERE) for r in document.crn.reactions)
    return replace(document, crn=replace(document.crn, reactions=reactions))


def loaded(text: str) -> Any:
    """A document; it owns everything that is taken from it, so keep it while using that."""
    import libsbml  # type: ignore[import-untyped]

    return libsbml.readSBMLFromString(text)


def problems(text: str) -> list[str]:
    """What the full consistency check finds, warnings about units included.

    Only its advice to give every species an initial value does not count.
    """
    import libsbml

    document = loaded(text)
    document.checkConsistency()
    found = [document.getError(i) for i in range(document.getNumErrors())]
    return [e.getMessage() for e in found if e.getErrorId() != libsbml.SpeciesShouldHaveValue]


def formulas(text: str) -> list[str]:
    import libsbml

    document = loaded(text)
    reactions = document.getModel().getListOfReactions()
    return [libsbml.formulaToL3String(r.getKineticLaw().getMath()) for r in reactions]


@settings(max_examples=150, deadline=None)
@given(documents())
@example(CrnText(crn_of("A + A + B + A -> B + A + B", " -> A", "A -> ")))
def test_reading_what_was_written_gives_the_same_network(document: CrnText) -> None:
    text = crn_to_sbml(document)
    assert without_origins(read_sbml(text, "x.xml")) == without_origins(document)
    assert crn_to_sbml(document) == text


@settings(max_examples=25, deadline=None)
@given(documents())
def test_formal_networks_pass_the_full_consistency_check(document: CrnText) -> None:
    assert problems(crn_to_sbml(document)) == []


def test_rate_laws_have_no_factorials() -> None:
    text = "2A + B -> C [k = 3]\n -> A\nB @constant 3\nA @initial 0"
    document = read_crn(text, "x.crn")
    sbml = crn_to_sbml(document)
    assert formulas(sbml) == ["vessel * k * A^2 * B", "vessel * k"]
    written = loaded(sbml)
    model = written.getModel()
    assert model.getReaction(0).getKineticLaw().getLocalParameter(0).getValue() == 3.0
    b = model.getSpecies("B")
    assert b.getConstant()
    assert b.getBoundaryCondition()
    assert b.getInitialConcentration() == 3.0
    assert not model.getSpecies("C").isSetInitialConcentration()
    back = read_sbml(sbml, "x.xml")
    assert [r.rate for r in back.crn.reactions] == [3.0, 1.0]
    assert back.crn.reactions[0].origin.source == "x.xml"
    assert back.crn.reactions[0].origin.line is not None


def test_numbers_keep_all_their_digits() -> None:
    rate = 0.1 + 0.2
    document = read_crn(f"A -> B [k = {rate!r}]\nA @initial {1 / 3!r}", "x.crn")
    back = read_sbml(crn_to_sbml(document), "x.xml")
    assert back.crn.reactions[0].rate == rate
    assert back.concentrations == (Concentration("A", "initial", 1 / 3),)


def test_ids_are_legal_and_names_stay() -> None:
    names = ("a-b", "a_b", "1a", "ü", "k", "<&>")
    crn = FormalCrn(tuple(Species(n) for n in names), ())
    text = crn_to_sbml(CrnText(crn))
    assert problems(text) == []
    written = loaded(text)
    found = [(s.getId(), s.getName()) for s in written.getModel().getListOfSpecies()]
    ids = ["a_b_2", "a_b", "s_1a", "_", "k_2", "___"]
    assert found == list(zip(ids, names, strict=True))
    assert read_sbml(text, "x").crn.names == ("a_b_2", "a_b", "s_1a", "x_", "k", "x___")


def network() -> ReactionNetwork:
    system = soloveichik2010(crn_of("A -> B"))
    a, b = (
        NetworkSpecies(s.species, s.complex, ComplexRole.SIGNAL, s.species) for s in system.signals
    )
    fuels = [NetworkSpecies(f.name, f.complex, ComplexRole.FUEL, None) for f in system.fuels]
    waste = NetworkSpecies("w-1", fuels[0].complex, ComplexRole.WASTE, None)
    reactions = (
        NetworkReaction(("A", fuels[0].name), ("w-1",), 3e6, (0,)),
        NetworkReaction(("w-1",), ("A", "B", "B"), 0.25, (0,)),
        NetworkReaction(("B", "B"), ("A",), 1e5, ()),
    )
    return ReactionNetwork((a, b, *fuels, waste), reactions, True, None, WHOLE_SYSTEM)


def test_enumerated_networks_are_in_mole_litre_and_second() -> None:
    net = network()
    text = network_to_sbml(net, {"A": 1e-8, net.species[2].name: 1e-7})
    assert text == network_to_sbml(net, {net.species[2].name: 1e-7, "A": 1e-8})
    assert problems(text) == []
    fuel = net.species[2].name
    assert formulas(text) == [f"vessel * k * A * {fuel}", "vessel * k * w_1", "vessel * k * B^2"]
    written = loaded(text)
    model = written.getModel()
    assert model.getSpecies("w_1").getName() == "w-1"
    notes = model.getSpecies("A").getNotesString()
    assert "<p>role: signal</p>" in notes
    assert "<p>formal species: A</p>" in notes
    assert net.species[0].complex.kernel() in notes
    back = read_sbml(text, "x.xml")
    amounts = {c.species: c.value_nM for c in back.concentrations}
    assert amounts == pytest.approx({"A": 10, "B": 0, fuel: 100, net.species[3].name: 0, "w_1": 0})
    assert [r.rate for r in back.crn.reactions] == pytest.approx([3e-3, 0.25, 1e-4])
    assert back.crn.reactions[1].products == ("A", "B", "B")


def test_an_enumerated_network_says_when_it_is_truncated() -> None:
    cut = replace(network(), complete=False, truncated_by="the limit of 5 species")
    text = network_to_sbml(cut, None)
    assert "TRUNCATED by the limit of 5 species" in text
    assert "TRUNCATED" not in network_to_sbml(network(), None)
    assert "initialConcentration" not in text


LEVEL_2 = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">
<listOfFunctionDefinitions><functionDefinition id="f"><math
 xmlns="http://www.w3.org/1998/Math/MathML"><lambda><bvar><ci>x</ci></bvar>
 <apply><times/><ci>x</ci><ci>x</ci></apply></lambda></math></functionDefinition>
</listOfFunctionDefinitions>
<listOfCompartments><compartment id="cell" size="2"/></listOfCompartments>
<listOfSpecies>
<species id="A" name="same" compartment="cell" initialAmount="4e-9" SPECIES/>
<species id="B" name="same" compartment="cell"/>
<species id="C" name="glucose 6" compartment="cell" boundaryCondition="true"
 initialConcentration="5e-9"/>
</listOfSpecies>
<listOfParameters><parameter id="kf" value="3e9"/><parameter id="n" value="2"/></listOfParameters>
<!-- MORE -->
<listOfReactions><reaction id="r" name="any"><listOfReactants>
<speciesReference species="A" stoichiometry="2"/></listOfReactants>
<listOfProducts><speciesReference species="C"/></listOfProducts>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML">LAW</math></kineticLaw></reaction>
</listOfReactions></model></sbml>
"""


def level_2(law: str, more: str = "", species: str = "") -> str:
    text = LEVEL_2.replace("LAW", law).replace("<!-- MORE -->", more)
    return text.replace("SPECIES", species)


SQUARE = "<apply><ci>f</ci><ci>A</ci></apply>"
POWER = "<apply><power/><ci>A</ci><cn>2</cn></apply>"
GOOD = f"<apply><times/><ci>kf</ci>{POWER}</apply>"


@pytest.mark.parametrize(
    ("law", "species", "rate"),
    [
        # extents are amounts per time: k [A]^2 in a volume of 2 litres means (k / 2) per litre
        (GOOD, "", 1.5),
        (f"<apply><times/><ci>cell</ci><ci>kf</ci>{SQUARE}</apply>", "", 3.0),
        (f"<apply><times/><apply><divide/><ci>kf</ci><ci>n</ci></apply>{POWER}</apply>", "", 0.75),
        (GOOD, 'hasOnlySubstanceUnits="true"', 6.0),
        (f"<apply><divide/>{GOOD}<ci>cell</ci></apply>", 'hasOnlySubstanceUnits="true"', 3.0),
    ],
)
def test_documents_of_other_tools_in_mole_and_litre_become_nM(
    law: str, species: str, rate: float
) -> None:
    document = read_sbml(level_2(law, species=species), "other.xml")
    (reaction,) = document.crn.reactions
    assert document.crn.names == ("A", "B", "C")
    assert (reaction.reactants, reaction.products) == (("A", "A"), ("C",))
    assert math.isclose(reaction.rate, rate)
    a, c = document.concentrations
    assert (a.species, a.mode, c.species, c.mode) == ("A", "initial", "C", "constant")
    assert (a.value_nM, c.value_nM) == pytest.approx((2, 5))


ENTITY = '<!DOCTYPE sbml [<!ENTITY many "1111111111">]>'


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("A + B -> C", "F330", "libsbml does not accept"),
        ("", "F330", "libsbml does not accept"),
        (level_2(GOOD).replace(' level="2"', ""), "F330", "libsbml does not accept"),
        (level_2("<ci>kf</ci>"), "F333", "'r' has no reactants where mass action has A^2"),
        (level_2(f"<apply><plus/>{GOOD}<cn>1</cn></apply>"), "F333", "'plus' where only"),
        (level_2(f"<apply><minus/>{GOOD}</apply>"), "F333", "'minus' where only"),
        (level_2("<apply><power/><ci>A</ci><ci>B</ci></apply>"), "F333", "'power' where only"),
        (level_2("<apply><times/>" * 200 + GOOD + "</apply>" * 200), "F333", "100 levels"),
        (level_2("<apply><times/>" * 999 + GOOD + "</apply>" * 999), "F470", "500 levels"),
        (level_2("<apply><times/>" * 20_000 + GOOD + "</apply>" * 20_000), "F470", "500 levels"),
        ("<a>" * 50_000, "F470", "500 levels"),
        (ENTITY + level_2("<ci>kf</ci>").split("\n", 1)[1], "F471", "entity 'many'"),
        (level_2(f"<apply><times/><ci>time</ci>{POWER}</apply>"), "F333", "contains 'time'"),
        (level_2(f"<apply><times/><cn>-1</cn>{POWER}</apply>"), "F333", "rate constant"),
        (level_2(f"<apply><divide/>{POWER}<cn>0</cn></apply>"), "F333", "divides by zero"),
        (
            level_2(GOOD).replace('id="kf" value="3e9"', 'id="kf"'),
            "F333",
            "needs the value of 'kf'",
        ),
        (level_2(GOOD, species='constant="true"').replace("4e-9", "-1"), "F334", "is -0.5"),
        (level_2(GOOD).replace('stoichiometry="2"', 'stoichiometry="1.5"'), "F335", "1.5"),
        (level_2(GOOD).replace('"cell" size="2"', '"cell"'), "F336", "no positive size"),
        (
            level_2(
                GOOD,
                '<listOfRules><assignmentRule variable="n"><math '
                'xmlns="http://www.w3.org/1998/Math/MathML"><cn>1</cn></math></assignmentRule>'
                "</listOfRules>",
            ),
            "F332",
            "a rule",
        ),
    ],
)
def test_refusals_name_the_place_and_what_is_wrong(text: str, code: str, words: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_sbml(text, "other.xml")
    assert refused.value.code == code
    assert refused.value.where.startswith("other.xml")
    assert words in refused.value.what
    assert "\n" not in str(refused.value)


def test_a_refusal_of_libsbml_names_the_line() -> None:
    text = crn_to_sbml(CrnText(crn_of("A -> B"))).replace("</model>", "</modell>")
    with pytest.raises(FormatError) as refused:
        read_sbml(text, "x.xml")
    line = 1 + text[: text.index("</modell>")].count("\n")
    assert refused.value.where == f"x.xml:{line}"


def test_level_1_is_refused() -> None:
    text = (
        '<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2"><model name="m">'
        '<listOfCompartments><compartment name="c"/></listOfCompartments></model></sbml>'
    )
    with pytest.raises(FormatError, match="F331") as refused:
        read_sbml(text, "old.xml")
    assert "Level 1" in refused.value.what


A_TO_B = crn_of("A -> B")


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda: crn_to_sbml(CrnText(replace(A_TO_B, species=(Species("A"),)))), "F341"),
        (lambda: crn_to_sbml(CrnText(A_TO_B, (Concentration("X", "initial", 1.0),))), "F341"),
        (lambda: crn_to_sbml(CrnText(A_TO_B, (Concentration("A", "initial", -1.0),))), "F342"),
        (lambda: crn_to_sbml(CrnText(A_TO_B, (Concentration("A", "initial", 1e-310),))), "F342"),
        (lambda: crn_to_sbml(CrnText(replace(A_TO_B, species=(Species("A"),) * 2))), "F340"),
        (lambda: crn_to_sbml(CrnText(replace(A_TO_B, species=(Species("A\x00"),)))), "F340"),
        (lambda: network_to_sbml(network(), {"A": math.nan}), "F342"),
        (lambda: network_to_sbml(network(), {"X": 1.0}), "F341"),
    ],
)
def test_what_sbml_cannot_express_is_refused(write: Callable[[], str], code: str) -> None:
    with pytest.raises(FormatError) as refused:
        write()
    assert refused.value.code == code
