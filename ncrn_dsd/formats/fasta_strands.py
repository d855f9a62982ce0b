"""Strands as FASTA: one record per strand, the domains in its title."""

from __future__ import annotations

from ncrn_dsd.ir.lab import LabPackage


def write_fasta(package: LabPackage) -> str:
    """All strands of an order, 5' to 3', without modifications."""
    return "".join(
        f">{s.name} {s.role} {' '.join(s.domains)}\n{s.sequence}\n" for s in package.strands
    )
