"""Explicit integration of small networks with reactions of up to three molecules.

In come a network and a state, out comes the state after a wait. Read `networks.py` first; only the
published experiments, which have reactions of three molecules, come here.
"""
