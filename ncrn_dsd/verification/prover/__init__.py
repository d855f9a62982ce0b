"""CRN bisimulation by propagation and certificates, in linear time for compiled networks.

In comes a question, which is a formal network and an implementation, out comes an interpretation
with its certificate, or why there is none. Read `search.py` first, then `deduction.py`.
"""

from ncrn_dsd.verification.prover.result import Certificate, Refutation, Undecided
from ncrn_dsd.verification.prover.search import certify, prove

__all__ = ["Certificate", "Refutation", "Undecided", "certify", "prove"]
