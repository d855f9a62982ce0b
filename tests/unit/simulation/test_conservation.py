from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from any_units import reaction
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import given, settings
from hypothesis import strategies as st
from simulation.stiff_networks import stiff_network

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.chemistry import dsd_chemistry
from ncrn_dsd.simulation.conservation import check_conserved
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction

SPECIES = ("A", "B", "C", "D", "E")
sides = st.lists(st.sampled_from(SPECIES), max_size=2).map(tuple)
laws = st.lists(st.builds(reaction, sides, sides, st.just(1.0)), max_size=8)


@settings(max_examples=200, deadline=None)
@given(laws)
def test_totals_are_a_basis_of_the_left_null_space(network: list[AnyReaction]) -> None:
    system = MassAction(SPECIES, network)
    net = system.stoichiometry.toarray()
    totals = system.totals.toarray()
    assert not np.any(totals @ net)
    assert np.array_equal(totals, np.round(totals))
    rank = int(np.linalg.matrix_rank(net)) if network else 0
    assert totals.shape == (len(SPECIES) - rank, len(SPECIES))
    assert int(np.linalg.matrix_rank(totals)) == len(totals)


def test_a_known_law() -> None:
    system = MassAction(("A", "B", "C"), [reaction(("A", "B"), ("C",), 1.0)])
    basis = system.totals.toarray()
    assert {tuple(row) for row in basis} <= {(1, -1, 0), (-1, 1, 0), (1, 0, 1), (0, 1, 1)}
    assert len(basis) == 2


@pytest.mark.parametrize("seed", range(10))
def test_integration_keeps_the_totals_of_stiff_networks(seed: int) -> None:
    system, start = stiff_network(seed)
    assert system.totals.shape[0] >= 1
    end = integrate(system, start, 1e5, Tolerances())
    check_conserved(system, start, end, 1e-9, slack=1e-6)


def test_integration_keeps_the_strands_of_a_cascade() -> None:
    crn = crn_of("A + B -> C", "C -> D + A", "D + D -> B")
    network = enumerate_whole(
        soloveichik2010(crn), crn, frozenset(crn.names), EnumerationOptions(engine=Engine.OWN)
    )
    chemistry = dsd_chemistry(network, 1e-9, dict.fromkeys(crn.names, 1.0))
    start = np.zeros(len(network.species))
    for name, place in chemistry.dose_index.items():
        start[place] = 20.0 if name in crn.names else 1e4
    assert chemistry.system.totals.shape[0] >= 5
    integrate(chemistry.system, start, 1e4, replace(Tolerances(), conserved=1e-9))


def test_a_drift_is_an_error_that_names_the_species() -> None:
    system = MassAction(("A", "B", "C"), [reaction(("A",), ("B",), 1.0)])
    check_conserved(system, np.array([1.0, 0.0, 1.0]), np.array([0.4, 0.6, 1.0]), 1e-9)
    with pytest.raises(SimulationError, match=r"conserved total of A, B: it drifted by 0\.1"):
        check_conserved(system, np.array([1.0, 0.0, 1.0]), np.array([0.4, 0.7, 1.0]), 1e-9)
    with pytest.raises(SimulationError, match="conserved total of C"):
        check_conserved(system, np.array([1.0, 0.0, 1.0]), np.array([0.4, 0.6, np.nan]), 1e-9)
