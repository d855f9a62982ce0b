"""The values that flow between stages: immutable, compared by content.

Nothing here reads a file or simulates. Read `shown.py` first for what a result shows, with heading,
unit and format; then `crn.py`, `dsd.py` and `network.py`.
"""
