"""The command line: what can be asked, and what is printed.

In come words, out come text and an exit code. A command parses its options, asks `study` or
`pipeline` for a result, and shows it; it imports what it needs when it is called. Read `main.py`
first, then `run.py`.
"""
