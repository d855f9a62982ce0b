"""A finished package, checked by its files alone: after it was edited, sent or unpacked."""

from ncrn_dsd.handoff.recheck.package import recheck, recheck_files

__all__ = ["recheck", "recheck_files"]
