"""Forms of signals merged while enumerating, against merging them afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from dsd_fixtures import crn_of
from scipy.integrate import solve_ivp

from ncrn_dsd.enumeration.merging import merge_variants
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

OPTIONS = EnumerationOptions(max_complexes=100_000, max_reactions=500_000)
MERGED = replace(OPTIONS, merge_histories=True)
# A catalyst that two reactions give back, a species with two producers, and X + X.
FAN = ("A + B -> A + C", "A + C -> A + D", "B -> D", "D + D -> A", "C + D -> B + B")


def translated(reactions: Iterable[str], scheme: str) -> tuple[FormalCrn, DsdSystem]:
    crn = crn_of(*reactions)
    return crn, translate(crn, load_scheme(scheme))


def course(network: ReactionNetwork, crn: FormalCrn) -> dict[str, float]:
    """Concentrations [nM] of formal species after an hour, all forms of each together."""
    index = {s.name: i for i, s in enumerate(network.species)}
    own = set(crn.names)
    start = np.zeros(len(index))
    for species in network.species:
        if species.role is ComplexRole.FUEL or species.name in own:
            start[index[species.name]] = 1e-6 if species.role is ComplexRole.FUEL else 1e-7
    # A place that always holds 1 stands for a second reactant that is not there.
    places = [[index[x] for x in r.reactants] + [len(index)] for r in network.reactions]
    first, second = np.array([p[:2] for p in places]).T
    rates = np.array([r.rate for r in network.reactions])
    changes = np.zeros((len(index), len(rates)))
    for column, r in enumerate(network.reactions):
        for side, sign in ((r.reactants, -1), (r.products, 1)):
            for x in side:
                changes[index[x], column] += sign

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        filled = np.append(y, 1.0)
        velocity: np.ndarray = changes @ (rates * filled[first] * filled[second])
        return velocity

    end = solve_ivp(slope, (0.0, 3600.0), start, method="LSODA", rtol=1e-7, atol=1e-15).y[:, -1]
    found = dict.fromkeys(crn.names, 0.0)
    for species in network.species:
        if species.formal is not None:
            found[species.formal] += 1e9 * float(end[index[species.name]])
    return found


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["soloveichik2010", "lakin2012_3D"])
def test_forms_merged_together_take_the_course_of_their_sum(scheme: str) -> None:
    crn, system = translated(FAN, scheme)
    everything = frozenset(crn.names)
    apart = enumerate_whole(system, crn, everything, OPTIONS)
    merged = enumerate_whole(system, crn, everything, MERGED)
    assert apart.complete
    assert merged.complete
    assert len(merged.species) < len(apart.species)
    expected = course(apart, crn)
    assert course(merged, crn) == pytest.approx(expected, rel=1e-4, abs=1e-4)
    # Something happened in that hour.
    assert max(abs(amount - 100.0) for amount in expected.values()) > 5.0


@pytest.mark.parametrize("scheme", ["soloveichik2010", "lakin2012_3D"])
def test_merging_before_gives_no_more_than_merging_afterwards(scheme: str) -> None:
    crn, system = translated(FAN, scheme)
    afterwards = merge_variants(system, enumerate_whole(system, crn, None, OPTIONS)).network
    merged = enumerate_whole(system, crn, None, MERGED)
    assert len(merged.species) <= len(afterwards.species)


@pytest.mark.parametrize("scheme", ["srinivas2015", "cardelli2011_FJ"])
def test_forms_that_can_go_back_where_they_came_from_are_not_merged(scheme: str) -> None:
    crn, system = translated(FAN, scheme)
    with pytest.raises(EnumerationError) as caught:
        enumerate_whole(system, crn, None, MERGED)
    assert caught.value.code == "E014"
    assert "do different things" in str(caught.value)


def test_merging_grows_with_the_fan_and_not_with_its_square() -> None:
    def species(fan: int, options: EnumerationOptions) -> int:
        reactions = [f"A + B{i} -> A + C" for i in range(fan)]
        crn, system = translated(reactions, "soloveichik2010")
        return len(enumerate_whole(system, crn, None, options).species)

    assert species(12, MERGED) - species(8, MERGED) == species(8, MERGED) - species(4, MERGED)
    assert species(12, OPTIONS) - species(8, OPTIONS) > species(8, OPTIONS) - species(4, OPTIONS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"leak_per_M_s": 1.0}, "leaks tell the forms of a signal apart"),
        ({"engine": Engine.PEPPERCORN}, "keeps all forms of a signal apart"),
    ],
)
def test_options_that_contradict_merging(changes: dict[str, object], words: str) -> None:
    with pytest.raises(EnumerationError, match=words):
        replace(MERGED, **changes)  # type: ignore[arg-type]
