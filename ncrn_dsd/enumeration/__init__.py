"""Strands and complexes to the reactions they can really do."""

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions

__all__ = ["EnumerationOptions", "enumerate_modules"]
