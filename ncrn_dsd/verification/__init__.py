"""Obligations on an implementation, and how they are discharged."""

from ncrn_dsd.verification.modules import verify_modules

__all__ = ["verify_modules"]
