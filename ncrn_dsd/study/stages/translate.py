"""Formal network + scheme -> strands and gates, with the toeholds of the scheme."""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.translate import translate


# Where the scheme lies, and what its meta data say, do not change what it makes.
@stage("translate", reads=lambda crn, scheme: (crn, scheme.text))
def translate_network(work: Work, crn: FormalCrn, scheme: Scheme) -> DsdSystem:
    """Strands and gates of a network.

    Raises
    ------
    TranslationError: the scheme cannot translate one of the reactions.
    """
    del work
    return translate(crn, scheme)
