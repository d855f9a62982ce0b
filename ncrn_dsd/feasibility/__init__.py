"""Whether a system can be built at all, and which part of it can be built first.

In comes a system, out comes a verdict with its reasons and remedies. Read `judge.py` first.
"""
