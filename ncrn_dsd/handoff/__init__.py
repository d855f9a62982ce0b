"""From strands with a schedule to what a laboratory orders and works from.

In comes a `LabDesign`, out come plan, order, worklists, predictions, checks. Read `plan.py`
first, then `checks/run.py`.
"""
