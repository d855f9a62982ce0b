"""The tables of a package.

In comes a planned bench, out come its tables as values, without a format. Read `bench.py` first.
"""
