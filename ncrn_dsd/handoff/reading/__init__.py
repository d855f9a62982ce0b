"""The files of a package, read back for the checks.

In comes a folder, out comes a `WrittenPackage`, by readers that share nothing with the writers.
Read `package.py` first; `mixes.py` reads what needs no model of sequences.
"""
