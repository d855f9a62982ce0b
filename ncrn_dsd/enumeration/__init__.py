"""Strands and complexes to the reactions they can really do."""
