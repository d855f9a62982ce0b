"""What an installation has and lacks: packages, optional extras, other programs, the machine."""
