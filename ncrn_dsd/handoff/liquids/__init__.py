"""Stocks, anneals, dilutions and every transfer of liquid.

In come a schedule and the settings of a laboratory, out come vessels, stocks and transfers that
pipettes can do. Read `vessels.py` first; `ledger.py` keeps account of what is drawn.
"""
