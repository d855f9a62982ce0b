"""One law of rates for every level, and units that cannot be mixed."""

from __future__ import annotations

import pytest
from dsd_fixtures import crn_of

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.reaction import (
    Formal,
    MassActionNetwork,
    Molar,
    Nanomolar,
    RateConvention,
    Reaction,
    Units,
    in_nanomolar,
)
from ncrn_dsd.simulation.conservation import conserved_totals
from ncrn_dsd.simulation.mass_action import MassAction

NAMES = ("A", "B")


def conserved(network: MassActionNetwork[str, Units]) -> int:
    return int(conserved_totals(network).shape[0])


def test_every_level_is_a_network() -> None:
    formal: MassActionNetwork[str, Formal] = crn_of("A + B -> C", "C -> A + B")
    molar: MassActionNetwork[str, Molar] = ReactionNetwork((), (), True, None, "")
    simulated: MassActionNetwork[str, Units] = MassAction(formal.names, formal.reactions)
    assert [conserved(one) for one in (formal, molar, simulated)] == [2, 0, 2]


def test_units_cannot_be_mixed() -> None:
    """Each line marked is one that the type checker refuses; a mark without need fails there."""
    molar: Reaction[str, Molar] = Reaction(NAMES, (), 1e6)
    mixed: MassAction[Nanomolar] = MassAction(NAMES, [molar])  # type: ignore[list-item]
    formal: FormalCrn = FormalCrn((), (molar,))  # type: ignore[arg-type]
    right: MassAction[Nanomolar] = MassAction(NAMES, [in_nanomolar(molar)])
    taken: MassAction[Formal] = right  # type: ignore[assignment]
    rates = [one.reactions[0].rate for one in (mixed, formal, taken)]
    assert rates == [1e6, 1e6, pytest.approx(1e-3)]


@pytest.mark.parametrize(
    ("reactants", "rate"), [((), 12.0), (("A", "B"), 12.0), (("A", "A", "B"), 6.0), ("AAA", 2.0)]
)
def test_factorials_are_divided_out_where_a_constant_is_read(
    reactants: tuple[str, ...], rate: float
) -> None:
    assert RateConvention.COMBINATORIC.plain_rate(tuple(reactants), 12.0) == rate
    assert RateConvention.PLAIN.plain_rate(tuple(reactants), 12.0) == 12.0


def test_a_reaction_is_written_with_what_it_has() -> None:
    assert str(Reaction(NAMES, ("C",), 1.0)) == "A + B -> C"
    assert str(Reaction(NAMES, (), 1.0)) == "A + B ->"
