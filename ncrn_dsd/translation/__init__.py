"""Formal CRN to strands and complexes through a translation scheme.

In come a network and a scheme in its own language, out comes a system of signals and fuels. Read
`translate.py` first; `scheme_folders.py` says where schemes are found, `parser.py` and
`evaluator.py` are the language.
"""
