"""Experiments on one or many studies, and the files that tell of them.

In come designs and options, out come results and their files. Read `learn.py` first, then
`compare_cell.py`.
"""
