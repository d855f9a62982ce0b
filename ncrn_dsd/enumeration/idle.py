"""Species that nothing takes and that are alike for all that follows, as one species."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

from ncrn_dsd.enumeration.merging import MergedNetwork
from ncrn_dsd.ir.network import NetworkReaction, ReactionNetwork


def merge_idle(network: ReactionNetwork, told_apart: Mapping[str, Hashable]) -> MergedNetwork:
    """An exact network for the sums of species that take part in nothing and are alike.

    What only leaks make is most of a network with leaks, and mostly differs in what is paired.

    Parameters
    ----------
    told_apart: of species that may be merged, what they must have in common.

    Returns
    -------
    As many reactions as before, in their order, so that what is known of each stays known. Of what
    is merged, the first species stands for all.
    """
    taken = {x for r in network.reactions for x in r.reactants}
    first: dict[Hashable, str] = {}
    kind_of = {
        s.name: s.name
        if s.name in taken or s.name not in told_apart
        else first.setdefault((s.role, told_apart[s.name]), s.name)
        for s in network.species
    }
    reactions = tuple(
        NetworkReaction(
            r.reactants, tuple(sorted(kind_of[x] for x in r.products)), r.rate, r.modules, r.leak
        )
        for r in network.reactions
    )
    kept = tuple(s for s in network.species if kind_of[s.name] == s.name)
    return MergedNetwork(
        replace(network, species=kept, reactions=reactions), tuple(kind_of.items())
    )
