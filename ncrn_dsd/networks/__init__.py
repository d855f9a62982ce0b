"""Neural CRNs: learners built from parts, one learner per file."""
