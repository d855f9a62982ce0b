"""Transfers as people and robots read them.

In come the transfers of a plan, out come lists for hands, an Echo and an Opentrons. Read
`transfers_csv.py` first: all others are parts of that table.
"""
