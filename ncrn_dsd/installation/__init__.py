"""What an installation has and lacks: packages, optional extras, other programs, the machine.

Out comes what `ncrn-dsd doctor` prints. Read `finding.py` first.
"""
