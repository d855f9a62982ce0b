"""Text and files to values and back, one format per file.

In comes text with its path, out comes a value, or one sentence with the place of the fault. Read
`crn_text.py` first.
"""
