"""The design in the formats of other programs.

In comes a design with its nucleotides, out come its files. Read `design_files.py`.
"""
