"""Our own domain-level enumerator, after Badelt et al., J. R. Soc. Interface 17:20190866 (2020).

In come complexes and limits, out comes a condensed or a detailed network. Read `run.py` first,
then `search.py` and `moves.py`; nothing here knows of signals, fuels or files.
"""
