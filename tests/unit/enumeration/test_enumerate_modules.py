from __future__ import annotations

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import run_jobs
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel, GateModule
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.ir.provenance import Origin

OPTIONS = EnumerationOptions(engine=Engine.PEPPERCORN)


def enumerated(
    *lines: str, dosed: str, options: EnumerationOptions = OPTIONS
) -> tuple[DsdSystem, ReactionNetwork]:
    crn = crn_of(*lines)
    system = soloveichik2010(crn)
    return system, enumerate_modules(system, crn, frozenset(dosed), options)


def whole_system(system: DsdSystem, dosed: str) -> CondensedNetwork:
    complexes = [system.signal_of(x).complex for x in dosed]
    job = EnumerationJob(
        tuple((d.name, d.length_nt) for d in system.domains),
        (*complexes, *(f.complex for f in system.fuels)),
    )
    ((_, network),) = run_jobs({"whole system": job}, OPTIONS, 1)
    return network


def test_two_reactants_two_products_has_the_published_rates() -> None:
    _, network = enumerated("A + B -> C + D", dosed="AB")
    assert network.complete
    assert network.truncated_by is None
    assert network.scope == "module by module"
    assert {str(r): r.rate for r in network.reactions} == {
        "A + fuel1 -> fuel2 + g0_i1": pytest.approx(453734, abs=1),
        "fuel2 + g0_i1 -> A + fuel1": pytest.approx(453734, abs=1),
        "B + g0_i1 -> g0_i2 + g0_w1": pytest.approx(650504, abs=1),
        "fuel3 + g0_i2 -> C__1 + D__1 + g0_w2": pytest.approx(650504, abs=1),
    }
    assert [(s.name, s.role.value, s.formal) for s in network.species] == [
        ("A", "signal", "A"),
        ("B", "signal", "B"),
        ("C__1", "signal", "C"),
        ("D__1", "signal", "D"),
        ("fuel1", "fuel", None),
        ("fuel2", "fuel", None),
        ("fuel3", "fuel", None),
        ("g0_i1", "intermediate", None),
        ("g0_i2", "intermediate", None),
        ("g0_w1", "waste", None),
        ("g0_w2", "waste", None),
    ]
    assert all(s.complex == s.complex.canonical() for s in network.species)


def test_returned_catalysts_are_variants_that_react_again() -> None:
    _, network = enumerated("W + X -> W + X + Z", dosed="WX")
    assert [s.name for s in network.with_role(ComplexRole.SIGNAL)] == [
        "W", "W__1", "X", "X__1", "Z__1",
    ]  # fmt: skip
    assert len(network.reactions) == 9
    for w in ("W", "W__1"):
        assert sum(w in r.reactants for r in network.reactions) == 1
    for x in ("X", "X__1"):
        assert sum(x in r.reactants for r in network.reactions) == 2


def test_variant_names_avoid_names_of_formal_species() -> None:
    _, network = enumerated("A + B -> C", "C__1 + B -> D", dosed="AB")
    names = [s.name for s in network.species]
    assert len(set(names)) == len(names)
    assert set(network.interpretation.variants_of("C")) == {"C__1_"}
    assert set(network.interpretation.variants_of("C__1")) == {"C__1"}


@pytest.mark.long
@pytest.mark.parametrize(
    ("lines", "dosed"),
    [
        (("A + B -> C + D", "C + E -> F + G"), "ABE"),
        (("W + X -> W + X + Z", "Z + P -> Q + P"), "WXP"),
        (("A + B -> C", "D -> C", "C -> A"), "ABD"),
    ],
)
def test_modules_together_give_the_network_of_the_whole(lines: tuple[str, ...], dosed: str) -> None:
    system, network = enumerated(*lines, dosed=dosed)
    whole = whole_system(system, dosed)
    assert all(len(members) == 1 for members in whole.macrostates)
    shown = {s.name: s.complex for s in network.species}

    def kernels(complexes: list[Complex]) -> tuple[str, ...]:
        return tuple(sorted(c.kernel() for c in complexes))

    ours = {
        (kernels([shown[x] for x in r.reactants]), kernels([shown[x] for x in r.products])): r.rate
        for r in network.reactions
    }
    theirs = {
        (
            kernels([whole.macrostates[i][0] for i in r.reactants]),
            kernels([whole.macrostates[i][0] for i in r.products]),
        ): r.rate
        for r in whole.reactions
    }
    assert ours.keys() == theirs.keys()
    assert all(ours[k] == pytest.approx(theirs[k], rel=1e-9) for k in ours)


