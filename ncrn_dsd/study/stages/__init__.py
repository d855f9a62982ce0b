"""The stages of a study, a file each: plain functions from values to a value.

A stage reads what its function names and nothing else; `learner.py` and `dynamics.py` beside this
folder say which result goes where. A new stage is a file here and a line there. Read
`translate.py` first, then `enumerate.py`.
"""
