"""The public Python API: what the command line does, as values.

In comes a formal network (`crn`) or a design (`study`); out come strands (`system`), what they do
(`network`), what is proved of them (`proof`), fuel levels (`point`) and courses (`trajectory`).
Each value is a frozen view of one of `ncrn_dsd.ir`, and shows itself in Jupyter. Names are imported
from `ncrn_dsd`, which loads a file here when one of its names is first used. Read `crn.py` first.
"""
