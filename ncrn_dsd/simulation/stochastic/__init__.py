"""Exact stochastic simulation of molecule counts, compiled.

In come a network in a volume, counts and seeds, out come counts over time. Read `simulate.py`
first, then `direct.py`.
"""
