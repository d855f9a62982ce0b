"""Mass action of both levels along one schedule, deterministic or by counts.

In comes a chemistry with actions, out come reads, trajectories and trained learners. Read
`chemistry.py` first, then `training.py`; `tube.py` and `tube_disturbances.py` are what goes
wrong in a tube.
"""
