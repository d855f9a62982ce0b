"""Domains to nucleotides, and how good they are.

In comes a system with constraints, out come sequences and their measures. Read `design.py` first;
`kernels/` is compiled when it is first used.
"""
