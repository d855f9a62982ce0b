"""Obligations on an implementation, and how they are discharged.

In come a formal and an enumerated network, out come verdicts with certificates. Read `modules.py`
first; `check_certificate.py` knows nothing of the prover.
"""
