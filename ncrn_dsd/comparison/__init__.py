"""Which translation scheme is best for a design, by measures that the user weighs.

In come cells of a comparison, out comes a `Comparison`. Read `ranking.py`.
"""
