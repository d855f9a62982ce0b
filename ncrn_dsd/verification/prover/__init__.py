"""CRN bisimulation by propagation and certificates, in linear time for compiled networks."""

from ncrn_dsd.verification.prover.result import Certificate, Refutation, Undecided
from ncrn_dsd.verification.prover.search import certify, prove

__all__ = ["Certificate", "Refutation", "Undecided", "certify", "prove"]
