"""The obligation that shared toeholds change no reaction."""

from __future__ import annotations

from ncrn_dsd.ir.sharing import ToeholdSharing
from ncrn_dsd.ir.verdict import Obligation

TOEHOLD_SHARING = "toehold sharing"


def toeholds_shared(sharing: ToeholdSharing) -> Obligation:
    """PROVED, REFUTED or UNDECIDED, as both whole enumerations compare."""
    subject = f"{sharing.toeholds} toeholds on {len(sharing.pool)} sequences"
    return Obligation(
        TOEHOLD_SHARING, subject, sharing.verdict, sharing.finding, sharing.assumptions
    )
