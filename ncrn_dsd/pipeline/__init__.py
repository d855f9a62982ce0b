"""Experiments on one or many studies, and the files that tell of them.

In come designs and options, out come results and their files. One file is one experiment: seeds
(`learn.py`), draws (`robustness.py`, `survival.py`), `sensitivity.py`, `sweep.py`, `compare.py`,
`verify_designs.py`, `handoff.py`; files named `*outputs.py` write. Read `learn.py` first, then
`survival.py`.
"""
