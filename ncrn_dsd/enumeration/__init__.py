"""Strands and complexes to the reactions that they can really do.

In comes a system with limits, out comes a condensed network, or every step of it. Read `whole.py`
first; `engine/` enumerates, `condensed.py` and `uncondensed.py` go from one kind of network to the
other.
"""
