"""A study: everything that is known about one design, made when it is asked for, and kept.

In comes a design, a store and a watcher; out come the results of stages. Read `stages/` first,
where each stage is a function in a file of its own; `compiled.py`, `learner.py` and `dynamics.py`
say which result goes where; `graph.py`, `store.py` and `code.py` keep results under the inputs
and the code that they depend on.
"""
