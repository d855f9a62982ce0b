"""Inner loops of the sequence search as machine code.

In come words as arrays of small integers, out come energies, clashes and chosen words. Read
`search.py` first; everything here is compiled when it is first called.
"""
