"""Wells that tell a failing part from a working one.

In come the gates and signals of a system, out come conditions with their wells on plates. Read
`conditions.py` first, then `layout.py`.
"""
