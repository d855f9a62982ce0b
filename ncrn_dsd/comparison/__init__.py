"""What schemes are compared by, their ranking, and the comparison as text.

In come cells of a comparison, out come ranks and tables. Read `measures.py` first.
"""
