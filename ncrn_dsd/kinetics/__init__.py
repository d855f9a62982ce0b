"""Formal rates to concentration scale, time scale and fuel concentrations.

In come a formal and an enumerated network, out comes an operating point. Read `realise.py` first.
"""
