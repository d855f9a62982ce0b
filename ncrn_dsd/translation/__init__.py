"""Formal CRN to strands and complexes through a translation scheme."""
