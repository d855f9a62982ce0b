"""Who does independent jobs: processes of this machine, or a cluster.

In come jobs that know nothing of each other, out come their results in the same order. Read
`executor.py` first; `local.py` and `dask_adapter.py` are the two that there are.
"""
