"""The values that flow between stages: immutable, compared by content.

Nothing here reads a file or simulates. Read `crn.py`, `dsd.py` and `network.py` first; `shown.py`
says how results carry headings, units and formats.
"""
