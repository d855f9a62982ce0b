"""From strands with a schedule to what a laboratory orders and works from.

In comes a `LabDesign`, out come the files of a package and what checks say of them. Read `plan.py`
first, then `contents.py` (which files there are), `written.py` (what they say, read back) and
`checks/run.py`.
"""
