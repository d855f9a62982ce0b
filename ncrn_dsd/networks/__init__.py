"""Neural CRNs: learners composed from parts, one learner per file.

In comes a design, out comes a `LearningProgram`: network, schedule, probes, encodings. Read
`registry.py` first, then `polynomial.py`.
"""
