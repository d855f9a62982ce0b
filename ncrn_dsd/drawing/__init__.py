"""Plots, drawings of complexes, and the report."""
