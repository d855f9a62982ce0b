"""Looks at a value that change nothing: host actions, sizes, kinds of errors, growth with inputs.

In comes a program or a network, out comes a report. Read `autonomy.py` first.
"""
