"""Formal network + scheme -> strands and gates, with the toeholds of the scheme."""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.translation.clamps import with_clamps
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.translate import translate


# Where the scheme lies, and what its meta data say, do not change what it makes.
@stage("translate", reads=lambda crn, scheme, clamp_nt: (crn, scheme.text, clamp_nt))
def translate_network(work: Work, crn: FormalCrn, scheme: Scheme, clamp_nt: int) -> DsdSystem:
    """Strands and gates of a network, with clamps of that length.

    Raises
    ------
    TranslationError: the scheme cannot translate one of the reactions, or T010, its gates have
        no end for a clamp.
    """
    del work
    return with_clamps(translate(crn, scheme), clamp_nt)
