"""Plots, drawings of complexes, tables and pages.

In comes a result, out comes SVG or HTML; nothing is computed that the result does not say. Read
`table.py` first, then `robustness_page.py` for a whole page.
"""
