"""Our own stiff integrator: static sparse LU factors and a Rosenbrock method, compiled.

In come arrays of a network and a state, out comes the state after a wait, or why there is none.
Read `run.py` first, then `stepping.py`; files with `lane` in their names take steps of several
trajectories at once, bit by bit the same.
"""
