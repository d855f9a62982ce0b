"""Exact stochastic simulation of molecule counts, compiled."""
