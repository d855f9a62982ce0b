"""What a proof of a system consists of, and what it takes for granted."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.verdict import VerificationReport

NO_LEAK = (
    "no leak: strands displace each other only along toeholds or where the enumerator allows it"
)
ASSUMPTIONS = (
    "fuels are always present and their concentrations do not change",
    NO_LEAK,
    "rates are no part of a bisimulation: it says which reactions can happen, not how fast",
)
NO_CROSSTALK_SEEN = (
    "crosstalk between modules is not enumerated: a module meets its own fuels and signals only"
)


@dataclass(frozen=True, slots=True)
class SystemProof:
    """A report, and what supports it.

    Parameters
    ----------
    certificate: JSON text for `check_certificate`, that the whole network is a CRN bisimulation
        and, where that is PROVED, that signals are released; None without a bisimulation.
    """

    report: VerificationReport
    certificate: str | None