def test_reaction_of_a_shared_fuel_and_variant_names_both_modules() -> None:
    # Both gates give back the strand "A_b A_u B_t"; the fuel is one species with two users.
    system, network = enumerated("A + B -> C", "A + B -> D", dosed="AB")
    assert sum(len(f.modules) == 2 for f in system.fuels) == 1
    assert {r.modules for r in network.reactions} == {(0,), (1,)}
    assert sum(s.role is ComplexRole.FUEL for s in network.species) == 5


def test_signals_that_only_wait_for_each_other_exist() -> None:
    _, network = enumerated("A -> B", "B -> A", dosed="")
    assert set(network.interpretation.variants_of("A")) == {"A", "A__1"}
    assert set(network.interpretation.variants_of("B")) >= {"B__1"}


def test_undosed_product_exists_as_variant_only() -> None:
    _, network = enumerated("A + B -> C", "C + E -> F", dosed="ABE")
    assert network.interpretation.variants_of("C") == ("C__1",)


@pytest.mark.long
def test_same_input_gives_equal_output_and_progress_ends_complete() -> None:
    crn = crn_of("W + X -> W + X + Z", "Z + P -> Q + P")
    system = soloveichik2010(crn)
    seen: list[tuple[int, int]] = []

    def note(done: int, known: int) -> None:
        seen.append((done, known))

    first = enumerate_modules(system, crn, frozenset("WXP"), OPTIONS, note, workers=2)
    second = enumerate_modules(system, crn, frozenset("WXP"), OPTIONS, workers=1)
    assert first == second
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            EnumerationOptions(max_complex_size=2, engine=Engine.PEPPERCORN),
            "more than 2 strands were left out",
        ),
        (
            EnumerationOptions(max_complex_size=3, engine=Engine.PEPPERCORN),
            "product of more than 3 strands",
        ),
        (EnumerationOptions(max_reactions=3, engine=Engine.PEPPERCORN), "Too many reactions"),
        (EnumerationOptions(max_complexes=5, engine=Engine.PEPPERCORN), "Too many complexes"),
    ],
)
def test_what_was_cut_off_is_told(options: EnumerationOptions, words: str) -> None:
    _, network = enumerated("A + B -> C + D", dosed="AB", options=options)
    assert not network.complete
    assert network.truncated_by is not None
    assert "module A + B -> C + D" in network.truncated_by
    assert words in network.truncated_by


def test_fuel_that_falls_apart_is_refused() -> None:
    origin = Origin("test", "loose")
    crn = crn_of("A -> B")
    good = soloveichik2010(crn)
    loose = Fuel("loose", Complex((("t",), ("t*",)), "(+)"), (0,), origin)
    module = GateModule(0, "A -> B", (0,), (*good.modules[0].fuels, "loose"), origin)
    system = DsdSystem(
        "test", (*good.domains, Domain("t", 5)), good.signals, (*good.fuels, loose), (module,)
    )
    with pytest.raises(EnumerationError, match=r"E004.*A -> B.*loose falls apart"):
        enumerate_modules(system, crn, frozenset("A"), OPTIONS)


def test_unknown_dosed_species_is_refused() -> None:
    crn = crn_of("A -> B")
    with pytest.raises(EnumerationError, match=r"E002.*species Q"):
        enumerate_modules(soloveichik2010(crn), crn, frozenset({"A", "Q"}), OPTIONS)


def test_worker_failure_names_the_module() -> None:
    job = EnumerationJob((), (Complex((("a",),), "."),))
    with pytest.raises(EnumerationError, match=r"E001.*module broken.*KeyError"):
        list(run_jobs({"broken": job}, OPTIONS, 1))


def test_both_engines_give_the_same_network() -> None:
    lines = ("W + X -> W + X + Z", "Z + P -> E + P", "E + E ->")
    crn = crn_of(*lines)
    system = soloveichik2010(crn)
    ours = enumerate_modules(system, crn, frozenset("WXP"), EnumerationOptions())
    theirs = enumerate_modules(system, crn, frozenset("WXP"), OPTIONS)
    assert ours.species == theirs.species
    rates = {(r.reactants, r.products): r.rate for r in ours.reactions}
    assert rates == pytest.approx({(r.reactants, r.products): r.rate for r in theirs.reactions})
