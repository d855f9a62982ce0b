"""How big a design is at each level."""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.ir.summary import Sizes


def sizes_of(crn: FormalCrn, system: DsdSystem, network: ReactionNetwork) -> Sizes:
    """Of a formal network, its strands, and what these can do."""
    strands = system.strand_lengths_nt
    return Sizes(
        formal_reactions=len(crn.reactions),
        formal_species=len(crn.species),
        formal_max_order=crn.max_order,
        modules=len(system.modules),
        signals=len(system.signals),
        fuels=len(system.fuels),
        strands=len(strands),
        domains=len(system.domains),
        toeholds=sum(1 for d in system.domains if d.is_toehold),
        nucleotides_nt=sum(strands),
        longest_strand_nt=max(strands, default=0),
        enumerated_species=len(network.species),
        enumerated_reactions=len(network.reactions),
        signal_variants=len(network.with_role(ComplexRole.SIGNAL)),
    )
