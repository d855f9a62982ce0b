"""Obligations on an implementation, and how they are discharged."""

from ncrn_dsd.verification.modules import SystemProof, prove_system, verify_modules

__all__ = ["SystemProof", "prove_system", "verify_modules"]
