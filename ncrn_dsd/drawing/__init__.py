"""Plots, drawings of complexes, tables and pages.

In comes a result, out comes SVG or HTML; nothing is computed that the result does not say. Read
`table.py` first, then `report.py` for a whole page; its plots are in `figures.py`,
and all go through `inline_svg.py`.
"""
