from __future__ import annotations

import pytest

from ncrn_dsd.ir.crn import Crn, RateConvention, Reaction, Species
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.kinetics.gates import GateKinetics
from ncrn_dsd.kinetics.holds import fastest, held_per_signal, holds_at

ORIGIN = Origin("test", "reaction")


def crn(*reactions: tuple[str, str, float]) -> Crn:
    made = tuple(Reaction((a, b), (), k, ORIGIN) for a, b, k in reactions)
    names = dict.fromkeys(n for r in made for n in r.reactants)
    return Crn(tuple(Species(n) for n in names), made, RateConvention.PLAIN)


def gates(count: int, commit: float = 1e6) -> list[GateKinetics]:
    return [GateKinetics(i, f"l{i}", f"b{i}", (), 5e5, 5e5, commit) for i in range(count)]


def test_holds_give_every_reaction_its_rate_in_total_concentrations() -> None:
    network = crn(("A", "B", 1.0), ("A", "C", 2.0), ("B", "C", 0.5), ("C", "C", 0.1))
    speed = 1e5
    holds = holds_at(speed, network, gates(4))
    assert holds is not None
    held = held_per_signal(network, gates(4), holds)
    for reaction, hold in zip(network.reactions, holds, strict=True):
        first, second = reaction.reactants
        effective = 1e6 * hold / (1 + held[first]) / (1 + held[second])
        assert effective == pytest.approx(reaction.rate * speed, rel=1e-9)


def test_no_holds_above_the_largest_speed() -> None:
    assert holds_at(1e6, crn(("A", "A", 1.0)), gates(1)) is None


def test_the_fastest_speed_uses_the_whole_allowed_hold() -> None:
    network = crn(("A", "B", 1.0), ("C", "D", 3.0))
    speed, holds = fastest(network, gates(2), 0.25)
    assert max(holds) == pytest.approx(0.25, rel=1e-6)
    assert speed == pytest.approx(1e6 * 0.25 / 1.25 / 3.0, rel=1e-6)
